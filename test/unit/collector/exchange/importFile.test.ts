import { JsonTraceSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import * as zlib from 'node:zlib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { decodeRequestJson } from '../../../../src/otlp/json';
import { decodeRequest } from '../../../../src/otlp/protobuf';
import type { OtlpRequest, Signal } from '../../../../src/otlp/records';
import { Refusal } from '../../../../src/collector/refusal';
import { realSpans } from '../../otlp/realSpans';
import { Random } from '../../support/random';
import { fileWith, framed, importContent, importPath, merged, removeFiles } from './importing';

// Files of some tens of megabytes, on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

afterEach(removeFiles);

const span = (name: string, extra: object = {}) => ({
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  name,
  startTimeUnixNano: '1700000000000000001',
  endTimeUnixNano: '1700000000000000002',
  ...extra,
});
const traces = (...names: string[]) => ({
  resourceSpans: [
    {
      resource: { attributes: [{ key: 'service.name', value: { stringValue: `of ${names[0]}` } }] },
      scopeSpans: [
        { scope: { name: 'scope' }, spans: names.map((name) => span(name)), schemaUrl: 'urn:scope' },
      ],
      schemaUrl: 'urn:resource',
    },
  ],
});
const logs = (...names: string[]) => ({
  resourceLogs: [
    { scopeLogs: [{ logRecords: names.map((eventName) => ({ eventName, timeUnixNano: '5' })) }] },
  ],
});
const metrics = (name: string) => ({
  resourceMetrics: [
    { scopeMetrics: [{ metrics: [{ name, gauge: { dataPoints: [{ asInt: '1', timeUnixNano: '9' }] } }] }] },
  ],
});
const line = (request: object) => `${JSON.stringify(request)}\n`;

describe('a file of OTLP/JSON', () => {
  it.each([
    ['one object', JSON.stringify(traces('a', 'b'))],
    ['one object, indented', JSON.stringify(traces('a', 'b'), null, 2)],
    [
      'one object, with tabs and line ends of Windows',
      JSON.stringify(traces('a', 'b'), null, '\t').replaceAll('\n', '\r\n'),
    ],
    ['one object behind a byte order mark', `\ufeff${JSON.stringify(traces('a', 'b'))}`],
    ['one object behind empty lines', `\n\n  ${JSON.stringify(traces('a', 'b'))}`],
    ['lines', line(traces('a')) + line(traces('b'))],
    ['lines without a last line end', line(traces('a')) + JSON.stringify(traces('b'))],
    ['lines with empty ones between', `${line(traces('a'))}\n\n${line(traces('b'))}`],
    [
      'objects one after the other, indented',
      `${JSON.stringify(traces('a'), null, 1)}\n${JSON.stringify(traces('b'), null, 1)}`,
    ],
    ['a list', JSON.stringify([traces('a'), traces('b')])],
    [
      'a list, one request on each line',
      `[\n${[traces('a'), traces('b')].map((each) => JSON.stringify(each)).join(',\n')}\n]\n`,
    ],
    [
      'in snake case',
      JSON.stringify(traces('a', 'b'))
        .replaceAll('resourceSpans', 'resource_spans')
        .replaceAll('scopeSpans', 'scope_spans'),
    ],
    ['as Tempo answers it', JSON.stringify({ batches: traces('a', 'b').resourceSpans })],
    [
      'within what an API says around it',
      JSON.stringify({ status: 'ok', errors: [{ a: [1] }], result: traces('a', 'b') }),
    ],
    [
      'with members that nobody knows',
      JSON.stringify({ ...traces('a', 'b'), more: { spans: [1, '}'] }, x: null }),
    ],
  ])('is read: %s', async (_, content) => {
    const { names, progress, requests } = await importContent(content);
    expect(names).toEqual(['a', 'b']);
    expect(progress).toMatchObject({ state: 'finished', error: null, problems: [], problemCount: 0 });
    expect(progress.imported).toEqual({ spans: 2, logs: 0, metrics: 0 });
    expect(progress.bytesDone).toBe(progress.bytesTotal);
    expect(merged(requests, 'traces')).toMatchObject([
      { schemaUrl: 'urn:resource', scopeSpans: [{ schemaUrl: 'urn:scope', scope: { name: 'scope' } }] },
      ...(content.includes('of b') ? [{ schemaUrl: 'urn:resource' }] : []),
    ]);
  });

  it('may have all signals, each on its line or in one object', async () => {
    for (const content of [
      line(traces('span')) + line(logs('log')) + line(metrics('metric')),
      JSON.stringify({ ...metrics('metric'), ...traces('span'), ...logs('log') }, null, 2),
    ]) {
      const { names, progress } = await importContent(content);
      expect(names.toSorted()).toEqual(['log', 'metric', 'span']);
      expect(progress.imported).toEqual({ spans: 1, logs: 1, metrics: 1 });
    }
  });

  it('may say what is around the spans behind them', async () => {
    const { resource, scopeSpans } = traces('a').resourceSpans[0]!;
    const { scope, spans } = scopeSpans[0]!;
    const content = JSON.stringify({
      resourceSpans: [{ scopeSpans: [{ spans, scope }], schemaUrl: 'last', resource }],
    });
    const { requests } = await importContent(content);
    expect(requests).toEqual([
      decodeRequestJson(
        'traces',
        JSON.stringify({ resourceSpans: [{ resource, schemaUrl: 'last', scopeSpans: [{ scope, spans }] }] }),
      ),
    ]);
  });

  it('may have anything in its texts', async () => {
    const texts = [
      'a "quoted\\" } ] [ {',
      '\\',
      '\\\\',
      '\n{"resourceSpans":',
      'é😀 ',
      '"',
      '{"resourceSpans":[{',
    ];
    const { names } = await importContent(JSON.stringify(traces(...texts), null, 2));
    expect(names).toEqual(texts);
  });

  it('keeps exact what numbers cannot hold', async () => {
    const attributes = [
      { key: 'int', value: { intValue: '9007199254740993' } },
      { key: 'bytes', value: { bytesValue: 'AP+A' } },
    ];
    const { requests } = await importContent(
      JSON.stringify({
        resourceSpans: [{ scopeSpans: [{ spans: [span('a', { attributes, flags: 257 })] }] }],
      }),
    );
    const [request] = requests;
    const [read] = request?.signal === 'traces' ? request.request.resourceSpans[0]!.scopeSpans[0]!.spans : [];
    expect(read!.startTimeUnixNano).toBe(1_700_000_000_000_000_001n);
    expect(read!.flags).toBe(257);
    expect(read!.attributes).toEqual(
      new Map<string, unknown>([
        ['int', 9_007_199_254_740_993n],
        ['bytes', new Uint8Array([0, 255, 128])],
      ]),
    );
  });

  it('is cut where chunks of the file meet, wherever that is', async () => {
    const filler = 'x'.repeat(100);
    const names = Array.from({ length: 6_000 }, (_, n) => `${n} ${filler.slice(n % 100)} "\\\\\\"`);
    const whole = await importContent(JSON.stringify(traces(...names), null, 1));
    expect(whole.names).toEqual(names);
    // More than one piece, each small enough to be decoded in some milliseconds.
    expect(whole.requests.length).toBeGreaterThan(3);
    const lines = await importContent(names.map((name) => line(traces(name))).join(''));
    expect(lines.names).toEqual(names);
    expect(lines.requests.length).toBeLessThan(100);
  });
});

describe('a section that is larger than what is kept in memory', () => {
  const large = 'y'.repeat(4_000_000);
  const names = Array.from({ length: 11 }, (_, n) => `${n} ${large}`);

  it.each([
    ['JSON', (request: object) => JSON.stringify(request, null, 1)],
    ['gzipped JSON', (request: object) => gzipSync(JSON.stringify(request), { level: 1 })],
  ])('is read twice, and comes once: %s', async (_, encode) => {
    const sections = [
      ...traces('before').resourceSpans,
      ...traces(...names).resourceSpans,
      ...traces('after').resourceSpans,
    ];
    const { names: found, requests, progress } = await importContent(encode({ resourceSpans: sections }));
    expect(found.map((name) => name.slice(0, 8))).toEqual(
      ['before', ...names, 'after'].map((name) => name.slice(0, 8)),
    );
    expect(progress.imported.spans).toBe(names.length + 2);
    for (const section of merged(requests, 'traces'))
      expect(section).toMatchObject({ schemaUrl: 'urn:resource' });
  });

  it('is imported as far as it goes when it is cut off', async () => {
    const content = JSON.stringify(traces(...names));
    const { progress, names: found } = await importContent(content.slice(0, -3_000_000));
    expect(found).toHaveLength(names.length - 1);
    expect(progress.problems).toHaveLength(1);
    expect(progress.problems[0]).toMatchObject({
      line: 1,
      message: expect.stringContaining('cut off') as string,
    });
  });
});

describe('a file of OTLP in protobuf', () => {
  const ROOT = path.join(import.meta.dirname, '../../../fixtures/otlp');
  const recorded = (folder: string) =>
    readdirSync(path.join(ROOT, folder))
      .sort()
      .flatMap((file) => {
        const [, signal] = /-(traces|logs|metrics)\.pb$/.exec(file) ?? [];
        return signal
          ? [{ signal: signal as Signal, body: readFileSync(path.join(ROOT, folder, file)) }]
          : [];
      });
  const messages = [...recorded('codex/run'), ...recorded('google-adk/happy')];

  it.each(messages.map((message, n) => [`${n}, ${message.signal}`, message] as const))(
    'is read as it was exported: request %s',
    async (_, { signal, body }) => {
      const { requests } = await importContent(body);
      expect(merged(requests, signal)).toEqual(merged([decodeRequest(signal, body)], signal));
    },
  );

  it('may have many messages with their lengths before them, of any signal', async () => {
    const { requests, progress } = await importContent(framed(...messages.map(({ body }) => body)));
    expect(progress).toMatchObject({ state: 'finished', problemCount: 0 });
    for (const signal of ['traces', 'logs', 'metrics'] as const) {
      const sent = messages.filter((message) => message.signal === signal);
      expect(merged(requests, signal)).toEqual(
        merged(
          sent.map(({ body }): OtlpRequest => decodeRequest(signal, body)),
          signal,
        ),
      );
    }
  });

  it('is told apart by its records, whatever OpenTelemetry wrote', async () => {
    const sent = realSpans();
    const spans = await importContent(ProtobufTraceSerializer.serializeRequest(sent)!);
    expect(spans.progress.imported).toEqual({ spans: 2, logs: 0, metrics: 0 });
    const asJson = await importContent(JsonTraceSerializer.serializeRequest(sent)!);
    expect(asJson.requests).toEqual(spans.requests);
  });

  it('is read as far as it goes when it is cut off, and says where', async () => {
    const { body } = messages.find(({ signal }) => signal === 'traces')!;
    const whole = await importContent(framed(body, body, body));
    const cut = await importContent(framed(body, body, body).subarray(0, 2 * body.length + 40));
    expect(cut.progress.imported.spans).toBe((whole.progress.imported.spans * 2) / 3);
    expect(cut.progress.problems).toEqual([
      {
        line: null,
        offset: expect.any(Number) as number,
        message: expect.stringContaining('cut off') as string,
      },
    ]);
  });

  it('goes on behind a damaged message', async () => {
    const { body } = messages.find(({ signal }) => signal === 'traces')!;
    const damaged = Buffer.from(body);
    damaged[1]! ^= 0x40;
    const { progress, malformed } = await importContent(framed(body, damaged, body));
    const whole = await importContent(body);
    expect(progress.imported.spans).toBeGreaterThanOrEqual(2 * whole.progress.imported.spans);
    expect(progress.problemCount).toBeGreaterThan(0);
    expect(malformed).toBe(progress.problemCount);
  });
});

describe('a compressed file', () => {
  const content = line(traces('a')) + line(traces('b'));

  it('is recognised by its content', async () => {
    expect((await importContent(gzipSync(content))).names).toEqual(['a', 'b']);
    // Written with interruptions, each as a member of its own (RFC 1952, section 2.2).
    const members = Buffer.concat([gzipSync(line(traces('a'))), gzipSync(line(traces('b')))]);
    expect((await importContent(members)).names).toEqual(['a', 'b']);
  });

  it('may have its messages compressed one by one', async () => {
    const { names } = await importContent(
      framed(gzipSync(line(traces('a'))), Buffer.from(line(traces('b')))),
    );
    expect(names).toEqual(['a', 'b']);
  });

  it('is imported as far as it goes when it is cut off or damaged', async () => {
    const many = Array.from({ length: 400 }, (_, n) => line(traces(String(new Random(n).uint64())))).join('');
    const zipped = gzipSync(many);
    const cut = await importContent(zipped.subarray(0, zipped.length - 1_000));
    expect(cut.progress).toMatchObject({ state: 'failed', error: 'Its gzip content is cut off.' });
    const damaged = Buffer.from(zipped);
    damaged.fill(0xff, 1_000, 3_000);
    const { progress } = await importContent(damaged);
    expect(progress).toMatchObject({ state: 'failed', error: expect.stringContaining('damaged') as string });
  });

  it('is read with zstd where Node.js can, and says so where it cannot', async () => {
    const { zstdCompressSync } = zlib as typeof zlib & { zstdCompressSync?: (bytes: Buffer) => Buffer };
    if (zstdCompressSync) {
      expect((await importContent(zstdCompressSync(Buffer.from(content)))).names).toEqual(['a', 'b']);
    } else {
      const { progress } = await importContent(Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0]));
      expect(progress).toMatchObject({
        state: 'failed',
        error: expect.stringContaining('zstd -d') as string,
      });
    }
  });
});

