import { describe, expect, it } from 'vitest';
import { stackFrames } from '../../../src/source/stackFrames';

function first(trace: string) {
  const frame = stackFrames(trace)[0];
  return frame && [frame.file, frame.line, frame.functionName];
}

describe('stackFrames', () => {
  it('reads Python’s, whose innermost frame is the last', () => {
    const trace =
      'Traceback (most recent call last):\n  File "/app/main.py", line 3, in run\n    f()\n  File "/app/tools.py", line 12, in search\n    raise ValueError()\nValueError';
    expect(first(trace)).toEqual(['/app/tools.py', 12, 'search']);
  });

  it.each([
    [
      'Node',
      'Error: x\n    at search (file:///app/tools.mjs:12:5)\n    at async run (/app/a.js:1:2)',
      ['file:///app/tools.mjs', 12, 'search'],
    ],
    [
      'Node without a name',
      'Error: x\n    at node:internal/x:1:1\n    at async /app/tools.mjs:12:5',
      ['/app/tools.mjs', 12, null],
    ],
    [
      'Node on Windows',
      'Error: x\n    at search (C:\\app\\tools.js:12:5)',
      ['C:\\app\\tools.js', 12, 'search'],
    ],
    [
      'Java',
      'java.lang.Error: x\n\tat com.app.Tools.search(Tools.java:12)\n\tat java.base/java.lang.Thread.run(Thread.java:1)',
      ['com/app/Tools.java', 12, 'com.app.Tools.search'],
    ],
    [
      '.NET',
      'System.Exception: x\n   at App.Tools.Search(String q) in C:\\app\\Tools.cs:line 12',
      ['C:\\app\\Tools.cs', 12, 'App.Tools.Search'],
    ],
    [
      'Go',
      'panic: x\n\ngoroutine 1 [running]:\nmain.search(0x1)\n\t/app/tools.go:12 +0x1d',
      ['/app/tools.go', 12, 'main.search'],
    ],
  ])('reads those of %s', (_, trace, frame) => {
    expect(first(trace)).toEqual(frame);
  });

  it('finds nothing in a message', () => {
    expect(stackFrames('The file tools.py:12 is missing')).toEqual([]);
  });
});
