/** Token counts in the agent model's one definition (see `Usage`), whatever the emitter's was. */
import type { Usage } from '../protocol/agentModel';
import type { NumberField } from './vocabulary';
import { countsCacheAsInput } from './providers';

type ReportedTokens = Record<Extract<NumberField, `${string}Tokens`>, number | null>;

/**
 * Input is made to include cached tokens. Where the emitter's definition is not known, more cached tokens than input
 * tokens give away that they are not part of it — unless the provider's API can only mean the other.
 */
export function normaliseUsage(
  reported: ReportedTokens,
  provider: string | null,
  inputExcludesCache: boolean | undefined,
): Usage {
  const { cacheReadTokens: cacheRead, cacheWriteTokens: cacheWrite, outputTokens: output } = reported;
  const cached = (cacheRead ?? 0) + (cacheWrite ?? 0);
  let input = reported.inputTokens;
  if (input !== null) {
    const excludes = inputExcludesCache ?? (cached > input && !countsCacheAsInput(provider));
    if (excludes) input += cached;
  }
  return {
    input,
    cacheRead,
    cacheWrite,
    output,
    reasoning: reported.reasoningTokens,
    total: input !== null && output !== null ? input + output : reported.totalTokens,
  };
}
