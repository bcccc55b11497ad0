/**
 * What a model call cost and how large the model's context is. A cost is the emitter's own figure, else computed from
 * the user's prices, else from the table in `@pydantic/genai-prices`, which is part of the program: nothing is fetched.
 */
import { calcPrice, findProvider, type PriceCalculation, type Provider } from '@pydantic/genai-prices';
import type { ModelCallFacts, Usage } from '../protocol/agentModel';
import type { PriceOverride } from '../protocol/prices';
import type { CostSource } from '../protocol/turns';
import type { EpochMs, Tokens, Usd } from '../protocol/units';
import { ownValue } from '../protocol/ownValue';
import { contextWindowOf } from './contextWindows';
import { modelNames } from './modelNames';

export interface PricedCall {
  costUsd: Usd | null;
  costSource: CostSource;
  contextLimit: Tokens | null;
}

interface OwnPrice {
  fits: RegExp;
  price: PriceOverride;
}

/** The price table and what the user says otherwise. */
export class Prices {
  private readonly own: OwnPrice[];
  /**
   * A session is analysed again whenever it changes, with the same facts of what was there before. Facts never
   * change, and one call has one time.
   */
  private readonly known = new WeakMap<ModelCallFacts, PricedCall>();

  /** The first of `overrides` that fits a model counts. */
  constructor(overrides: readonly PriceOverride[] = []) {
    this.own = overrides.map((price) => ({ fits: pattern(price.model), price }));
  }

  /** `at`: when the call was made; prices change. */
  priceOf(call: ModelCallFacts, at: EpochMs): PricedCall {
    let priced = this.known.get(call);
    if (priced === undefined) {
      priced = this.calculate(call, at);
      this.known.set(call, priced);
    }
    return priced;
  }

  private calculate(call: ModelCallFacts, at: EpochMs): PricedCall {
    const entry = findPrice(call, at);
    const contextLimit = entry?.model.context_window ?? contextWindowFor(call);
    return { ...this.costOf(call, entry), contextLimit };
  }

  private costOf(
    call: ModelCallFacts,
    entry: PriceCalculation | null,
  ): Pick<PricedCall, 'costUsd' | 'costSource'> {
    const reported = call.reportedCostUsd;
    if (reported !== null && reported > 0) return { costUsd: reported, costSource: 'emitter' };
    if (call.usage.input !== null && call.usage.output !== null) {
      const own = this.ownPrice(call);
      if (own) return { costUsd: ownCost(call.usage, own), costSource: 'override' };
      if (entry !== null) return { costUsd: entry.total_price, costSource: 'price-table' };
    }
    // Emitters that do not know a model's price report 0 as well: it counts where nobody knows better.
    return reported === null
      ? { costUsd: null, costSource: null }
      : { costUsd: reported, costSource: 'emitter' };
  }

  private ownPrice({ responseModel, requestModel }: ModelCallFacts): PriceOverride | undefined {
    const names = [responseModel, requestModel].filter((name) => name !== null);
    return this.own.find(({ fits }) => names.some((name) => fits.test(name)))?.price;
  }
}

/** Without any price of the user's. */
export const TABLE_PRICES = new Prices();

/** False for a model on one's own machine: nobody is paid for its tokens. */
export function hasTokenPrice({ provider }: ModelCallFacts): boolean {
  return pricingProvider(provider) !== 'local';
}

function pattern(model: string): RegExp {
  const parts = model.split('*').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 'i');
}

function ownCost(usage: Usage, price: PriceOverride): Usd {
  const { input, cacheRead, cacheWrite } = cachedWithinInput(usage);
  const millionths =
    (input - cacheRead - cacheWrite) * price.input +
    cacheRead * (price.cacheRead ?? price.input) +
    cacheWrite * (price.cacheWrite ?? price.input) +
    (usage.output ?? 0) * price.output;
  return millionths / 1e6;
}

function contextWindowFor({ provider, responseModel, requestModel }: ModelCallFacts): Tokens | null {
  // A runtime on one's own machine has the window that it was started with.
  if (pricingProvider(provider) === 'local') return null;
  for (const model of [responseModel, requestModel]) {
    const window = model === null ? undefined : contextWindowOf(model);
    if (window !== undefined) return window;
  }
  return null;
}

/** The answering model is the more exact name, the requested one more often in the table. */
function findPrice(call: ModelCallFacts, at: EpochMs): PriceCalculation | null {
  const provider = pricingProvider(call.provider);
  if (provider === 'local') return null;
  for (const model of [call.responseModel, call.requestModel]) {
    if (model === null) continue;
    const price = tablePrice(call, model, provider, at);
    if (price !== null) return price;
  }
  return null;
}

