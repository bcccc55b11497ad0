import { describe, expect, it } from 'vitest';
import { emittedPaths } from '../../../../src/editor/source/codeAttributes';

const app = { path: '/home/me/app', realPath: '/data/app' };
const lib = { path: '/home/me/lib', realPath: '/home/me/lib' };
const roots = [app, lib];

describe('emittedPaths', () => {
  it.each([
    ['an absolute path in a root', '/home/me/app/tools/a.py', '/home/me/app/tools/a.py', app],
    ['the same with dots', '/home/me/lib/../app/./a.py', '/home/me/app/a.py', app],
    ['a path through the real folder of a linked root', '/data/app/a.py', '/home/me/app/a.py', app],
    ['a file URL', 'file:///home/me/lib/a%20b.mjs', '/home/me/lib/a b.mjs', lib],
    ['a path outside', '/etc/passwd', '/etc/passwd', null],
    ['a path that only begins like a root', '/home/me/app2/a.py', '/home/me/app2/a.py', null],
    ['a path that leaves a root', '/home/me/app/../../other/a.py', '/home/other/a.py', null],
    ['a name with leading dots', '/home/me/app/..a.py', '/home/me/app/..a.py', app],
  ])('understands %s', (_, emitted, file, root) => {
    expect(emittedPaths(emitted, roots, 'linux')).toEqual([{ file, root }]);
  });

  it('looks for a relative path in every root', () => {
    expect(emittedPaths('tools/a.py', roots, 'linux')).toEqual([
      { file: '/home/me/app/tools/a.py', root: app },
      { file: '/home/me/lib/tools/a.py', root: lib },
    ]);
  });

  it.each([
    ['a relative path that leads out', '../../../etc/passwd'],
    ['an empty path', ''],
    ['a root itself', '.'],
    ['a network path', '//evil.test/share/a.py'],
    ['a Windows network path', '\\\\evil.test\\share\\a.py'],
    ['a file URL with a host', 'file://evil.test/share/a.py'],
    ['a broken file URL', 'file:///%'],
    ['a path with a null character', '/home/me/app/a\0.py'],
  ])('refuses %s', (_, emitted) => {
    expect(emittedPaths(emitted, roots, 'linux')).toEqual([]);
  });

  it('follows Windows’ rules on Windows', () => {
    const root = { path: 'c:\\code\\app', realPath: 'C:\\code\\app' };
    expect(emittedPaths('C:\\Code\\App\\src\\a.py', [root], 'win32')).toEqual([
      { file: 'c:\\code\\app\\src\\a.py', root },
    ]);
    expect(emittedPaths('file:///C:/code/app/a.ts', [root], 'win32')).toEqual([
      { file: 'c:\\code\\app\\a.ts', root },
    ]);
    expect(emittedPaths('file://evil.test/share/a.py', [root], 'win32')).toEqual([]);
    expect(emittedPaths('D:\\code\\app\\a.py', [root], 'win32')).toEqual([
      { file: 'D:\\code\\app\\a.py', root: null },
    ]);
  });
});
