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
    [
      'groups of Python’s exceptions',
      '  + Exception Group Traceback (most recent call last):\n  |   File "/app/tools.py", line 12, in search\n  |     raise x\n',
      ['/app/tools.py', 12, 'search'],
    ],
    [
      'Node on Windows, as addresses',
      'Error: x\n    at search (file:///C:/app/tools.mjs:12:5)',
      ['file:///C:/app/tools.mjs', 12, 'search'],
    ],
    [
      'Next.js, in folders with brackets',
      'Error: x\n    at POST (/app/src/app/(chat)/api/route.ts:12:5)',
      ['/app/src/app/(chat)/api/route.ts', 12, 'POST'],
    ],
    [
      'webpack',
      'Error: x\n    at search (webpack-internal:///(rsc)/./src/tools.ts:12:5)',
      ['src/tools.ts', 12, 'search'],
    ],
    [
      'Java’s lambdas and constructors',
      'Error: x\n\tat com.app.Tools.lambda$search$0(Tools.java:12)\n\tat com.app.Tools.<init>(Tools.java:3)',
      ['com/app/Tools.java', 12, 'com.app.Tools.lambda$search$0'],
    ],
    [
      '.NET’s local functions',
      'Error: x\n   at Program.<<Main>$>g__GetWeather|0_0(String city) in /src/Program.cs:line 12',
      ['/src/Program.cs', 12, 'Program.<<Main>$>g__GetWeather|0_0'],
    ],
    [
      'Go’s methods, on Windows',
      'goroutine 1 [running]:\ngithub.com/my-org/app.(*Server).search(0x1, {0x2, 0x3})\n\tC:/app/tools.go:12 +0x1d',
      ['C:/app/tools.go', 12, 'github.com/my-org/app.(*Server).search'],
    ],
    [
      '.NET in German',
      'System.Exception: x\n   bei App.Tools.Search(String q) in C:\\app\\Tools.cs:Zeile 12.',
      ['C:\\app\\Tools.cs', 12, 'App.Tools.Search'],
    ],
    [
      '.NET in French',
      'System.Exception: x\n   à App.Tools.Search(String q) dans C:\\app\\Tools.cs:ligne 12',
      ['C:\\app\\Tools.cs', 12, 'App.Tools.Search'],
    ],
    [
      '.NET in Chinese',
      'System.Exception: x\n   在 App.Tools.Search(String q) 位置 C:\\app\\Tools.cs:行号 12',
      ['C:\\app\\Tools.cs', 12, 'App.Tools.Search'],
    ],
    [
      '.NET’s state machines, the inner exception first',
      'App.ToolException: x\n ---> System.Exception: y\n   at App.Tools.<SearchAsync>d__5.MoveNext() in /src/Tools.cs:line 12\n   --- End of inner exception stack trace ---\n   at App.Agent.Run() in /src/Agent.cs:line 3',
      ['/src/Tools.cs', 12, 'App.Tools.<SearchAsync>d__5.MoveNext'],
    ],
    [
      'Java’s first cause',
      'app.ToolException: x\n\tat app.Agent.run(Agent.java:3)\nCaused by: app.Other: y\n\tat app.Proxy.call(Proxy.java:5)\n\t... 2 more\nCaused by: java.io.IOException: z\n\tat app.Tools$Web.search(Tools.java:12)\n\t... 3 more',
      ['app/Tools.java', 12, 'app.Tools$Web.search'],
    ],
    [
      'Node’s cause',
      'Error: x\n    at run (/app/agent.js:3:1) {\n  [cause]: TypeError: y\n      at search (/app/tools.js:12:5)\n}',
      ['/app/tools.js', 12, 'search'],
    ],
    [
      'loaders that put a query behind the file',
      'Error: x\n    at async search (file:///app/tools.ts?t=170000:12:5)',
      ['file:///app/tools.ts', 12, 'search'],
    ],
    [
      'Go’s goroutines that others created',
      'panic: x\n\ngoroutine 7 [running]:\nmain.(*Agent).search(...)\n\t/app/tools.go:12\ncreated by main.run in goroutine 1\n\t/app/main.go:3 +0x25',
      ['/app/tools.go', 12, 'main.(*Agent).search'],
    ],
    ['Go’s pkg/errors', 'x\nmain.search\n\t/app/tools.go:12', ['/app/tools.go', 12, 'main.search']],
  ])('reads those of %s', (_, trace, frame) => {
    expect(first(trace)).toEqual(frame);
  });

  it.each(['at (', 'at a) in ', 'f(', ' ', '\n', 'at x (y '])(
    'is done soon with %j again and again',
    (piece) => {
      expect(stackFrames(`at ${piece.repeat(100_000)}`)).toEqual([]);
    },
  );

  it('finds nothing in a message', () => {
    expect(stackFrames('The file tools.py:12 is missing')).toEqual([]);
  });
});
