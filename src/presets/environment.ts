/** How the environment of a traced program is brought together with what is there already. Pure. */
import type { Environment } from './preset';

/**
 * Without removals, for what can only set variables: a variable that would be inherited is emptied instead, which
 * OpenTelemetry takes for unset ("Environment Variable Specification", "Parsing empty value"). Others are left out.
 */
export function withoutRemovals(
  environment: Environment,
  inherited: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const entries = Object.entries(environment).flatMap(([name, value]): [string, string][] => {
    if (value !== null) return [[name, value]];
    return inherited[name] === undefined ? [] : [[name, '']];
  });
  return Object.fromEntries(entries);
}

/**
 * A folder before all others on the search path. Windows spells the variable's name as it likes.
 *
 * @returns nothing to set when there is no search path
 */
export function prependedPath(
  folder: string,
  inherited: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): Record<string, string> {
  const windows = platform === 'win32';
  const [name, value] =
    Object.entries(inherited).find(([each]) => (windows ? each.toUpperCase() === 'PATH' : each === 'PATH')) ??
    [];
  if (name === undefined || value === undefined) return {};
  return { [name]: `${folder}${windows ? ';' : ':'}${value}` };
}

/**
 * The same again once a shell of the editor's has read its own files, which put what they like in front: Homebrew, and
 * version managers of Node. The editor's shell integration does what this variable says; the editor writes it for what
 * extensions contribute to all terminals, and shells without the integration ignore it.
 *
 * @returns nothing for Windows: what its shells call a list of folders differs
 */
export function prependedInShell(folder: string, platform: NodeJS.Platform): Record<string, string> {
  if (platform === 'win32') return {};
  return { VSCODE_ENV_PREPEND: `PATH=${`${folder}:`.replaceAll(':', String.raw`\x3a`)}` };
}

/** Names that a file of `NAME=value` lines sets, as debuggers read their `envFile`. */
export function namesInEnvFile(text: string): string[] {
  return text.split(/\r?\n/).flatMap((line) => /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=/.exec(line)?.[1] ?? []);
}
