/** What is exported and imported again is the same session. */
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path, { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ExportFormat, ImportStatus } from '../../../../src/protocol/exchange';
import { EXPORT_FORMATS } from '../../../../src/protocol/exchange';
import type { ListedSession } from '../../../../src/protocol/sessions';
import { decodeRequest } from '../../../../src/otlp/protobuf';
import type { CollectorUnderTest } from '../../support/runningCollector';
import { startCollectorUnderTest } from '../../support/runningCollector';
import { fileWith, removeFiles } from './importing';

const ROOT = path.join(import.meta.dirname, '../../../fixtures/otlp');

// Three collectors, one after the other, on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

const running: CollectorUnderTest[] = [];
const directories: string[] = [];

afterEach(async () => {
  for (const collector of running.splice(0)) await collector.close();
  for (const directory of directories.splice(0)) await rm(directory, { recursive: true, force: true });
  await removeFiles();
});

async function start(data: Parameters<typeof startCollectorUnderTest>[0] = {}): Promise<CollectorUnderTest> {
  const collector = await startCollectorUnderTest(data);
  running.push(collector);
  return collector;
}

async function send(collector: CollectorUnderTest, recording: string): Promise<void> {
  const folder = path.join(ROOT, recording);
  for (const file of readdirSync(folder).sort()) {
    const [, signal, format] = /-(traces|logs|metrics)\.(pb|json)$/.exec(file) ?? [];
    if (signal === undefined) continue;
    const type = format === 'json' ? 'json' : 'x-protobuf';
    const response = await fetch(`${collector.endpoint}/v1/${signal}`, {
      method: 'POST',
      headers: { 'Content-Type': `application/${type}` },
      body: readFileSync(path.join(folder, file)),
    });
    expect(response.status).toBe(200);
  }
}

async function importFrom(collector: CollectorUnderTest, file: string): Promise<ImportStatus> {
  return ended(collector, await collector.handlers['import/start']({ path: file }));
}

async function ended(collector: CollectorUnderTest, { importId }: ImportStatus): Promise<ImportStatus> {
  for (;;) {
    const status = await collector.handlers['import/status']({ importId });
    if (status.state !== 'running') return status;
    await new Promise(setImmediate);
  }
}

/** What does not say how a session came here. */
function comparable({ live, imported, pinned, ...session }: ListedSession) {
  expect([live, imported, pinned]).toEqual(expect.any(Array));
  return session;
}

async function everything({ handlers }: CollectorUnderTest, sessionId: string) {
  const sessions = await handlers['sessions/list']({ background: true, limit: 10_000 });
  const refs = await handlers['sql/query']({
    sql: 'SELECT trace_id, span_id FROM spans WHERE session_id = ? ORDER BY trace_id, span_id',
    params: [sessionId],
    limit: 10_000,
  });
  const spans = [];
  for (const [traceId, spanId] of refs.rows as [string, string][]) {
    spans.push(await handlers['span/get']({ traceId, spanId }));
  }
  return {
    summary: comparable(sessions.find(({ id }) => id === sessionId)!),
    turns: await handlers['session/turns']({ sessionId }),
    loops: await handlers['session/loops']({ sessionId }),
    agents: await handlers['session/agents']({ sessionId }),
    events: await handlers['session/events']({ sessionId, limit: 5_000 }),
    metrics: await handlers['sql/query']({
      sql: 'SELECT * FROM metrics WHERE session_id = ? ORDER BY time, name, attributes',
      params: [sessionId],
    }),
    spans,
  };
}

const recordings = readdirSync(ROOT, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name }) => readdirSync(path.join(ROOT, name)).map((scenario) => `${name}/${scenario}`))
  // Metrics alone are no session.
  .filter((recording) =>
    readdirSync(path.join(ROOT, recording)).some((file) => /-(?:traces|logs)\./.test(file)),
  );

