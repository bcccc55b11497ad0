/** What is wrong with arguments that a tool refused: how they differ from those that it took. */
import type { ToolCallPlace } from './facts';

/** One or two sentences; null where nothing tells. `calls`: of one tool, in order. */
export function argumentDrift(calls: readonly ToolCallPlace[]): string | null {
  const refused = keysOf(calls, (status) => status === 'invalid_args');
  const taken = keysOf(calls, (status) => status === 'ok');
  const sentences: string[] = [];
  const firstRefused = calls.findIndex(({ call }) => call.status === 'invalid_args');
  const lastTaken = calls.findLastIndex(({ call }) => call.status === 'ok');
  if (lastTaken >= 0 && lastTaken < firstRefused) {
    sentences.push('Calls before that were accepted: the schema or the tool has changed since.');
  }
  if (taken.length > 0 && refused.length > 0) {
    const required = [...taken[0]!].filter((key) => taken.every((keys) => keys.has(key)));
    const missing = required.filter((key) => refused.every((keys) => !keys.has(key)));
    const known = new Set(taken.flatMap((keys) => [...keys]));
    const unknown = [...refused[0]!].filter(
      (key) => !known.has(key) && refused.every((keys) => keys.has(key)),
    );
    const differences = [
      ...(missing.length > 0 ? [`lack ${names(missing)}`] : []),
      ...(unknown.length > 0 ? [`have ${names(unknown)} instead`] : []),
    ];
    if (differences.length > 0) {
      sentences.push(`Unlike those that it took, the refused calls ${differences.join(' and ')}.`);
    }
  }
  return sentences.length === 0 ? null : sentences.join(' ');
}

function keysOf(calls: readonly ToolCallPlace[], ofStatus: (status: string) => boolean): Set<string>[] {
  return calls.flatMap(({ call }) => {
    if (!ofStatus(call.status) || call.arguments === null) return [];
    try {
      const value: unknown = JSON.parse(call.arguments);
      return typeof value === 'object' && value !== null && !Array.isArray(value)
        ? [new Set(Object.keys(value))]
        : [];
    } catch {
      return [];
    }
  });
}

function names(keys: readonly string[]): string {
  return keys
    .slice(0, 3)
    .map((key) => `"${key}"`)
    .join(', ');
}
