/** Whatever order, batches and copies spans and log records come in, what is understood of them is the same to the byte. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { summariseAgents } from '../../../src/analysis/agents';
import { TABLE_PRICES } from '../../../src/analysis/cost';
import { statisticsOf } from '../../../src/analysis/statistics';
import { SessionAnalyses } from '../../../src/collector/sessionAnalyses';
import { understandLogs, understandSpans } from '../../../src/collector/understand';
import type { LogRecord, Resource, Scope, Span } from '../../../src/otlp/records';
import { SpanStore } from '../../../src/store/store';
import { Random } from '../support/random';
import { randomRun } from '../support/randomRun';
import { readLogsRequests, readRequests } from '../support/recordings';

const ROOT = path.join(import.meta.dirname, '../../fixtures/otlp');
const NOW = 2_000_000_000_000;

/** A span or a log record as a sender sends it. */
interface Sent {
  resource: Resource;
  scope: Scope;
  span?: Span;
  log?: LogRecord;
}

class Collector {
  private constructor(
    private readonly store: SpanStore,
    private readonly analyses: SessionAnalyses,
  ) {}

  static async open(): Promise<Collector> {
    const store = await SpanStore.open();
    return new Collector(
      store,
      new SessionAnalyses(
        store,
        () => NOW,
        () => undefined,
        TABLE_PRICES,
      ),
    );
  }

  receive(batch: readonly Sent[], receivedAt: number): void {
    const resourceSpans = batch.flatMap(({ resource, scope, span }) =>
      span ? [{ resource, schemaUrl: '', scopeSpans: [{ scope, schemaUrl: '', spans: [span] }] }] : [],
    );
    this.analyses.forget(this.store.insert(understandSpans({ resourceSpans }), receivedAt));
    const resourceLogs = batch.flatMap(({ resource, scope, log }) =>
      log ? [{ resource, schemaUrl: '', scopeLogs: [{ scope, schemaUrl: '', logRecords: [log] }] }] : [],
    );
    const logs = understandLogs({ resourceLogs }, receivedAt);
    this.analyses.forget(this.store.insertLogs(logs, receivedAt));
  }

  /** All that is understood, as JSON. */
  answers(): string {
    return JSON.stringify(
      this.store.sessions().map(({ id }) => {
        const summary = this.analyses.summary(id);
        const analysis = this.analyses.analysis(id)!;
        const { turns, loops, spans, turnOf, duplicates } = analysis;
        return {
          summary,
          turns,
          loops,
          agents: summariseAgents(analysis.tree, analysis.list),
          statistics: statisticsOf(turns),
          spans,
          turnOfSpan: spans.map((span) => turnOf(span) ?? null),
          duplicates: [...duplicates].sort(),
        };
      }),
      null,
      1,
    );
  }

  close(): void {
    this.store.close();
  }
}

/** What a collector understands that is told of `batches`; a live reader asks now and then. */
async function understood(batches: readonly Sent[][], asks: (batch: number) => boolean): Promise<string> {
  const collector = await Collector.open();
  for (const [i, batch] of batches.entries()) {
    collector.receive(batch, NOW - 3_600_000 + i);
    if (asks(i)) collector.answers();
  }
  const answers = collector.answers();
  collector.close();
  return answers;
}

function shuffle<T>(items: readonly T[], random: Random): T[] {
  const result = [...items];
  for (let i = result.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [result[i], result[j]] = [result[j]!, result[i]!];
  }
  return result;
}

/** Any order, with a third of the spans twice and a tenth also in a copy that knows less, in batches of any size. */
function scrambled(spans: readonly Sent[], random: Random): Sent[][] {
  const copies = spans.filter(() => random.below(3) === 0);
  const poorer = spans
    .filter(() => random.below(10) === 0)
    .map((sent) => (sent.span ? { ...sent, span: poorerCopy(sent.span) } : sent));
  const queue = shuffle([...spans, ...copies, ...poorer], random);
  const batches: Sent[][] = [];
  while (queue.length > 0) batches.push(queue.splice(0, 1 + random.below(random.below(4) === 0 ? 50 : 3)));
  return batches;
}

/** As some emitters send a span when it starts: without end, status, events and most attributes. */
function poorerCopy(span: Span): Span {
  return {
    ...span,
    endTimeUnixNano: span.startTimeUnixNano,
    attributes: new Map([...span.attributes].slice(0, 2)),
    events: [],
    status: { code: 0, message: '' },
  };
}

async function expectOneUnderstanding(spans: readonly Sent[], seeds: readonly number[]): Promise<void> {
  const expected = await understood([[...spans]], () => false);
  for (const seed of seeds) {
    const random = new Random(seed);
    const withCopies = scrambled(spans, random);
    const answers = await understood(withCopies, () => random.below(4) === 0);
    expect(answers, `seed ${seed}`).toBe(expected);
  }
}

function sentOf(recording: string): Sent[] {
  const spans = readRequests(recording).flatMap(({ resourceSpans }) =>
    resourceSpans.flatMap(({ resource, scopeSpans }) =>
      scopeSpans.flatMap(({ scope, spans }) => spans.map((span) => ({ resource, scope, span }))),
    ),
  );
  const logs = readLogsRequests(recording).flatMap(({ resourceLogs }) =>
    resourceLogs.flatMap(({ resource, scopeLogs }) =>
      scopeLogs.flatMap(({ scope, logRecords }) => logRecords.map((log) => ({ resource, scope, log }))),
    ),
  );
  return [...spans, ...logs];
}

const RECORDINGS = readdirSync(ROOT, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name }) => readdirSync(path.join(ROOT, name)).map((scenario) => `${name}/${scenario}`));

describe('recorded runs', () => {
  it.each(RECORDINGS)('%s', async (recording) => {
    await expectOneUnderstanding(sentOf(recording), [1, 2]);
  });
});

describe('random runs', () => {
  it.each(Array.from({ length: 30 }, (_, seed) => seed))('%s', async (seed) => {
    await expectOneUnderstanding(randomRun(new Random(seed)), [seed + 100, seed + 200]);
  });
});
