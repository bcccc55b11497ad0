/** What a review costs: it is asked for whenever a session is looked at, and sessions are long. */
import { describe, expect, it } from 'vitest';
import { SessionPrompts } from '../../../src/collector/prompts';
import { SessionReviews } from '../../../src/collector/reviewMethods';
import { SessionAnalyses } from '../../../src/collector/sessionAnalyses';
import { StoredSpans } from '../../../src/collector/storedSpans';
import { understandSpans } from '../../../src/collector/understand';
import { TABLE_PRICES } from '../../../src/analysis/cost';
import { analyseSession } from '../../../src/analysis/session';
import { SpanStore } from '../../../src/store/store';
import type { SpanRef } from '../../../src/protocol/units';
import { agentSpan, otlpSpan, resource, scope } from '../support/spans';

const TRACE = 'dddddddddddddddddddddddddddddddd';

describe('the context of a turn', () => {
  it('is told from few turns where the emitter records no prompts', () => {
    const turns = 200;
    const spans = Array.from({ length: turns }, (_, i) => agentSpan({ id: `m${i}`, at: i * 10, model: {} }));
    const analysis = analyseSession('s', spans, { lastReceived: 0, now: 0 });
    const read = new Set<string>();
    const source = {
      span: ({ spanId }: SpanRef) => {
        read.add(spanId);
        return { record: otlpSpan({}), resource: resource({}), scope: scope('test', '1') };
      },
      records: () => [],
    };
    const prompts = new SessionPrompts(source, analysis, new Map());
    expect(prompts.contextOf(analysis.turns.at(-1)!)).toMatchObject({ since: turns - 1, content: 'none' });
    expect(read.size).toBeLessThan(turns / 4);
  });
});

describe('a review', () => {
  it('is made anew only when something of the session is new', async () => {
    const store = await SpanStore.open();
    const analyses = new SessionAnalyses(
      store,
      () => 0,
      () => undefined,
      TABLE_PRICES,
    );
    const reviews = new SessionReviews(analyses, new StoredSpans(store, analyses));
    const receive = (spanId: string) => {
      const span = otlpSpan({
        traceId: TRACE,
        spanId,
        attributes: {
          'gen_ai.operation.name': 'chat',
          'gen_ai.request.model': 'gpt-4o',
          'gen_ai.response.finish_reasons': ['length'],
        },
      });
      const scopeSpans = [{ scope: scope('test', '1'), schemaUrl: '', spans: [span] }];
      const request = { resourceSpans: [{ resource: resource({}), schemaUrl: '', scopeSpans }] };
      analyses.forget(store.insert(understandSpans(request), 0));
    };
    const review = (budgetUsd: number | null = null) => reviews.review({ sessionId: TRACE, budgetUsd });
    receive('0000000000000001');
    const first = review();
    expect(first.map(({ kind }) => kind)).toContain('answer-cut');
    expect(review()).toBe(first);
    expect(review(1)).not.toBe(first);
    receive('0000000000000002');
    expect(review()).not.toEqual(first);
    store.close();
  });
});
