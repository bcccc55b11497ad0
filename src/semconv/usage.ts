/** Token counts in the agent model's one definition (see `Usage`), whatever the emitter's was. */
import type { Usage } from '../protocol/agentModel';
import type { NumberField } from './vocabulary';
import { countsCacheAsInput } from './providers';

type ReportedTokens = Record<
  Exclude<Extract<NumberField, `${string}Tokens`>, 'cacheWrite1hTokens'>,
  number | null
>;

/** What is known of the emitter's definition; null where nothing is. */
export interface CountingHabits {
  inputExcludesCache: boolean | null;
  outputExcludesReasoning: boolean | null;
}

/**
 * Input is made to include cached tokens, output to include reasoning. Where the emitter's definition is not known,
 * more cached tokens than input tokens give away that they are not part of it — unless the provider's API can only
 * mean the other.
 */
export function normaliseUsage(
  reported: ReportedTokens,
  provider: string | null,
  { inputExcludesCache, outputExcludesReasoning }: CountingHabits,
): Usage {
  const { cacheReadTokens: cacheRead, cacheWriteTokens: cacheWrite, reasoningTokens: reasoning } = reported;
  const cached = (cacheRead ?? 0) + (cacheWrite ?? 0);
  let { inputTokens: input, outputTokens: output } = reported;
  if (input !== null) {
    const excludes = inputExcludesCache ?? (cached > input && !countsCacheAsInput(provider));
    if (excludes) input += cached;
  }
  if (output !== null && outputExcludesReasoning === true) output += reasoning ?? 0;
  return {
    input,
    cacheRead,
    cacheWrite,
    output,
    reasoning,
    total: input !== null && output !== null ? input + output : reported.totalTokens,
  };
}
