import { describe, expect, it } from 'vitest';
import {
  namesInEnvFile,
  prependedInShell,
  prependedPath,
  withoutRemovals,
} from '../../../src/presets/environment';

describe('withoutRemovals', () => {
  it('empties what would be inherited, and leaves out what would not', () => {
    const environment = { SET: 'value', REMOVED: null, ABSENT: null };
    expect(withoutRemovals(environment, { REMOVED: 'theirs', OTHER: 'x' })).toEqual({
      SET: 'value',
      REMOVED: '',
    });
  });
});

describe('prependedPath', () => {
  it('goes before all others', () => {
    expect(prependedPath('/ours', { PATH: '/a:/b' }, 'linux')).toEqual({ PATH: '/ours:/a:/b' });
  });

  it('keeps the name as Windows spells it', () => {
    expect(prependedPath('C:\\ours', { Path: 'C:\\a' }, 'win32')).toEqual({ Path: 'C:\\ours;C:\\a' });
  });

  it('makes no search path where there is none, which would hide every program', () => {
    expect(prependedPath('/ours', { Path: '/a' }, 'linux')).toEqual({});
  });
});

describe('prependedInShell', () => {
  it('goes to the front again as the editor’s shells read it: without colons, which part the variables', () => {
    expect(prependedInShell('/our bin', 'darwin')).toEqual({ VSCODE_ENV_PREPEND: 'PATH=/our bin\\x3a' });
    expect(prependedInShell('C:\\ours', 'win32')).toEqual({});
  });
});

describe('namesInEnvFile', () => {
  it('finds what is set, and no comments', () => {
    const text = 'A=1\n# B=2\r\nexport C_D = "x"\n\n  E=\nnot a variable\n1F=x';
    expect(namesInEnvFile(text)).toEqual(['A', 'C_D', 'E']);
  });
});