describe('what is no OTLP', () => {
  it.each([
    ['an empty file', '', 'The file is empty.'],
    ['a text', 'Hello', 'no OTLP'],
    ['an image', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0]), 'no OTLP'],
    ['UTF-16', Buffer.from(`\ufeff${JSON.stringify(traces('a'))}`, 'utf16le'), 'UTF-8'],
  ])('is refused: %s', async (_, content, message) => {
    const { progress } = await importContent(content);
    expect(progress).toMatchObject({ state: 'failed', error: expect.stringContaining(message) as string });
  });

  it('says of other JSON what it has', async () => {
    const { progress } = await importContent(
      JSON.stringify({ data: [{ traceID: 'x', spans: [] }], total: 0 }),
    );
    expect(progress.problems).toEqual([
      {
        line: 1,
        offset: 0,
        message: expect.stringContaining('but "data", "total". Export it as OTLP') as string,
      },
    ]);
  });

  it('says of a file that cannot be read why', async () => {
    expect((await importPath('/nowhere/at all')).progress.error).toBe('There is no such file.');
    expect((await importPath(import.meta.dirname)).progress.error).toContain('It is a folder');
  });
});

describe('what is wrong in a file', () => {
  it('costs its line alone', async () => {
    const content = [
      JSON.stringify(traces('a')),
      JSON.stringify(traces('cut off')).slice(0, -40),
      JSON.stringify(traces('b')),
      'no JSON at all',
      '{"unfinished": "text',
      JSON.stringify(traces('c')),
      JSON.stringify({
        resourceSpans: [{ scopeSpans: [{ spans: [span('bad id', { traceId: 7 }), span('d')] }] }],
      }),
      JSON.stringify({ other: true }),
    ].join('\n');
    const { names, progress, malformed } = await importContent(content);
    // The first record of the line that is cut off is whole.
    expect(names.filter((name) => name !== 'cut off')).toEqual(['a', 'b', 'c', 'd']);
    expect(progress.state).toBe('finished');
    expect(progress.problems.map((problem) => problem.line)).toEqual([2, 4, 7, 8]);
    expect(progress.problems[2]).toMatchObject({
      offset: content.indexOf('{"traceId":7'),
      message: expect.stringContaining('traceId: expected a string') as string,
    });
    expect(progress.rejected).toEqual([{ reason: 'malformed-file', count: 4 }]);
    expect(malformed).toBe(4);
  });

  it('is listed up to a bound, and counted beyond', async () => {
    const { progress } = await importContent(line({ a: 1 }).repeat(50));
    expect(progress.problems).toHaveLength(20);
    expect(progress.problemCount).toBe(50);
  });
});

