/** Environments as lines for a shell. */
import type { Environment, TraceTarget } from './preset';
import { chosenPresets, tracedEnvironment } from './presets';

/** What is set of the base and of these presets; removals are left out, for most have nothing to remove. */
export function targetVariables(target: TraceTarget, presets: readonly string[]): Record<string, string> {
  const environment: Environment = tracedEnvironment(target, presets);
  return Object.fromEntries(
    Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== null),
  );
}

export function exportLines(variables: Readonly<Record<string, string>>): string {
  return Object.entries(variables)
    .map(([name, value]) => `export ${name}=${shellWord(value)}`)
    .join('\n');
}

export function powerShellLines(variables: Readonly<Record<string, string>>): string {
  return Object.entries(variables)
    .map(([name, value]) => `$env:${name} = '${value.replaceAll("'", "''")}'`)
    .join('\n');
}

/** The variables, without those that the presets' programs must not inherit, then the command that needs them. */
export function runWith(target: TraceTarget, presets: readonly string[], command: string): string {
  const without = chosenPresets(presets).flatMap(({ wrapper }) => wrapper?.without ?? []);
  const variables = Object.entries(targetVariables(target, presets)).filter(
    ([name]) => !without.includes(name),
  );
  return `${exportLines(Object.fromEntries(variables))}\n${command}`;
}

function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
