/** What is in a context window, summed up by where it came from. */
import type { ContextGroup } from '../protocol/context';
import { MAX_TOKENS_PER_CHAR, partWeight, rateOf } from './contextWeight';
import type { PartUnit, PromptUnit } from './promptUnits';

/**
 * The most first. `tokens`: what the emitter reports for the whole window; what texts cannot explain of it is
 * `unrecorded`. Null where it reports nothing: then the tokens are estimated from the texts alone.
 */
export function contextGroups(units: readonly PromptUnit[], tokens: number | null): ContextGroup[] {
  const rate = rateOf(units, tokens);
  const groups = new Map<string, ContextGroup & { weight: number }>();
  const calls = namesOfCalls(units);
  let all = 0;
  for (const { role, parts } of units) {
    for (const part of parts) {
      const name = part.name ?? (part.callId === null ? null : (calls.get(part.callId) ?? null));
      const group = groupOf(groups, role, { kind: part.kind, name });
      const weight = partWeight(part);
      group.pieces++;
      group.weight += weight;
      all += weight;
    }
  }
  const result: ContextGroup[] = Array.from(groups.values(), ({ weight, ...group }) => ({
    ...group,
    estimatedTokens: Math.round(weight * rate),
  }));
  const unexplained = tokens === null || all === 0 ? 0 : Math.round(tokens - all * rate);
  if (unexplained > 0 && rate === MAX_TOKENS_PER_CHAR) result.push(unrecorded(unexplained));
  const total = result.reduce((sum, { estimatedTokens }) => sum + estimatedTokens, 0);
  for (const group of result) group.share = total === 0 ? 0 : group.estimatedTokens / total;
  return result.sort((a, b) => b.estimatedTokens - a.estimatedTokens);
}

function groupOf(
  groups: Map<string, ContextGroup & { weight: number }>,
  role: PromptUnit['role'],
  { kind, name }: Pick<PartUnit, 'kind' | 'name'>,
): ContextGroup & { weight: number } {
  // All definitions of tools are one block of every prompt.
  const source = kind === 'tool_definition' ? null : name;
  const key = JSON.stringify([role, kind, source]);
  let group = groups.get(key);
  if (!group) {
    group = { role, kind, name: source, pieces: 0, estimatedTokens: 0, share: 0, weight: 0 };
    groups.set(key, group);
  }
  return group;
}

/** Results mostly name their call only. */
function namesOfCalls(units: readonly PromptUnit[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const { parts } of units) {
    for (const { kind, name, callId } of parts) {
      if (kind === 'tool_call' && callId !== null && name !== null) names.set(callId, name);
    }
  }
  return names;
}

function unrecorded(estimatedTokens: number): ContextGroup {
  return { role: 'unrecorded', kind: 'unrecorded', name: null, pieces: 1, estimatedTokens, share: 0 };
}
