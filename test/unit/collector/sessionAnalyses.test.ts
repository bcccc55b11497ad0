import { describe, expect, it } from 'vitest';
import { SessionAnalyses } from '../../../src/collector/sessionAnalyses';
import { understandSpans } from '../../../src/collector/understand';
import { TABLE_PRICES } from '../../../src/analysis/cost';
import { SpanStore } from '../../../src/store/store';
import { otlpSpan, resource, scope } from '../support/spans';

const TRACE = 'dddddddddddddddddddddddddddddddd';
const ROOT = '0000000000000001';
const LONG_AFTER_MS = 3_600_000;

async function open() {
  const clock = { now: 0 };
  const store = await SpanStore.open();
  const analyses = new SessionAnalyses(
    store,
    () => clock.now,
    () => undefined,
    TABLE_PRICES,
  );
  const receive = (spanId: string, parentSpanId = '') => {
    const spans = [otlpSpan({ traceId: TRACE, spanId, parentSpanId })];
    const scopeSpans = [{ scope: scope('test', '1'), schemaUrl: '', spans }];
    const request = { resourceSpans: [{ resource: resource({}), schemaUrl: '', scopeSpans }] };
    analyses.forget(store.insert(understandSpans(request), clock.now));
  };
  return { store, analyses, clock, receive };
}

describe('the flame graph of a session', () => {
  it('stays what it was when the session ends, unless a span that was awaited has not come', async () => {
    const { store, analyses, clock, receive } = await open();
    receive('0000000000000002', ROOT);
    const waiting = analyses.frames(TRACE);
    expect(analyses.summary(TRACE)?.live).toBe(true);
    clock.now = LONG_AFTER_MS;
    expect(analyses.frames(TRACE)).not.toBe(waiting);

    receive(ROOT);
    expect(analyses.summary(TRACE)?.live).toBe(true);
    const whole = analyses.frames(TRACE);
    clock.now += LONG_AFTER_MS;
    expect(analyses.summary(TRACE)?.live).toBe(false);
    expect(analyses.frames(TRACE)).toBe(whole);
    store.close();
  });
});
