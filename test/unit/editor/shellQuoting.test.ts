import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { commandLine, shellSyntax } from '../../../src/editor/shellQuoting';

describe('shellSyntax', () => {
  it.each([
    ['/bin/bash', 'posix'],
    ['/usr/bin/fish', 'posix'],
    ['C:\\Program Files\\Git\\bin\\bash.exe', 'posix'],
    ['/usr/bin/pwsh', 'powershell'],
    ['C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe', 'powershell'],
    ['C:\\Program Files\\PowerShell\\7\\pwsh-preview.exe', 'powershell'],
    ['C:\\WINDOWS\\System32\\CMD.EXE', 'cmd'],
    ['', 'posix'],
  ])('%s → %s', (shell, syntax) => {
    expect(shellSyntax(shell)).toBe(syntax);
  });
});

describe('commandLine', () => {
  it('leaves plain words alone', () => {
    expect(commandLine(['node', '/a/b-1.0/agent.mjs', 'loop'], 'posix')).toBe('node /a/b-1.0/agent.mjs loop');
    expect(commandLine(['node', 'C:\\a\\agent.mjs', 'loop'], 'cmd')).toBe('node C:\\a\\agent.mjs loop');
  });

  it.each([["it's"], ['a b'], ['$HOME'], ['`id`'], ['a"b'], ['\\'], ['*'], ['~'], ['#'], ['a;b'], ['']])(
    'passes %j through a POSIX shell as it is',
    (word) => {
      const line = commandLine(['printf', '%s', word], 'posix');
      expect(execFileSync('/bin/sh', ['-c', line], { encoding: 'utf8' })).toBe(word);
    },
  );

  it('calls a quoted program in PowerShell', () => {
    expect(commandLine(["C:\\Bob's Code\\Code.exe", 'C:\\a b\\agent.mjs', 'loop'], 'powershell')).toBe(
      "& 'C:\\Bob''s Code\\Code.exe' 'C:\\a b\\agent.mjs' loop",
    );
    expect(commandLine(['node', '$env:X'], 'powershell')).toBe("node '$env:X'");
  });

  it('uses double quotes in cmd', () => {
    expect(commandLine(['C:\\Program Files\\node.exe', 'C:\\a & b\\agent.mjs'], 'cmd')).toBe(
      '"C:\\Program Files\\node.exe" "C:\\a & b\\agent.mjs"',
    );
  });
});
