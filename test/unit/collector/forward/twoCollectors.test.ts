/** One collector forwards to another: what the second one shows is what the first one has. */
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CollectorUnderTest } from '../../support/runningCollector';
import { startCollectorUnderTest } from '../../support/runningCollector';

const TOKEN = 'backend-key';
const SECRET =
  'sk-ant-api03-AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdEfGhIjKlMnOpQrStUv-AA';

let near: CollectorUnderTest;
let far: CollectorUnderTest;

beforeEach(async () => {
  far = await startCollectorUnderTest({ token: TOKEN });
  near = await startCollectorUnderTest({
    forward: { endpoint: far.endpoint, headers: { authorization: `Bearer ${TOKEN}` } },
  });
});
afterEach(async () => {
  await near.close();
  await far.close();
});

describe('a collector that forwards', () => {
  it('passes on what it received, with secrets masked, and keeps its own copy', async () => {
    const exporter = new OTLPTraceExporter({ url: `${near.endpoint}/v1/traces` });
    const provider = new NodeTracerProvider({ spanProcessors: [new BatchSpanProcessor(exporter)] });
    const attributes = {
      'gen_ai.operation.name': 'chat',
      'gen_ai.request.model': 'gpt-4o-mini',
      'gen_ai.conversation.id': 'c1',
      key: SECRET,
    };
    provider.getTracer('test').startSpan('chat', { attributes }).end();
    await provider.shutdown();

    await vi.waitFor(
      async () => {
        expect((await near.handlers.status(undefined)).forward).toMatchObject({ sent: 1, waiting: 0 });
      },
      { timeout: 10_000 },
    );
    const [here, there] = [await near.onlySession(), await far.onlySession()];
    expect(there).toMatchObject({ id: 'c1', spanCount: 1, models: here.models });
    const { rows } = await far.handlers['sql/query']({ sql: 'SELECT trace_id, span_id FROM spans' });
    const details = await far.handlers['span/get']({
      traceId: rows[0]![0] as string,
      spanId: rows[0]![1] as string,
    });
    expect(JSON.stringify(details)).not.toContain(SECRET);
  }, 20_000);
});