/** A model in the table: its name there, and its provider with no model but that one. */
interface TableEntry {
  name: string;
  provider: Provider | null;
}

/**
 * What a name stands for; null where the table does not know it. To find it among hundreds takes many times as long as
 * to price a call, and a session has few models.
 */
const entries = new Map<string, TableEntry | null>();

function tablePrice(
  call: ModelCallFacts,
  model: string,
  provider: Provider | null,
  at: EpochMs,
): PriceCalculation | null {
  const key = JSON.stringify([provider?.id, model]);
  const known = entries.get(key);
  if (known === null) return null;
  const usage = billedUsage(call);
  try {
    for (const { name, provider: from } of known === undefined ? candidates(model, provider) : [known]) {
      const price = calcPrice(usage, name, {
        ...(from === null ? {} : { provider: from }),
        timestamp: new Date(at),
      });
      if (price === null) continue;
      if (known === undefined)
        remember(key, { name, provider: { ...price.provider, models: [price.model] } });
      return price;
    }
  } catch {
    // The table refuses figures that contradict each other: no price then.
    return null;
  }
  remember(key, null);
  return null;
}

function remember(key: string, entry: TableEntry | null): void {
  if (entries.size >= MAX_NAMES) entries.clear();
  entries.set(key, entry);
}

/**
 * In the order in which they are to be tried. Last come the names alone: behind one provider's API may be another's
 * models, as behind gateways.
 */
function candidates(model: string, provider: Provider | null): TableEntry[] {
  const found: TableEntry[] = [];
  const alone: TableEntry[] = [];
  for (const { name, seller } of modelNames(model)) {
    if (seller === null) {
      found.push({ name, provider });
      if (provider !== null) alone.push({ name, provider: null });
      continue;
    }
    const sold = pricingProvider(seller);
    if (sold === 'local') return [];
    if (sold !== null) found.push({ name, provider: sold });
  }
  return [...found, ...alone];
}

/** Providers that the GenAI conventions call otherwise than the table. */
const TABLE_ID: Readonly<Record<string, string>> = {
  x_ai: 'x-ai',
  'azure.ai.inference': 'azure',
  'gcp.gen_ai': 'google',
};

/** Models on one's own machine have no price per token, even when a paid service offers the same model. */
const LOCAL_RUNTIMES = new Set(['ollama', 'lmstudio', 'lm_studio', 'vllm', 'llama.cpp', 'llamacpp', 'local']);

/** Finding one by its name takes longer than to price a call; programs know few. */
const providers = new Map<string, Provider | null>();
const MAX_NAMES = 1_000;

/**
 * The table's provider; null to let the model's name tell. Frameworks (`strands-agents`, `langchain`, …) and even
 * service names turn up as providers, so a name that the table does not know says nothing.
 */
function pricingProvider(name: string | null): Provider | 'local' | null {
  if (name === null) return null;
  if (LOCAL_RUNTIMES.has(name)) return 'local';
  let provider = providers.get(name);
  if (provider === undefined) {
    provider = findProvider({ providerId: ownValue(TABLE_ID, name) ?? name }) ?? null;
    if (providers.size >= MAX_NAMES) providers.clear();
    providers.set(name, provider);
  }
  return provider;
}

/** Some emitters report more cached tokens than input: the excess is cut. */
function cachedWithinInput(usage: Usage): { input: Tokens; cacheRead: Tokens; cacheWrite: Tokens } {
  const input = usage.input ?? 0;
  const cacheRead = Math.min(usage.cacheRead ?? 0, input);
  const cacheWrite = Math.min(usage.cacheWrite ?? 0, input - cacheRead);
  return { input, cacheRead, cacheWrite };
}

/** In the table's terms: what is written for an hour is part of what is written, cached tokens are part of the input. */
function billedUsage({ usage, cacheWrite1h }: ModelCallFacts): Record<string, number> {
  const { input, cacheRead, cacheWrite } = cachedWithinInput(usage);
  return {
    input_tokens: input,
    cache_read_tokens: cacheRead,
    cache_write_tokens: cacheWrite,
    ...(cacheWrite1h === null ? {} : { cache_write_1h_tokens: Math.min(cacheWrite1h, cacheWrite) }),
    output_tokens: usage.output ?? 0,
  };
}
