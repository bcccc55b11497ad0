/**
 * npm run bench -- import [--megabytes N] [--file PATH] [--directory DIR]
 *
 * How long the import of a large file takes: as JSON lines, as one indented object with all spans in one section,
 * gzipped, and in protobuf; the collector's peak memory, and how long others wait meanwhile: an exporter for its answer
 * and a view for its call. What a cancelled import leaves.
 */
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createGzip } from 'node:zlib';
import { decodeTracesRequestJson } from '../../src/otlp/json';
import { encodeTracesRequest } from '../../src/otlp/protobuf';
import type { ImportStatus } from '../../src/protocol/exchange';
import { Random } from '../unit/support/random';
import type { CollectorProcess } from './support/collectorProcess';
import { buildCollector, startCollector } from './support/collectorProcess';

const MIB = 1024 * 1024;
const SPANS_PER_TURN = 8;
const TURNS_PER_SESSION = 50;
const WORDS = [
  'order',
  'invoice',
  'rounding',
  'the',
  'search',
  'result',
  'documents',
  'of',
  'table',
  'customer',
];
const EVERY_MS = 50;

interface Shape {
  name: string;
  write: (path: string, bytes: number) => Promise<void>;
}

const SHAPES: readonly Shape[] = [
  {
    name: 'JSON lines',
    write: (path, bytes) => pipeline(Readable.from(lines(bytes)), createWriteStream(path)),
  },
  {
    name: 'one object',
    write: (path, bytes) => pipeline(Readable.from(oneObject(bytes)), createWriteStream(path)),
  },
  {
    name: 'JSON lines, gzip',
    write: (path, bytes) =>
      pipeline(Readable.from(lines(bytes)), createGzip({ level: 1 }), createWriteStream(path)),
  },
  {
    name: 'protobuf, framed',
    write: (path, bytes) => pipeline(Readable.from(protobufMessages(bytes)), createWriteStream(path)),
  },
];

const RESOURCE = { attributes: [{ key: 'service.name', value: { stringValue: 'agent' } }] };

/** A turn of an agent: a model call and its tools, about 1.2 kB each. */
function* turns(): Generator<object[]> {
  const random = new Random(7);
  const text = (words: number) => Array.from({ length: words }, () => random.pick(WORDS)).join(' ');
  const hex = (bytes: number) => Buffer.from(random.bytes(bytes)).toString('hex');
  let start = 1_700_000_000_000_000_000n;
  for (let turn = 0; ; turn++) {
    const traceId = hex(16);
    const session = `session-${Math.floor(turn / TURNS_PER_SESSION)}`;
    const parentSpanId = hex(8);
    yield Array.from({ length: SPANS_PER_TURN }, (_, n) => {
      start += 1_000_000n;
      const attribute = (key: string, stringValue: string) => ({ key, value: { stringValue } });
      const attributes = [
        attribute('gen_ai.conversation.id', session),
        attribute('gen_ai.operation.name', n === 0 ? 'chat' : 'execute_tool'),
        n === 0 ? attribute('gen_ai.request.model', 'gpt-5') : attribute('gen_ai.tool.name', 'search_docs'),
        { key: 'gen_ai.usage.input_tokens', value: { intValue: String(random.below(10_000)) } },
        attribute('gen_ai.tool.call.arguments', JSON.stringify({ query: text(20) })),
        attribute('gen_ai.tool.call.result', text(100)),
      ];
      return {
        traceId,
        spanId: n === 0 ? parentSpanId : hex(8),
        ...(n === 0 ? {} : { parentSpanId }),
        name: n === 0 ? 'chat gpt-5' : 'execute_tool search_docs',
        kind: 3,
        startTimeUnixNano: String(start),
        endTimeUnixNano: String(start + 900_000n),
        attributes,
        status: {},
      };
    });
  }
}

function* lines(bytes: number): Generator<string> {
  let written = 0;
  for (const spans of turns()) {
    const line = `${JSON.stringify({ resourceSpans: [{ resource: RESOURCE, scopeSpans: [{ scope: {}, spans }] }] })}\n`;
    yield line;
    written += line.length;
    if (written >= bytes) return;
  }
}

/** With what belongs to all of its spans behind them. */
function* oneObject(bytes: number): Generator<string> {
  yield `{\n  "resourceSpans": [\n    {\n      "scopeSpans": [\n        {\n          "spans": [\n`;
  let written = 0;
  for (const spans of turns()) {
    const piece = spans.map((span) => JSON.stringify(span, null, 2)).join(',\n');
    yield `${written === 0 ? '' : ',\n'}${piece}`;
    written += piece.length;
    if (written >= bytes) break;
  }
  yield `\n          ]\n        }\n      ],\n      "resource": ${JSON.stringify(RESOURCE)},\n      "schemaUrl": "urn:x"\n    }\n  ]\n}\n`;
}

