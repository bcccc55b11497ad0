/**
 * What a model call cost and how large the model's context is. Prices come from the emitter, else from the table in
 * `@pydantic/genai-prices`, which is part of the program: nothing is fetched.
 */
import { calcPrice, findProvider, type PriceCalculation } from '@pydantic/genai-prices';
import type { ModelCallFacts, Usage } from '../protocol/agentModel';
import type { CostSource } from '../protocol/turns';
import type { EpochMs, Tokens, Usd } from '../protocol/units';

export interface PricedCall {
  costUsd: Usd | null;
  costSource: CostSource;
  contextLimit: Tokens | null;
}

/** `at`: when the call was made; prices change. */
export function priceModelCall(call: ModelCallFacts, at: EpochMs): PricedCall {
  const entry = findPrice(call, at);
  const contextLimit = entry?.model.context_window ?? null;
  if (call.reportedCostUsd !== null) {
    return { costUsd: call.reportedCostUsd, costSource: 'emitter', contextLimit };
  }
  const known = entry !== null && call.usage.input !== null && call.usage.output !== null;
  return {
    costUsd: known ? entry.total_price : null,
    costSource: known ? 'price-table' : null,
    contextLimit,
  };
}

/** False for a model on one's own machine: nobody is paid for its tokens. */
export function hasTokenPrice({ provider }: ModelCallFacts): boolean {
  return pricingProvider(provider) !== 'local';
}

/** The answering model is the more exact name, the requested one more often in the table. */
function findPrice(call: ModelCallFacts, at: EpochMs): PriceCalculation | null {
  const provider = pricingProvider(call.provider);
  if (provider === 'local') return null;
  for (const model of [call.responseModel, call.requestModel]) {
    if (model === null) continue;
    try {
      const price = calcPrice(billedUsage(call.usage), model, {
        ...(provider === null ? {} : { providerId: provider }),
        timestamp: new Date(at),
      });
      if (price !== null) return price;
    } catch {
      // The table refuses figures that contradict each other: no price then.
    }
  }
  return null;
}

/** Providers that the GenAI conventions call otherwise than the table. */
const TABLE_ID: Readonly<Record<string, string>> = {
  x_ai: 'x-ai',
  'azure.ai.inference': 'azure',
  'gcp.gen_ai': 'google',
};

/** Models on one's own machine have no price per token, even when a paid service offers the same model. */
const LOCAL_RUNTIMES = new Set(['ollama', 'lmstudio', 'lm_studio', 'vllm', 'llama.cpp', 'llamacpp', 'local']);

/**
 * The table's provider; null to let the model's name tell. Frameworks (`strands-agents`, `langchain`, …) and even
 * service names turn up as providers, so a name that the table does not know says nothing.
 */
function pricingProvider(provider: string | null): string | null {
  if (provider === null) return null;
  if (LOCAL_RUNTIMES.has(provider)) return 'local';
  return findProvider({ providerId: TABLE_ID[provider] ?? provider })?.id ?? null;
}

/** In the table's terms. It refuses more cached tokens than input, which some emitters report: the excess is cut. */
function billedUsage(usage: Usage): Record<string, number> {
  const input = usage.input ?? 0;
  const cacheRead = Math.min(usage.cacheRead ?? 0, input);
  const cacheWrite = Math.min(usage.cacheWrite ?? 0, input - cacheRead);
  return {
    input_tokens: input,
    cache_read_tokens: cacheRead,
    cache_write_tokens: cacheWrite,
    output_tokens: usage.output ?? 0,
  };
}
