import { describe, expect, it } from 'vitest';
import type { ModelCallFacts } from '../../../src/protocol/agentModel';
import { UNKNOWN_USAGE } from '../../../src/protocol/agentModel';
import { Prices } from '../../../src/analysis/cost';
import type { PriceOverride } from '../../../src/protocol/prices';
import { agentSpan } from '../support/spans';

const AT = Date.UTC(2026, 10, 21);
const USAGE = { ...UNKNOWN_USAGE, input: 1_000_000, output: 1_000_000, total: 2_000_000 };

function price(call: Partial<ModelCallFacts>, overrides: PriceOverride[] = []) {
  const { model } = agentSpan({ id: 'm', model: { usage: USAGE, ...call } });
  return new Prices(overrides).priceOf(model!, AT);
}

describe('the price of a model call', () => {
  it('is the same however often a model is priced', () => {
    for (const call of [
      { requestModel: 'anthropic.claude-sonnet-4-20250514-v1:0', provider: 'aws.bedrock' },
      { requestModel: 'gemini-2.5-flash', provider: null },
      { requestModel: 'nobody', provider: null },
    ]) {
      expect(price(call)).toEqual(price(call));
    }
  });

  it("takes the emitter's figure before its own", () => {
    expect(price({ reportedCostUsd: 0.5 })).toEqual({
      costUsd: 0.5,
      costSource: 'emitter',
      contextLimit: 128_000,
    });
  });

  it('takes no 0 of an emitter for a model that has a price: it means that the emitter knows none', () => {
    expect(price({ reportedCostUsd: 0 })).toMatchObject({ costUsd: 0.75, costSource: 'price-table' });
    const free = { reportedCostUsd: 0, requestModel: 'my-own-model' };
    expect(price(free)).toMatchObject({ costUsd: 0, costSource: 'emitter' });
    expect(price(free, [{ model: 'my-own-model', input: 1, output: 1 }]).costUsd).toBe(2);
  });

  it('computes from the table: gpt-4o-mini is $0.15 and $0.60 per million tokens, half for cached input', () => {
    expect(price({})).toMatchObject({ costUsd: 0.75, costSource: 'price-table', contextLimit: 128_000 });
    const cached = price({ usage: { ...USAGE, cacheRead: 1_000_000 } }).costUsd;
    expect(cached).toBeCloseTo(0.675, 10);
  });

  it('counts written cache as such: claude-sonnet-4-5 is $3 for input, $3.75 for cache writes', () => {
    const call = { requestModel: 'claude-sonnet-4-5', provider: 'anthropic' };
    const input = 100_000;
    const cost = (cacheWrite: number) =>
      price({ ...call, usage: { ...USAGE, input, cacheWrite, output: 0 } }).costUsd;
    expect(cost(0)).toBeCloseTo(0.3, 10);
    expect(cost(input)).toBeCloseTo(0.375, 10);
  });

  it('counts what is written for an hour as such: claude-sonnet-4-5 is $6 then', () => {
    const call = { requestModel: 'claude-sonnet-4-5', provider: 'anthropic' };
    const usage = { ...USAGE, input: 100_000, cacheWrite: 100_000, output: 0 };
    expect(price({ ...call, usage, cacheWrite1h: 0 }).costUsd).toBeCloseTo(0.375, 10);
    expect(price({ ...call, usage, cacheWrite1h: 50_000 }).costUsd).toBeCloseTo(0.4875, 10);
    expect(price({ ...call, usage, cacheWrite1h: 500_000 }).costUsd).toBeCloseTo(0.6, 10);
  });

  it('knows the tiers of long contexts: gemini-2.5-pro is $1.25 up to 200 000 tokens, $2.50 beyond', () => {
    const cost = (input: number) =>
      price({ requestModel: 'gemini-2.5-pro', provider: 'gcp.gemini', usage: { ...USAGE, input, output: 0 } })
        .costUsd;
    expect(cost(100_000)).toBeCloseTo(0.125, 10);
    expect(cost(400_000)).toBeCloseTo(1, 10);
  });

  it.each([
    ['gemini-2.5-pro', 'gcp.gemini', 1_048_576],
    ['mistral-large-latest', 'mistral_ai', 131_072],
    ['gemini-2.5-pro', 'ollama', null],
    ['my-own', null, null],
  ])('knows windows that the table leaves out: %s by %s', (requestModel, provider, contextLimit) => {
    expect(price({ requestModel, provider }).contextLimit).toBe(contextLimit);
  });

  it('falls back to the requested model when the table does not know the answering one', () => {
    expect(price({ responseModel: 'gpt-4o-mini-2099-01-15' }).costUsd).toBe(0.75);
  });

  it.each([null, 'openai', 'openai.chat', 'strands-agents', 'langchain', 'billing-agent'])(
    'finds the price with provider %s',
    (provider) => {
      expect(price({ provider }).costUsd).toBe(0.75);
    },
  );

  it.each<[string, Partial<ModelCallFacts>]>([
    ['grok', { requestModel: 'grok-4', provider: 'x_ai' }],
    ['Gemini', { requestModel: 'gemini-2.5-pro', provider: 'gcp.gen_ai' }],
    [
      'Claude on Bedrock',
      { requestModel: 'anthropic.claude-sonnet-4-20250514-v1:0', provider: 'aws.bedrock' },
    ],
  ])("knows the table's name of the provider: %s", (_name, call) => {
    expect(price(call).costUsd).toBeGreaterThan(0);
  });

  it.each<[model: string, provider: string | null, as: string, by: string | null]>([
    ['gpt-4o-mini-2026-01-15', 'openai', 'gpt-4o-mini', 'openai'],
    ['gpt-4o-mini-2026-01-15', null, 'gpt-4o-mini', 'openai'],
    ['o3-2027-12-31', 'openai', 'o3', 'openai'],
    ['claude-sonnet-4-5-20260101', 'anthropic', 'claude-sonnet-4-5', 'anthropic'],
    ['claude-sonnet-4-5@20260101', 'gcp.vertex_ai', 'claude-sonnet-4-5', 'gcp.vertex_ai'],
    ['models/gemini-2.5-flash', 'gcp.gemini', 'gemini-2.5-flash', 'gcp.gemini'],
    ['models/gemini-2.5-flash', null, 'gemini-2.5-flash', null],
    ['gemini-2.5-flash-001', 'gcp.vertex_ai', 'gemini-2.5-flash', 'gcp.vertex_ai'],
    [
      'projects/p/locations/l/publishers/google/models/gemini-2.5-pro',
      'gcp.vertex_ai',
      'gemini-2.5-pro',
      'gcp.vertex_ai',
    ],
    ['openai/gpt-4o-mini', null, 'gpt-4o-mini', 'openai'],
    ['openai/gpt-4o-mini-2026-01-15', 'litellm', 'gpt-4o-mini', 'openai'],
    ['openrouter/openai/gpt-4o-mini', null, 'openai/gpt-4o-mini', 'openrouter'],
    ['anthropic/claude-sonnet-4-5-20250929', 'openai', 'claude-sonnet-4-5', 'anthropic'],
    ['azure/gpt-4o', null, 'gpt-4o', 'azure'],
    ['vertex_ai/gemini-2.5-pro', null, 'gemini-2.5-pro', 'gcp.vertex_ai'],
    ['claude-sonnet-4-5', 'openai', 'claude-sonnet-4-5', 'anthropic'],
    ['claude-opus-4-5[1m]', 'anthropic', 'claude-opus-4-5', 'anthropic'],
    [
      'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
      null,
      'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
      'aws.bedrock',
    ],
    [
      'bedrock/us-west-2/us.anthropic.claude-sonnet-4-5-20250929-v1:0',
      null,
      'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
      'aws.bedrock',
    ],
  ])('prices %s by %s as %s by %s', (requestModel, provider, name, seller) => {
    const expected = price({ requestModel: name, provider: seller });
    expect(expected.costUsd).toBeGreaterThan(0);
    expect(price({ requestModel, provider })).toEqual(expected);
    // Once more, from what is remembered.
    expect(price({ requestModel, provider })).toEqual(expected);
  });

  it('knows what a certain snapshot costs: gpt-4o-2024-05-13 is $5 and $15', () => {
    expect(price({ requestModel: 'gpt-4o-2024-05-13' }).costUsd).toBeCloseTo(20, 10);
    expect(price({ requestModel: 'gpt-4o-2026-05-13' }).costUsd).toBeCloseTo(12.5, 10);
  });

  it('goes by the answering model when a router chose it', () => {
    const chosen = price({ requestModel: 'gpt-4o-mini', responseModel: 'gpt-4o-2026-05-13' });
    expect(chosen.costUsd).toBeCloseTo(12.5, 10);
  });

  it.each([
    'gpt-4o-mini-turbo',
    'gpt-4o-mini-2026-13-01',
    'gpt-4o-mini-20260132',
    'openai/gpt-4o-mini:free',
    'ft:gpt-9-2026-01-15:acme::id',
    'ollama/gpt-4o-mini',
    'nobody/gpt-4o-mini',
    'eu.anthropic.claude-opus-99-20270101-v1:0',
    'models/',
    '/',
    '//gpt-4o-mini',
  ])("never takes another model's price: %s", (requestModel) => {
    expect(price({ requestModel, provider: null })).toMatchObject({ costUsd: null, costSource: null });
  });

  it.each<[string, Partial<ModelCallFacts>]>([
    ['an unknown model', { requestModel: 'my-own-model' }],
    ['no model', { requestModel: null }],
    ['a model on this machine', { provider: 'ollama' }],
    ['unknown output tokens', { usage: { ...USAGE, output: null } }],
    ['no usage at all', { usage: UNKNOWN_USAGE }],
  ])('says unknown for %s', (_why, call) => {
    expect(price(call)).toMatchObject({ costUsd: null, costSource: null });
  });

  describe("with prices of the user's", () => {
    const own = { model: 'my-*', input: 2, output: 10 };

    it('takes those, for models that the table knows too', () => {
      expect(price({ requestModel: 'My-Model.v2' }, [own])).toMatchObject({
        costUsd: 12,
        costSource: 'override',
      });
      expect(price({ requestModel: 'not-my-model' }, [own]).costSource).toBeNull();
      expect(price({}, [{ ...own, model: 'gpt-4o-mini' }]).costUsd).toBe(12);
      expect(price({ provider: 'ollama', requestModel: 'my-llama' }, [own]).costUsd).toBe(12);
    });

    it('takes the first that fits, and cached tokens at their own price or as input', () => {
      const usage = { ...USAGE, cacheRead: 400_000, cacheWrite: 100_000, output: 0 };
      const cached = { ...own, cacheRead: 0.5, cacheWrite: 4 };
      expect(price({ requestModel: 'my-a', usage }, [cached, own]).costUsd).toBeCloseTo(1.6, 10);
      expect(price({ requestModel: 'my-a', usage }, [own, cached]).costUsd).toBeCloseTo(2, 10);
    });

    it("leaves the emitter's figure and unknown usage as they are", () => {
      expect(price({ requestModel: 'my-a', reportedCostUsd: 1 }, [own])).toMatchObject({
        costUsd: 1,
        costSource: 'emitter',
      });
      expect(price({ requestModel: 'my-a', usage: UNKNOWN_USAGE }, [own]).costUsd).toBeNull();
    });
  });

  it('prices more cached tokens than input as all cached', () => {
    const all = price({ usage: { ...USAGE, input: 437, cacheRead: 437 } }).costUsd;
    expect(price({ usage: { ...USAGE, input: 437, cacheRead: 576 } }).costUsd).toBe(all);
  });
});
