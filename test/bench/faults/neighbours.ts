/** Other programs are in the way: on the port, or beside it on the same journal. */
import { DEFAULT_LOOP_THRESHOLDS } from '../../../src/protocol/loops';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve as resolvePath } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { CollectorPorts, CollectorWorkerData } from '../../../src/protocol/collectorWorker';
import { DEFAULT_JOURNAL_BYTES, DEFAULT_MEMORY_LIMIT_BYTES } from '../../../src/protocol/collectorWorker';
import type { CollectorMethods, CollectorNotifications } from '../../../src/protocol/methods';
import { RpcClient } from '../../../src/protocol/rpc';
import type { CollectorProcess } from '../support/collectorProcess';
import { Exporter } from './exporter';
import { lookFor } from './findings';
import type { FaultResult, Scenario } from './scenario';
import { sum } from './scenario';

const SOME = 40;
/** Within it, a port that has become free must be listened on. */
const TAKE_OVER_MS = 30_000;

/** Two collectors export to one journal folder and are killed: the next one has what both acknowledged. */
export async function sharedJournal(scenario: Scenario): Promise<FaultResult> {
  const args = ['--journal', join(scenario.folder, 'journal')];
  const both = [await scenario.collector(args), await scenario.collector(args)];
  const exporters = both.map((collector, n) => scenario.exporter(() => collector, `a${n}`));
  await Promise.all(exporters.map((exporter) => exporter.untilAcknowledged(SOME)));
  await Promise.all(both.map((collector) => collector.kill()));
  await Promise.all(exporters.map((exporter) => exporter.stop()));
  const next = await scenario.collector(args);
  const findings = await lookFor(
    exporters.flatMap(({ acknowledged }) => acknowledged),
    next.rpc,
  );
  return { ...findings, runs: 1, notes: 'both killed, one started', problems: scenario.problems };
}

/** One dies while another lives, and a third starts: what the dead one had goes to the third. */
export async function diesBesideAnother(scenario: Scenario): Promise<FaultResult> {
  const args = ['--journal', join(scenario.folder, 'journal')];
  const living = await scenario.collector(args);
  const dying = await scenario.collector(args);
  const toLiving = scenario.exporter(() => living, 'a0');
  const toDying = scenario.exporter(() => dying, 'a1');
  await Promise.all([toLiving.untilAcknowledged(SOME), toDying.untilAcknowledged(SOME)]);
  await dying.kill();
  await toDying.stop();
  const third = await scenario.collector(args);
  await toLiving.untilAcknowledged(SOME);
  await toLiving.stop();
  const findings = sum([
    await lookFor(toLiving.acknowledged, living.rpc),
    await lookFor(toDying.acknowledged, third.rpc),
  ]);
  return { ...findings, runs: 1, notes: 'each in its own, none doubled', problems: scenario.problems };
}

/** The configured port is another program's: the thread in the editor goes elsewhere, and takes it when it is free. */
export async function portStolen(scenario: Scenario): Promise<FaultResult> {
  const thief = createServer((_, response) => response.writeHead(404).end());
  thief.listen(0, '127.0.0.1');
  await once(thief, 'listening');
  const { port } = thief.address() as AddressInfo;
  const headless = await scenario.collector(['--http', String(port)]).then(
    () => 'started',
    (error: unknown) => String(error),
  );
  scenario.expect(
    headless.includes(String(port)),
    'the headless collector does not say that its port is taken',
  );

  const data: CollectorWorkerData = {
    httpPort: port,
    grpcPort: null,
    fallbackToFreePort: true,
    formerPorts: null,
    token: null,
    journal: { directory: join(scenario.folder, 'journal'), maxBytes: DEFAULT_JOURNAL_BYTES },
    memoryLimitBytes: DEFAULT_MEMORY_LIMIT_BYTES,
    redactionPatterns: [],
    forward: null,
    prices: [],
    loopThresholds: DEFAULT_LOOP_THRESHOLDS,
  };
  const worker = new Worker(resolvePath('dist', 'collector.js'), { workerData: data });
  scenario.atEnd(() => worker.terminate());
  const rpc = new RpcClient<CollectorMethods, CollectorNotifications>({
    post: (message) => {
      worker.postMessage(message);
    },
    onMessage: (listener) => {
      worker.on('message', listener);
      return () => worker.off('message', listener);
    },
  });
  const ports = await new Promise<CollectorPorts>((resolve) => rpc.on('ready', resolve));
  scenario.expect(ports.http !== port, 'it says that it has a port that it has not');
  const fallback = new Exporter({ port: () => ports.http, random: scenario.random, name: 'a0' });
  const stubborn = new Exporter({ port: () => port, random: scenario.random, name: 'a1' });
  fallback.start();
  stubborn.start();
  await fallback.untilAcknowledged(SOME);
  thief.closeAllConnections();
  thief.close();
  const freed = performance.now();
  const takenOver = await Promise.race([
    stubborn.untilAcknowledged(SOME).then(() => true),
    sleep(TAKE_OVER_MS, false, { ref: false }),
  ]);
  const seconds = ((performance.now() - freed) / 1000).toFixed(1);
  scenario.expect(takenOver, `the port was free for ${TAKE_OVER_MS / 1000} s, and nobody listened`);
  await Promise.all([fallback.stop(), stubborn.stop()]);
  const findings = await lookFor([...fallback.acknowledged, ...stubborn.acknowledged], rpc);
  return {
    ...findings,
    runs: 1,
    notes: `taken over ${seconds} s after it was free`,
    problems: scenario.problems,
  };
}

/** Ended and started again with the same port while a program keeps sending there. */
export async function restartedOnItsPort(scenario: Scenario): Promise<FaultResult> {
  const journal = ['--journal', join(scenario.folder, 'journal')];
  let current: CollectorProcess = await scenario.collector(journal);
  const port = ['--http', String(current.ports.http)];
  const exporter = scenario.exporter(() => current);
  const rounds = 5;
  for (let round = 0; round < rounds; round++) {
    await exporter.untilAcknowledged(SOME);
    await current.stop();
    current = await scenario.collector([...port, ...journal]);
  }
  await exporter.untilAcknowledged(SOME);
  await exporter.stop();
  const findings = await lookFor(exporter.acknowledged, current.rpc);
  return { ...findings, runs: rounds, notes: 'on the same port each time', problems: scenario.problems };
}
