import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CollectorUnderTest } from '../../support/runningCollector';
import { startCollectorUnderTest } from '../../support/runningCollector';

let collector: CollectorUnderTest;
beforeEach(async () => {
  collector = await startCollectorUnderTest();
});
afterEach(async () => {
  await collector.close();
});

async function outcomes(): Promise<Map<string, { outcome: string; detail: string }>> {
  const { checks } = await collector.handlers.doctor(undefined);
  return new Map(checks.map((check) => [check.id, check]));
}

it('doctor answers from a running collector, before and after its first export', async () => {
  const before = await outcomes();
  expect(before.get('http-port')?.outcome).toBe('pass');
  expect(before.get('last-export')?.outcome).toBe('warn');
  expect(before.has('genai-spans')).toBe(false);

  const span = {
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: 'b7ad6b7169203331',
    name: 'chat gpt-4o',
    startTimeUnixNano: `${Date.now()}000000`,
    endTimeUnixNano: `${Date.now()}000000`,
    attributes: [{ key: 'gen_ai.operation.name', value: { stringValue: 'chat' } }],
  };
  const headers = { 'content-type': 'application/json', 'user-agent': 'test-exporter/1' };
  const body = JSON.stringify({
    resourceSpans: [{ scopeSpans: [{ scope: { name: 'ai' }, spans: [span] }] }],
  });
  expect((await fetch(`${collector.endpoint}/v1/traces`, { method: 'POST', headers, body })).status).toBe(
    200,
  );
  expect((await fetch(`${collector.endpoint}/v2/traces`, { method: 'POST', headers, body })).status).toBe(
    404,
  );

  const after = await outcomes();
  expect(after.get('last-export')).toMatchObject({
    outcome: 'pass',
    detail: expect.stringContaining('Traces from test-exporter/1') as string,
  });
  expect(after.get('encodings')?.detail).toContain('traces by HTTP/json: 1');
  expect(after.get('rejected:unknown-path')?.outcome).toBe('warn');
  expect(after.get('content-capture:ai-sdk')?.outcome).toBe('warn');
  expect(after.get('genai-spans')?.outcome).toBe('pass');
});
