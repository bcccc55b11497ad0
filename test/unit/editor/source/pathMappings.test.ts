import { describe, expect, it } from 'vitest';
import {
  endingsOf,
  mappedPath,
  pathMappings,
  relativeEndings,
} from '../../../../src/editor/source/pathMappings';

describe('mappedPath', () => {
  const mappings = { '/app': '${workspaceFolder}', '/app/lib': '/home/me/lib' };

  it.each([
    ['/app/tools/search.py', '/work/agent/tools/search.py'],
    ['file:///app/tools/search.py', '/work/agent/tools/search.py'],
    ['/app/lib/x.py', '/home/me/lib/x.py'],
    ['/application/x.py', null],
    ['/app/../etc/passwd', null],
  ])('%s → %s', (emitted, here) => {
    expect(mappedPath(emitted, mappings, '/work/agent')).toBe(here);
  });

  it.each([
    ['C:\\build\\agent\\tools\\search.cs', '/work/agent/tools/search.cs'],
    ['c:/build/agent/search.cs', '/work/agent/search.cs'],
    ['file:///C:/build/agent/search.mjs', '/work/agent/search.mjs'],
    ['C:\\building\\x.cs', null],
  ])('%s → %s, from a folder of Windows', (emitted, here) => {
    expect(mappedPath(emitted, { 'C:\\build\\agent': '${workspaceFolder}' }, '/work/agent')).toBe(here);
  });

  it('leaves out what is no text', () => {
    expect(pathMappings({ '/app': 1, '': 'x', '/a': '/b' })).toEqual({ '/a': '/b' });
    expect(pathMappings(null)).toEqual({});
  });
});

describe('endingsOf', () => {
  it('gives the longest first, and a bare name only below a folder of the same name', () => {
    expect(endingsOf('/srv/agent/tools/search.py', 'agent')).toEqual([
      'srv/agent/tools/search.py',
      'agent/tools/search.py',
      'tools/search.py',
    ]);
    expect(endingsOf('C:\\agent\\search.py', 'agent')).toEqual([
      'C:/agent/search.py',
      'agent/search.py',
      'search.py',
    ]);
    expect(endingsOf('/a/../b/c.py', 'a')).toEqual([]);
  });

  it.each([
    ['/opt/venv/lib/python3.12/site-packages/langchain/tools/base.py', 'langchain/tools/base.py'],
    ['/usr/lib/python3.12/concurrent/futures/thread.py', 'concurrent/futures/thread.py'],
    ['file:///app/node_modules/@x/agents/tools/search.js', '@x/agents/tools/search.js'],
    ['/root/go/pkg/mod/example.com/x@v1.2.0/tools/search.go', 'example.com/x@v1.2.0/tools/search.go'],
    ['/usr/local/go/src/net/http/server.go', 'net/http/server.go'],
    ['C:\\Program Files\\Go\\src\\net\\http\\server.go', 'net/http/server.go'],
  ])('takes nothing shorter than the package of what is installed: %s', (emitted, shortest) => {
    expect(endingsOf(emitted, 'agents').at(-1)).toBe(shortest);
  });

  it('takes a container’s Go path for no standard library', () => {
    expect(endingsOf('/go/src/agent/tools/search.go', 'agent')).toContain('tools/search.go');
  });
});

describe('relativeEndings', () => {
  it.each([
    ['com/app/Tools.java', ['com/app/Tools.java']],
    [
      'example.com/agent/tools/search.go',
      ['example.com/agent/tools/search.go', 'agent/tools/search.go', 'tools/search.go'],
    ],
    ['agent/tools/search.go', ['agent/tools/search.go', 'tools/search.go']],
    ['net/http/server.go', ['net/http/server.go']],
    ['example.com/x@v1.2.0/http/server.go', ['example.com/x@v1.2.0/http/server.go']],
  ])('%s → %j', (emitted, endings) => {
    expect(relativeEndings(emitted, ['agent'])).toEqual(endings);
  });
});
