/** Whose a log record is, and when records alone are a session. */
import { beforeEach, describe, expect, it } from 'vitest';
import { normaliseSpan } from '../../../src/semconv/normalise';
import { LOG_RECORD } from '../../../src/otlp/schema';
import { SpanStore } from '../../../src/store/store';
import { otlpSpan, resource, scope } from '../support/spans';

const TRACE = 'a'.repeat(32);
const ORIGIN = {
  resource: resource(),
  resourceSchemaUrl: '',
  scope: scope('s'),
  scopeSchemaUrl: '',
  service: 's',
};

let store: SpanStore;

beforeEach(async () => {
  store = await SpanStore.open();
});

function log(
  body: string,
  {
    key = null,
    trace = '',
    carries = true,
    time = 5,
  }: { key?: string | null; trace?: string; carries?: boolean; time?: number },
) {
  const record = { ...LOG_RECORD.create(), body, traceId: trace };
  const bare = { time, severity: null, eventName: null };
  const records = [{ record, ...bare, sessionKey: key, carriesSession: carries }];
  return store.insertLogs([{ ...ORIGIN, records }], 7).changed;
}

function span(key: string | null, trace = TRACE) {
  const record = otlpSpan({ traceId: trace, attributes: key === null ? {} : { 'session.id': key } });
  const agentSpan = normaliseSpan(record, resource(), scope('s'));
  return store.insert([{ ...ORIGIN, spans: [{ record, agentSpan, sessionKeyFromResource: false }] }], 8)
    .changed;
}

const ids = () => store.sessions().map(({ id }) => id);
const bodies = (id: string) => {
  const { sessionLogs } = store.events;
  return sessionLogs
    .read(sessionLogs.numbersOf(id))
    .map(({ record }) => record.body)
    .sort();
};

describe('records without spans', () => {
  it('are a session when one of them carries it', () => {
    expect(log('first', { key: 'S', carries: false })).toEqual([]);
    expect(ids()).toEqual([]);
    expect(log('second', { key: 'S' })).toEqual(['S']);
    expect(store.sessions()).toEqual([{ id: 'S', startTime: 5, lastReceived: 7 }]);
    expect(store.session('S')).toEqual({ id: 'S', startTime: 5, lastReceived: 7 });
    expect(bodies('S')).toEqual(['first', 'second']);
  });

  it('make room like any session, with the records', () => {
    log('x'.repeat(100_000), { key: 'S' });
    const evicted = store.makeRoom({ limitBytes: 1, isLive: () => false });
    expect(evicted).toMatchObject({ sessions: ['S'], logs: 1 });
    expect(ids()).toEqual([]);
  });
});

describe('records and spans', () => {
  it.each([['records first'], ['spans first']])('of one session come together, %s', (order) => {
    if (order === 'records first') log('r', { key: 'S', trace: TRACE });
    span('S');
    if (order === 'spans first') expect(log('r', { key: 'S', trace: TRACE })).toEqual(['S']);
    expect(ids()).toEqual(['S']);
    expect(bodies('S')).toEqual(['r']);
  });

  it.each([[[0, 1, 2]], [[2, 1, 0]], [[1, 2, 0]], [[1, 0, 2]]])(
    "of a sub-agent with a key of its own are its trace's, in order %j",
    (order) => {
      const steps = [
        () => span('S'),
        // In the trace, and outside of any.
        () => log('in', { key: 'sub', trace: TRACE }),
        () => log('out', { key: 'sub' }),
      ];
      const touched = order.map((step) => steps[step]!());
      expect(ids()).toEqual(['S']);
      expect(bodies('S')).toEqual(['in', 'out']);
      expect(touched.at(-1)).toContain('S');
    },
  );

  it('leave a session that was made of records when their trace turns out to be of another', () => {
    log('in', { key: 'sub', trace: TRACE });
    expect(ids()).toEqual(['sub']);
    expect(span('S')).toEqual(expect.arrayContaining(['S', 'sub']));
    expect(ids()).toEqual(['S']);
  });

  it.each([['records first'], ['spans first']])(
    'of a trace whose spans have not said their session are in that of the earliest record, %s',
    (order) => {
      const steps = [
        () => span(null),
        () => log('sub', { key: 'sub', trace: TRACE, time: 6 }),
        () => log('main', { key: 'S', trace: TRACE, time: 4 }),
      ];
      if (order === 'records first') steps.reverse();
      for (const step of steps) step();
      expect(ids()).toEqual(['S']);
      expect(bodies('S')).toEqual(['main', 'sub']);
      // What the spans say in the end is stronger.
      span('T');
      expect(ids()).toEqual(['T']);
    },
  );

  it('of two sessions stay apart', () => {
    span('S');
    span('T', 'b'.repeat(32));
    log('s', { key: 'S' });
    log('t', { key: 'S', trace: 'b'.repeat(32) });
    expect(bodies('S')).toEqual(['s']);
    expect(bodies('T')).toEqual(['t']);
  });
});
