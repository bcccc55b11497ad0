import { describe, expect, it } from 'vitest';
import { isOnPath } from '../../../src/editor/findProgram';

describe('isOnPath', () => {
  const files =
    (...names: string[]) =>
    (file: string) =>
      names.includes(file);

  it('looks into every directory of PATH', () => {
    const env = { PATH: '/usr/bin::/opt/node/bin' };
    expect(isOnPath('node', env, 'linux', files('/opt/node/bin/node'))).toBe(true);
    expect(isOnPath('node', env, 'linux', files('/elsewhere/node', 'node'))).toBe(false);
  });

  it('adds the suffixes of programs on Windows, where the variable may be called Path', () => {
    const env = { Path: 'C:\\Windows;C:\\Program Files\\nodejs', PATHEXT: '.COM;.EXE' };
    expect(isOnPath('node', env, 'win32', files('C:\\Program Files\\nodejs\\node.EXE'))).toBe(true);
    expect(isOnPath('node', env, 'win32', files('C:\\Program Files\\nodejs\\node'))).toBe(false);
  });

  it('finds nothing without a PATH', () => {
    expect(isOnPath('node', {}, 'linux', () => true)).toBe(false);
  });
});