describe('a session that is exported and imported again', () => {
  it.each(recordings)('is the same: %s', async (recording) => {
    const original = await start();
    await send(original, recording);
    const sessions = await original.handlers['sessions/list']({ background: true, limit: 10_000 });
    expect(sessions.length).toBeGreaterThan(0);
    for (const format of EXPORT_FORMATS) {
      const copy = await start();
      for (const { id } of sessions) {
        const bytes = await original.handlers['session/export']({ sessionId: id, format });
        const status = await importFrom(copy, await fileWith(bytes));
        expect(status).toMatchObject({ state: 'finished', problems: [], rejected: [] });
        expect(status.sessionIds).toContain(id);
      }
      for (const { id } of sessions)
        expect(await everything(copy, id)).toEqual(await everything(original, id));
    }
  });

  it('has everything that it had, to the bit', async () => {
    const original = await start();
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const value = (json: object) => json;
    const attributes = [
      { key: 'int', value: value({ intValue: '9007199254740993' }) },
      { key: 'whole double', value: value({ doubleValue: 3 }) },
      { key: 'large double', value: value({ doubleValue: 1e300 }) },
      { key: 'not a number', value: value({ doubleValue: 'NaN' }) },
      { key: 'minus zero', value: value({ doubleValue: '-0' }) },
      { key: 'bytes', value: value({ bytesValue: 'AP+A' }) },
      { key: 'nothing' },
      {
        key: 'list',
        value: value({ arrayValue: { values: [{ boolValue: false }, {}, { stringValue: '' }] } }),
      },
      { key: 'map', value: value({ kvlistValue: { values: [{ key: '', value: { intValue: '-1' } }] } }) },
      { key: 'text', value: value({ stringValue: 'é\u0000😀\n"' }) },
    ];
    const span = {
      traceId,
      spanId: 'b7ad6b7169203331',
      parentSpanId: 'b7ad6b7169203330',
      traceState: 'a=1,b=2',
      flags: 257,
      name: 'span',
      kind: 9,
      startTimeUnixNano: '1700000000123456789',
      endTimeUnixNano: '1700000000999999999',
      attributes,
      droppedAttributesCount: 3,
      events: [{ timeUnixNano: '1700000000123456790', name: 'event', attributes, droppedAttributesCount: 1 }],
      droppedEventsCount: 4,
      links: [
        {
          traceId,
          spanId: 'b7ad6b7169203332',
          traceState: 'c=3',
          attributes,
          flags: 1,
          droppedAttributesCount: 2,
        },
      ],
      droppedLinksCount: 5,
      status: { code: 2, message: 'failed' },
    };
    const body = JSON.stringify({
      resourceSpans: [
        {
          resource: { attributes, droppedAttributesCount: 6 },
          schemaUrl: 'urn:resource',
          scopeSpans: [
            {
              scope: { name: 'scope', version: '1', attributes, droppedAttributesCount: 7 },
              schemaUrl: 'urn:scope',
              spans: [span],
            },
          ],
        },
      ],
    });
    const before = await importFrom(original, await fileWith(body));
    const [sessionId = ''] = before.sessionIds;
    const asProtobuf = (collector: CollectorUnderTest) =>
      collector.handlers['session/export']({ sessionId, format: 'otlp-proto' });
    const bytes = await asProtobuf(original);
    for (const format of EXPORT_FORMATS) {
      const copy = await start();
      await importFrom(
        copy,
        await fileWith(await original.handlers['session/export']({ sessionId, format })),
      );
      expect(Buffer.from(await asProtobuf(copy)).equals(bytes)).toBe(true);
    }
    expect(decodeRequest('traces', bytes).request).toMatchObject({
      resourceSpans: [
        {
          schemaUrl: 'urn:resource',
          resource: { droppedAttributesCount: 6 },
          scopeSpans: [{ schemaUrl: 'urn:scope', spans: [{ flags: 257, kind: 9, traceState: 'a=1,b=2' }] }],
        },
      ],
    });
  });

  it('keeps log records without a time in their place', async () => {
    const original = await start();
    const record = (body: string) => ({
      body: { stringValue: body },
      attributes: [{ key: 'session.id', value: { stringValue: 'conversation' } }],
      traceId: '0af7651916cd43dd8448eb211c80319c',
    });
    const span = {
      traceId: record('').traceId,
      spanId: 'b7ad6b7169203331',
      name: 's',
      startTimeUnixNano: '1',
      endTimeUnixNano: '2',
    };
    const file = await fileWith(
      [
        { resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] },
        { resourceLogs: [{ scopeLogs: [{ logRecords: [record('first'), record('second')] }] }] },
      ]
        .map((request) => JSON.stringify(request))
        .join('\n'),
    );
    const { sessionIds } = await importFrom(original, file);
    const [sessionId = ''] = sessionIds;
    const before = await original.handlers['session/events']({ sessionId });
    expect(before.events).toHaveLength(2);
    for (const format of EXPORT_FORMATS) {
      const copy = await start();
      await importFrom(
        copy,
        await fileWith(await original.handlers['session/export']({ sessionId, format })),
      );
      const { events } = await copy.handlers['session/events']({ sessionId });
      expect(events.map(({ time }) => time)).toEqual(before.events.map(({ time }) => time));
    }
  });

  it.each<[ExportFormat, (bytes: Uint8Array) => unknown]>([
    ['otlp-json', (bytes) => JSON.parse(Buffer.from(bytes).toString()) as unknown],
    ['otlp-proto', (bytes) => decodeRequest('traces', bytes).request],
  ])('is one object of traces for other tools, with or without logs: %s', async (format, parse) => {
    const collector = await start();
    await send(collector, 'ai-sdk-v7/happy');
    const { id } = await collector.onlySession();
    const parsed = parse(await collector.handlers['session/export']({ sessionId: id, format }));
    expect(parsed).toMatchObject({ resourceSpans: [{ scopeSpans: [{}] }] });
  });

  it('cannot be exported when it is not there, or in a format that is none', async () => {
    const { handlers } = await start();
    await expect(
      (async () => handlers['session/export']({ sessionId: 'nobody', format: 'otlp-json' }))(),
    ).rejects.toMatchObject({ code: 'not_found' });
    await expect(
      (async () => handlers['session/export']({ sessionId: 'nobody', format: 'csv' as never }))(),
    ).rejects.toMatchObject({ code: 'invalid_params' });
  });
});