/** As the Collector's file exporter writes it: each message with its length before it. */
function* protobufMessages(bytes: number): Generator<Buffer> {
  for (const line of lines(bytes)) {
    const message = encodeTracesRequest(decodeTracesRequestJson(line));
    const length = Buffer.alloc(4);
    length.writeUInt32BE(message.byteLength);
    yield Buffer.concat([length, message]);
  }
}

interface Waits {
  /** The longest, in ms. */
  exporter: number;
  view: number;
}

/** Somebody who exports and somebody who asks, until told to stop. */
function others(collector: CollectorProcess): { stop: () => Promise<Waits> } {
  const waits: Waits = { exporter: 0, view: 0 };
  let stopped = false;
  const repeat = async (who: keyof Waits, run: (n: number) => Promise<unknown>) => {
    for (let n = 1; !stopped; n++) {
      const start = performance.now();
      await run(n);
      waits[who] = Math.max(waits[who], performance.now() - start);
      await sleep(EVERY_MS);
    }
  };
  const running = [
    repeat('exporter', async (n) => {
      const span = { traceId: 'ab'.repeat(16), spanId: n.toString(16).padStart(16, '0'), name: 'live' };
      const response = await fetch(`http://127.0.0.1:${collector.ports.http}/v1/traces`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }),
      });
      if (response.status !== 200) throw new Error(`An export was answered ${response.status}.`);
    }),
    repeat('view', () =>
      collector.rpc.request('session/turns', { sessionId: 'ab'.repeat(16) }).catch(() => undefined),
    ),
  ];
  return {
    stop: async () => {
      stopped = true;
      await Promise.all(running);
      return waits;
    },
  };
}

async function until(
  collector: CollectorProcess,
  path: string,
  onProgress: (status: ImportStatus) => void = () => undefined,
): Promise<ImportStatus> {
  const { importId } = await collector.rpc.request('import/start', { path });
  const ended = new Promise<ImportStatus>((resolve) => {
    const stopListening = collector.rpc.on('import', (status) => {
      if (status.importId !== importId) return;
      if (status.state === 'running') onProgress(status);
      else {
        stopListening();
        resolve(status);
      }
    });
  });
  return ended;
}

async function measure(name: string, path: string, directory: string): Promise<void> {
  const journal = await mkdtemp(join(directory, 'journal-'));
  const collector = await startCollector(['--http', '0', '--journal', journal, '--memory', '1792']);
  try {
    const before = (await collector.memory()).resident;
    const around = others(collector);
    const start = performance.now();
    const status = await until(collector, path);
    const seconds = (performance.now() - start) / 1000;
    const waits = await around.stop();
    const { peak } = await collector.memory();
    if (status.state !== 'finished' || status.problemCount > 0) throw new Error(JSON.stringify(status));
    const stored = (await collector.rpc.request('status')).memoryBytes;
    const { size } = await stat(path);
    print([
      name,
      (size / MIB).toFixed(0),
      String(status.imported.spans),
      seconds.toFixed(1),
      (status.imported.spans / seconds).toFixed(0),
      (peak / MIB).toFixed(0),
      ((peak - before - stored) / MIB).toFixed(0),
      waits.exporter.toFixed(0),
      waits.view.toFixed(0),
    ]);
  } finally {
    await collector.stop();
    await rm(journal, { recursive: true, force: true });
  }
}

async function measureCancel(path: string): Promise<void> {
  const collector = await startCollector(['--http', '0']);
  try {
    let asked = 0;
    const status = await until(collector, path, ({ importId, bytesDone, bytesTotal }) => {
      if (asked > 0 || bytesDone < bytesTotal / 4) return;
      asked = performance.now();
      collector.rpc.request('import/cancel', { importId }).catch(() => undefined);
    });
    const ms = performance.now() - asked;
    const { spans } = (await collector.rpc.request('status')).stored;
    console.log(
      `cancelled at a quarter: ${status.state} after ${ms.toFixed(0)} ms, ` +
        `${status.imported.spans} spans imported, ${spans} stored`,
    );
  } finally {
    await collector.stop();
  }
}

function print(cells: readonly string[]): void {
  console.log(cells.map((cell, at) => (at === 0 ? cell.padEnd(18) : cell.padStart(11))).join(''));
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      megabytes: { type: 'string', default: '200' },
      file: { type: 'string' },
      directory: { type: 'string', default: tmpdir() },
    },
  });
  await buildCollector();
  const directory = await mkdtemp(join(values.directory, 'turnline-bench-'));
  try {
    print(['file', 'MiB', 'spans', 's', 'spans/s', 'peak MiB', 'w/o store', 'export ms', 'call ms']);
    if (values.file !== undefined) {
      await measure('given', values.file, directory);
      return;
    }
    const path = join(directory, 'traces');
    for (const { name, write } of SHAPES) {
      await write(path, Number(values.megabytes) * MIB);
      await measure(name, path, directory);
    }
    await SHAPES[0]!.write(path, Number(values.megabytes) * MIB);
    await measureCancel(path);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
