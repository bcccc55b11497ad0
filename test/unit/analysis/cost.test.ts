import { describe, expect, it } from 'vitest';
import type { ModelCallFacts } from '../../../src/protocol/agentModel';
import { UNKNOWN_USAGE } from '../../../src/protocol/agentModel';
import { priceModelCall } from '../../../src/analysis/cost';
import { agentSpan } from '../support/spans';

const AT = Date.UTC(2026, 10, 21);
const USAGE = { ...UNKNOWN_USAGE, input: 1_000_000, output: 1_000_000, total: 2_000_000 };

function price(call: Partial<ModelCallFacts>) {
  const { model } = agentSpan({ id: 'm', model: { usage: USAGE, ...call } });
  return priceModelCall(model!, AT);
}

describe('priceModelCall', () => {
  it("takes the emitter's figure before its own", () => {
    expect(price({ reportedCostUsd: 0.5 })).toEqual({
      costUsd: 0.5,
      costSource: 'emitter',
      contextLimit: 128_000,
    });
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

  it.each<[string, Partial<ModelCallFacts>]>([
    ['an unknown model', { requestModel: 'my-own-model' }],
    ['no model', { requestModel: null }],
    ['a model on this machine', { provider: 'ollama' }],
    ['unknown output tokens', { usage: { ...USAGE, output: null } }],
    ['no usage at all', { usage: UNKNOWN_USAGE }],
  ])('says unknown for %s', (_why, call) => {
    expect(price(call)).toMatchObject({ costUsd: null, costSource: null });
  });

  it('prices more cached tokens than input as all cached', () => {
    const all = price({ usage: { ...USAGE, input: 437, cacheRead: 437 } }).costUsd;
    expect(price({ usage: { ...USAGE, input: 437, cacheRead: 576 } }).costUsd).toBe(all);
  });
});