describe('an imported session', () => {
  const line = (name: string) => ({
    resourceSpans: [
      {
        scopeSpans: [
          {
            spans: [
              {
                traceId: '0af7651916cd43dd8448eb211c80319c',
                spanId: Buffer.from(name.padEnd(8)).toString('hex', 0, 8),
                name,
                attributes: [{ key: 'gen_ai.operation.name', value: { stringValue: 'chat' } }],
                startTimeUnixNano: '1700000000000000000',
                endTimeUnixNano: '1700000001000000000',
              },
            ],
          },
        ],
      },
    ],
  });

  it('says so and is not live, also after a restart, until more of it is received', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'turnline-journal-'));
    directories.push(directory);
    const journal = { directory, maxBytes: 64 * 1024 * 1024 };
    const before = await start({ journal });
    const status = await importFrom(before, await fileWith(JSON.stringify(line('a'))));
    expect(status).toMatchObject({
      state: 'finished',
      imported: { spans: 1, logs: 0, metrics: 0 },
      sessionIds: ['0af7651916cd43dd8448eb211c80319c'],
      sessionCount: 1,
    });
    expect(await before.onlySession()).toMatchObject({ imported: true, live: false, spanCount: 1 });
    await before.close();
    running.length = 0;

    const after = await start({ journal });
    expect(await after.onlySession()).toMatchObject({ imported: true, live: false, spanCount: 1 });
    const response = await fetch(`${after.endpoint}/v1/traces`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(line('b')),
    });
    expect(response.status).toBe(200);
    expect(await after.onlySession()).toMatchObject({ imported: true, live: true, spanCount: 2 });
  });

  it('has secrets masked, and bad items rejected and counted', async () => {
    const collector = await start({ redactionPatterns: ['customer-\\d+'] });
    const good = JSON.stringify(line('about customer-4711'));
    const bad = JSON.stringify(line('bad')).replace('0af7651916cd43dd8448eb211c80319c', '00');
    const status = await importFrom(collector, await fileWith(`${good}\n${bad}\nnonsense\n`));
    expect(status).toMatchObject({ state: 'finished', imported: { spans: 1 }, problemCount: 1 });
    const rejected = (list: { reason: string; count: number }[]) =>
      list.map(({ reason, count }) => `${reason} ${count}`).sort();
    expect(rejected(status.rejected)).toEqual(['invalid-trace-id 1', 'malformed-file 1']);
    const total = await collector.handlers.status(undefined);
    expect(total.received.spans).toBe(1);
    expect(rejected(total.rejected)).toEqual(rejected(status.rejected));
    const { rows } = await collector.handlers['sql/query']({ sql: 'SELECT name FROM spans' });
    expect(JSON.stringify(rows)).not.toContain('4711');
  });

  it('is named when its file is imported again, and nothing is there twice', async () => {
    const collector = await start();
    const file = await fileWith(JSON.stringify(line('a')));
    await importFrom(collector, file);
    const again = await importFrom(collector, file);
    expect(again.sessionIds).toEqual(['0af7651916cd43dd8448eb211c80319c']);
    expect((await collector.onlySession()).spanCount).toBe(1);
  });

  it('does not make one that was received an imported one, when nothing of the file is new', async () => {
    const collector = await start();
    await send(collector, 'ai-sdk-v7/happy');
    const { id } = await collector.onlySession();
    const bytes = await collector.handlers['session/export']({ sessionId: id, format: 'otlp-proto' });
    await importFrom(collector, await fileWith(bytes));
    expect(await collector.onlySession()).toMatchObject({ imported: false });
  });
});

