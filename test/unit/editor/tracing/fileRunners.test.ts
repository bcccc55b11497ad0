import { describe, expect, it } from 'vitest';
import type { RunSurroundings } from '../../../../src/editor/tracing/fileRunners';
import { runCommand } from '../../../../src/editor/tracing/fileRunners';

const NOTHING: RunSurroundings = { python: null, tsx: null, isOnPath: () => false };

describe('runCommand', () => {
  it('takes the Python of the workspace', () => {
    expect(runCommand('/w/agent.py', { ...NOTHING, python: '/w/.venv/bin/python' })).toEqual([
      '/w/.venv/bin/python',
      '/w/agent.py',
    ]);
  });

  it('takes python3 where it exists, else python', () => {
    const on = (name: string) => ({ ...NOTHING, isOnPath: (program: string) => program === name });
    expect(runCommand('/w/agent.py', on('python3'))?.[0]).toBe('python3');
    expect(runCommand('/w/agent.py', on('python'))?.[0]).toBe('python');
  });

  it('takes the workspace’s tsx for TypeScript, else one that npx gets', () => {
    expect(runCommand('/w/agent.mts', { ...NOTHING, tsx: '/w/tsx' })).toEqual(['/w/tsx', '/w/agent.mts']);
    expect(runCommand('/w/agent.ts', NOTHING)).toEqual(['npx', '--yes', 'tsx', '/w/agent.ts']);
  });

  it('goes by the extension in any case', () => {
    expect(runCommand('C:\\w\\AGENT.MJS', NOTHING)?.[0]).toBe('node');
  });

  it.each(['/w/README.md', '/w/Makefile', '/w/x.constructor', '/w/.py/none'])(
    'knows no way to run %s',
    (file) => {
      expect(runCommand(file, NOTHING)).toBeNull();
    },
  );
});
