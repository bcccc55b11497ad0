/**
 * npm run bench -- announce [--spans N] [--rate N] [--loops N]
 *
 * How soon somebody is told of a loop while a large session is live: milliseconds from the acknowledgement of the span
 * that proves it to the notice, in the real collector with its journal, while spans of the same session come in all the
 * time; and the processor's time that the collector takes meanwhile, a core being 100 %. Fails when a loop is not told
 * within ten seconds.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LoopNotice } from '../../src/protocol/loops';
import { buildCollector, startCollector, untilStored } from './support/collectorProcess';

const args = process.argv.slice(2);
const option = (name: string, standard: number) => {
  const at = args.indexOf(name);
  return at < 0 ? standard : Number(args[at + 1]);
};
const SPANS = option('--spans', 100_000);
/** Spans per second. */
const RATE = option('--rate', 2_000);
const LOOPS = option('--loops', 8);

const SPANS_PER_REQUEST = 200;
const TOLD_WITHIN_MS = 10_000;
const TRACE_ID = 'a'.repeat(32);
const STEP_NS = 1_000_000n;
const START_NS = BigInt(Date.now()) * 1_000_000n;

let sent = 0;

function span(name: string, attributes: Record<string, string | number>): object {
  const start = START_NS + BigInt(sent) * STEP_NS;
  return {
    traceId: TRACE_ID,
    spanId: (++sent).toString(16).padStart(16, '0'),
    parentSpanId: 'f'.repeat(16),
    name,
    kind: 1,
    startTimeUnixNano: String(start),
    endTimeUnixNano: String(start + STEP_NS),
    attributes: Object.entries(attributes).map(([key, value]) => ({
      key,
      value: typeof value === 'number' ? { intValue: String(value) } : { stringValue: value },
    })),
  };
}

/** A model call and the tool call that it asks for. */
function step(tool: string, query: string, result: string): object[] {
  const id = `call_${sent}`;
  const call = { type: 'tool_call', id, name: tool, arguments: { query } };
  return [
    span('chat gpt-4o', {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-4o',
      'gen_ai.usage.input_tokens': 2_000,
      'gen_ai.usage.output_tokens': 40,
      'gen_ai.output.messages': JSON.stringify([{ role: 'assistant', parts: [call] }]),
    }),
    span(`execute_tool ${tool}`, {
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': tool,
      'gen_ai.tool.call.id': id,
      'gen_ai.tool.call.arguments': JSON.stringify({ query }),
      'gen_ai.tool.call.result': result,
    }),
  ];
}

function work(count: number): object[] {
  return Array.from({ length: count / 2 }, () =>
    step('read_file', `chapter ${sent}`, `What stands in chapter ${sent}.`),
  ).flat();
}

async function send(port: number, spans: readonly object[]): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${port}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceSpans: [{ resource: { attributes: [] }, scopeSpans: [{ spans }] }] }),
  });
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
}

async function main(): Promise<void> {
  await buildCollector();
  const journal = await mkdtemp(join(tmpdir(), 'turnline-announce-'));
  const collector = await startCollector(['--http', '0', '--grpc', '0', '--journal', journal]);
  const ending = new AbortController();
  try {
    const told = new Map<string, (notice: LoopNotice) => void>();
    collector.rpc.on('loop', (notice) => told.get(notice.loop.toolNames[0] ?? '')?.(notice));
    const port = collector.ports.http!;
    while (sent < SPANS) await send(port, work(SPANS_PER_REQUEST));
    await untilStored(collector.rpc);

    const everyMs = (1_000 * SPANS_PER_REQUEST) / RATE;
    const stream = (async () => {
      for (let next = performance.now(); !ending.signal.aborted; next += everyMs) {
        await send(port, work(SPANS_PER_REQUEST));
        await sleep(Math.max(0, next - performance.now()));
      }
    })();
    stream.catch(() => {
      ending.abort();
    });
    const sum = (values: readonly number[]) => values.reduce((total, each) => total + each, 0);
    const from = { at: performance.now(), cpu: sum(await collector.cpuSeconds()) };
    const waits: number[] = [];
    for (let loop = 0; loop < LOOPS; loop++) {
      await sleep(1_500 + 137 * loop);
      const tool = `stuck_${String.fromCharCode(97 + loop)}`;
      const notice = new Promise<number>((resolve) => {
        told.set(tool, () => {
          resolve(performance.now());
        });
      });
      await send(
        port,
        [0, 1, 2].flatMap(() => step(tool, 'the same', 'nothing new')),
      );
      const proven = performance.now();
      const at = await Promise.race([notice, sleep(TOLD_WITHIN_MS, null)]);
      if (at === null) throw new Error(`${tool} was not told within ${TOLD_WITHIN_MS} ms.`);
      waits.push(at - proven);
    }
    const seconds = (performance.now() - from.at) / 1_000;
    const share = (100 * (sum(await collector.cpuSeconds()) - from.cpu)) / seconds;
    ending.abort();
    await stream;
    console.log(`${SPANS} spans and ${RATE} more per second, ${LOOPS} loops told after`);
    console.log(`  ${waits.map((wait) => wait.toFixed(0)).join(', ')} ms; processor ${share.toFixed(0)} %`);
  } finally {
    ending.abort();
    await collector.stop();
    await rm(journal, { recursive: true });
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