describe('an import', () => {
  it('stops where it is when it is cancelled', async () => {
    const file = await fileWith(
      Array.from({ length: 3_000 }, (_, n) => line(traces(`${n} ${'z'.repeat(1_000)}`))).join(''),
    );
    let cancelled = false;
    const { progress, names } = await importPath(file, {
      cancelled: () => cancelled,
      onProgress: ({ imported }) => (cancelled = imported.spans > 300),
    });
    expect(progress.state).toBe('cancelled');
    expect(progress.imported.spans).toBe(names.length);
    expect(names.length).toBeGreaterThan(300);
    expect(names.length).toBeLessThan(3_000);
    expect(progress.bytesDone).toBeLessThan(progress.bytesTotal);
  });

  it('ends with the reason when nothing can be taken in any more', async () => {
    const { progress } = await importContent(line(traces('a')), {
      ingest: () => Promise.reject(new Refusal(503, 'memory-limit', 'The memory limit is reached.')),
    });
    expect(progress).toMatchObject({ state: 'failed', error: 'The memory limit is reached.' });
  });

  it('tells how far it is', async () => {
    const seen: number[] = [];
    const content = Array.from({ length: 2_000 }, (_, n) => line(traces(`${n} ${'z'.repeat(500)}`))).join('');
    await importContent(content, { onProgress: ({ bytesDone }) => seen.push(bytesDone) });
    expect(seen.length).toBeGreaterThan(2);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  });
});
