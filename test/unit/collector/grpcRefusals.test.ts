import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { expect, it } from 'vitest';
import { realSpans } from '../otlp/realSpans';
import { call, framed, openSession } from '../support/grpcCall';
import { startCollectorUnderTest } from '../support/runningCollector';

it('a connection outlives many large calls that are refused before they have arrived', async () => {
  const collector = await startCollectorUnderTest();
  const session = openSession(Number(new URL(collector.grpcEndpoint).port));
  try {
    // Of the first bytes it is clear that this is no message.
    const refused = framed(Buffer.alloc(1_000_000), { compressed: 77 });
    for (let calls = 0; calls < 30; calls++) expect((await call(session, refused)).code).toBe(3);
    const good = framed(ProtobufTraceSerializer.serializeRequest(realSpans())!);
    expect((await call(session, good)).code).toBe(0);
    expect(session.closed).toBe(false);
  } finally {
    session.destroy();
    await collector.close();
  }
});
