/** A session that somebody looks at while it grows: when what came is on the screen, and how long others wait. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { CollectorMethods, CollectorNotifications } from '../../../src/protocol/methods';
import type { RpcClient } from '../../../src/protocol/rpc';
import type { MeasuredPage } from './measuredPage';
import { sendSession } from './sender';
import type { BenchSpan } from './session';

const EXPORTS = 20;
/** An agent's steps take longer. */
const EVERY_MS = 500;
const PING_EVERY_MS = 20;
const LOOK_EVERY_MS = 5;
const TIMEOUT_MS = 60_000;

/** Milliseconds. */
export interface Growth {
  /** From the acknowledgement of an export until the panel counts its turn, for each. */
  shown: number[];
  /** How long the collector took to answer somebody else meanwhile, for each question. */
  answered: number[];
}

/** Adds a turn with a tool call to the run that ends `spans`, again and again. `startNano`: of the session. */
export async function measureGrowth(
  page: MeasuredPage,
  collector: { rpc: RpcClient<CollectorMethods, CollectorNotifications>; http: number },
  spans: readonly BenchSpan[],
  startNano: bigint,
): Promise<Growth> {
  const last = spans.at(-1)!;
  const run = spans.findLast(({ name }) => name.startsWith('invoke_agent'))!;
  const call = spans.find(({ name }) => name.startsWith('chat'))!;
  const tool = spans.find(({ name }) => name.startsWith('execute_tool'))!;
  const figure = page.page.locator('[data-figure="turns"] b');
  const shownTurns = async () => Number((await figure.innerText()).replaceAll(',', ''));
  const stopTelling = collector.rpc.on('changed', (params) => {
    // A page that was closed meanwhile has nothing to be told.
    page.tell({ method: 'changed', params }).catch(() => undefined);
  });
  const pings = new Pings(collector.rpc);
  const shown: number[] = [];
  const before = await shownTurns();
  for (let i = 0; i < EXPORTS; i++) {
    await sleep(EVERY_MS);
    const start = last.end + i * 10_000;
    const place = { traceId: run.traceId, parentSpanId: run.spanId, failed: false };
    const added: BenchSpan[] = [
      { ...call, ...place, spanId: idOf(2 * i), start, end: start + 4_000 },
      { ...tool, ...place, spanId: idOf(2 * i + 1), start: start + 5_000, end: start + 9_000 },
    ];
    await sendSession(collector.http, added, startNano);
    const acknowledged = performance.now();
    while ((await shownTurns()) < before + i + 1) {
      if (performance.now() - acknowledged > TIMEOUT_MS)
        throw new Error('The panel does not show what came.');
      await sleep(LOOK_EVERY_MS);
    }
    shown.push(performance.now() - acknowledged);
  }
  stopTelling();
  return { shown, answered: await pings.stop() };
}

/** Ids that no span of a made session has. */
function idOf(number: number): string {
  return `f${number.toString(16).padStart(15, '0')}`;
}

/** Somebody who asks for something that needs no work. */
class Pings {
  private readonly times: number[] = [];
  private stopped = false;
  private readonly done: Promise<void>;

  constructor(rpc: RpcClient<CollectorMethods, CollectorNotifications>) {
    this.done = this.run(rpc);
  }

  async stop(): Promise<number[]> {
    this.stopped = true;
    await this.done;
    return this.times;
  }

  private async run(rpc: RpcClient<CollectorMethods, CollectorNotifications>): Promise<void> {
    while (!this.stopped) {
      const asked = performance.now();
      await rpc.request('status');
      this.times.push(performance.now() - asked);
      await sleep(PING_EVERY_MS);
    }
  }
}
