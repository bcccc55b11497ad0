import { describe, expect, it } from 'vitest';
import { isForeign } from '../../../src/source/foreignFolders';
import { weightOfPath } from '../../../src/source/ranking';

describe('isForeign', () => {
  it.each([
    ['node_modules/ai/index.js', true],
    ['app\\.venv\\lib\\x.py', true],
    ['src/distance.py', false],
    ['src/tools/search.py', false],
  ])('%s → %s', (path, foreign) => {
    expect(isForeign(path)).toBe(foreign);
  });
});

describe('the weight of a path', () => {
  it.each([
    ['tests/tools.py', true],
    ['src/__tests__/tools.ts', true],
    ['src/test_tools.py', true],
    ['src/tools_test.py', true],
    ['src/tools.test.ts', true],
    ['src/tools.spec.tsx', true],
    ['examples/search.py', true],
    ['src/ToolsTest.java', true],
    ['src/contest.py', false],
    ['src/latest/tools.ts', false],
    ['src/testing.ts', false],
  ])('%s → %s', (path, test) => {
    expect(weightOfPath(path) < 0).toBe(test);
  });
});
