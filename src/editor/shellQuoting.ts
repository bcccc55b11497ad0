/** Command lines for the shells that an integrated terminal runs. */
import path from 'node:path';

export type ShellSyntax = 'posix' | 'powershell' | 'cmd';

/** From the shell's path. Unknown shells get POSIX quoting, which fish, nushell and Git Bash read as well. */
export function shellSyntax(shellPath: string): ShellSyntax {
  const name = path.win32
    .basename(shellPath)
    .toLowerCase()
    .replace(/\.exe$/, '');
  if (name === 'cmd') return 'cmd';
  if (/^(pwsh|powershell)/.test(name)) return 'powershell';
  return 'posix';
}

/** One line that runs `words[0]` with the other words as its arguments, each exactly as given. */
export function commandLine(words: readonly [string, ...string[]], syntax: ShellSyntax): string {
  const quoted = words.map((word) => quote(word, syntax));
  // In PowerShell a quoted first word is a string, not a command, unless called.
  if (syntax === 'powershell' && quoted[0] !== words[0]) quoted.unshift('&');
  return quoted.join(' ');
}

function quote(word: string, syntax: ShellSyntax): string {
  const bare = syntax === 'posix' ? /^[\w@%+=:,./-]+$/ : /^[\w+=:./\\-]+$/;
  if (bare.test(word)) return word;
  switch (syntax) {
    case 'posix':
      return `'${word.replaceAll("'", String.raw`'\''`)}'`;
    case 'powershell':
      return `'${word.replaceAll("'", "''")}'`;
    case 'cmd':
      // A quote cannot be in a Windows path; doubled it stays inside the word.
      return `"${word.replaceAll('"', '""')}"`;
  }
}