describe('an import', () => {
  it('can be cancelled, and says what it has done', async () => {
    const collector = await start();
    const text = 'z'.repeat(2_000);
    const lines = Array.from({ length: 20_000 }, (_, n) => {
      const spanId = (n + 1).toString(16).padStart(16, '0');
      const span = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId, name: `${n} ${text}` };
      return JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] });
    });
    const { importId } = await collector.handlers['import/start']({ path: await fileWith(lines.join('\n')) });
    let status = await collector.handlers['import/status']({ importId });
    while (status.imported.spans === 0) {
      await new Promise(setImmediate);
      status = await collector.handlers['import/status']({ importId });
    }
    const ended = await collector.handlers['import/cancel']({ importId });
    expect(ended.state).toBe('cancelled');
    expect(ended.imported.spans).toBeGreaterThan(0);
    expect(ended.imported.spans).toBeLessThan(20_000);
    expect((await collector.onlySession()).spanCount).toBe(ended.imported.spans);
    // Once more changes nothing.
    expect(await collector.handlers['import/cancel']({ importId })).toEqual(ended);
  });

  it('needs an absolute path, and is known by its number', async () => {
    const { handlers } = await start();
    const ask = (run: () => unknown) => Promise.resolve().then(run);
    await expect(ask(() => handlers['import/start']({ path: 'a.json' }))).rejects.toMatchObject({
      code: 'invalid_params',
    });
    await expect(ask(() => handlers['import/status']({ importId: 7 }))).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('waits for the one before, and ends with the reason where the file is none', async () => {
    const collector = await start();
    const path = join(tmpdir(), 'turnline-missing.json');
    const first = await collector.handlers['import/start']({ path });
    const second = await collector.handlers['import/start']({ path });
    for (const status of [await ended(collector, first), await ended(collector, second)]) {
      expect(status).toMatchObject({ state: 'failed', error: 'There is no such file.', sessionCount: 0 });
    }
  });
});
