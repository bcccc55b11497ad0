import { MessageChannel } from 'node:worker_threads';
import type { CollectorPorts, CollectorWorkerData } from '../protocol/collectorWorker';
import type { CollectorMethods } from '../protocol/methods';
import type { RpcHandlers } from '../protocol/rpc';
import { messageOf, RpcClient } from '../protocol/rpc';
import { AuditTrail } from './audit/auditTrail';
import { Collector } from './collector';
import type { Imports } from './exchange/imports';
import { Pins } from './pins';
import type { ReceiverMethods, ReceiverNotifications } from './receiver/channel';
import type { StartedReceiver, StartReceiver } from './receiver/startReceiver';
import { startReceiverThread } from './receiver/startReceiver';
import { RecordIntake } from './recordIntake';
import { programId } from './understood/programId';
import { UnderstoodRecords } from './understood/understoodRecords';
import type { Log } from './log';
import { readSqlWasm } from './sqlWasm';
import { workerPort } from './workerPort';

export interface RunningCollector {
  /** Every call sees all that was acknowledged before it, see `RecordIntake`. */
  handlers: RpcHandlers<CollectorMethods>;
  /** See `Collector.onChanged`. */
  onChanged: Collector['onChanged'];
  /** See `Collector.onLoop`. */
  onLoop: Collector['onLoop'];
  /** See `Imports.onStatus`. */
  onImport: Imports['onStatus'];
  ports: CollectorPorts;
  /** Resolves when the receiver ends by itself: nothing is received any more. */
  failed: Promise<Error>;
  /** Stops listening, stores what was acknowledged and closes the journal. */
  close: () => Promise<void>;
}

export interface StartOptions extends CollectorWorkerData {
  log: Log;
}

/** Opens the store and listens; reads the journal behind that. Rejects when a port cannot be had. */
export async function startCollector(
  { log, memoryLimitBytes, prices, loopThresholds, ...data }: StartOptions,
  startReceiver: StartReceiver = startReceiverThread,
): Promise<RunningCollector> {
  const records = new MessageChannel();
  const control = new MessageChannel();
  const client = new RpcClient<ReceiverMethods, ReceiverNotifications>(workerPort(control.port1));
  client.on('log', ({ level, message }) => {
    log(level, message);
  });
  const listening = new Promise<CollectorPorts>((resolve) => {
    client.on('listening', resolve);
  });
  const receiver = startReceiver(data, { records: records.port2, control: control.port2 });
  // It starts while the store is opened.
  const onProblem = (message: string) => {
    log('warn', message);
  };
  const [pins, wasm] = await Promise.all([
    Pins.open(data.journal?.directory ?? null, onProblem),
    readSqlWasm(),
  ]);

  const collector = await Collector.open({
    wasm,
    pins,
    audit: new AuditTrail(data.journal?.directory ?? null, onProblem),
    memoryLimitBytes,
    prices,
    loopThresholds,
    receiver: {
      report: async () => {
        const report = await client.request('report');
        const { journal } = report;
        return journal ? { ...report, journal: { ...journal, replayed: intake.replayed() } } : report;
      },
      listeners: () => client.request('listeners'),
      clear: async () => {
        await client.request('clear');
        await intake.caughtUp(Infinity);
        await clearing;
      },
      startImport: async (importId, path) => {
        await client.request('import/start', { importId, path });
      },
      cancelImport: async (importId) => {
        await client.request('import/cancel', { importId });
      },
      stored: () => intake.caughtUp(Infinity),
      setFull: (full) => {
        intake.setFull(full);
      },
    },
    onError: (message) => {
      log('error', message);
    },
  });
  const segments = () => client.request('segments');
  const understood = new UnderstoodRecords({ program: () => programId(__filename), segments, onProblem });
  let clearing: Promise<void> = Promise.resolve();
  const intake = new RecordIntake(records.port1, {
    store: (arrived, replayed) => {
      const known = arrived.map(({ record, position }) =>
        replayed && position && record.signal === 'traces' ? understood.read(position) : null,
      );
      const taken = collector.take(
        arrived.map(({ record }, at) => ({ record, known: known[at]! })),
        replayed,
      );
      for (const [at, { position }] of arrived.entries()) {
        const packed = taken[at]?.packed;
        if (position && packed) understood.note(position, packed, replayed);
      }
    },
    replayed: () => {
      understood.endReading();
      collector.endReplay();
    },
    clear: () => {
      collector.clear();
      clearing = understood.clear();
    },
  });
  // Behind the start: whoever asks waits for its end, whoever sends does not.
  const bringBack = async () => {
    await understood.open();
    intake.start();
    await client.request('replay');
  };

  client.on('lost', () => {
    collector.announceStatus();
  });
  client.on('import', (progress) => {
    void collector.imports.receive(progress);
  });

  let closing = false;
  const close = async () => {
    closing = true;
    await Promise.race([client.request('close').catch(() => undefined), receiver.failed]);
    client.close('The collector is closed.');
    intake.close();
    await understood.close();
    await collector.close();
    control.port1.close();
    await receiver.stop();
  };
  try {
    const ports = await firstOf(listening, receiver);
    bringBack().catch((error: unknown) => {
      if (!closing) log('error', `The journal cannot be read: ${messageOf(error)}`);
    });
    return {
      handlers: afterCatchingUp(collector.handlers, intake),
      onChanged: (listener) => collector.onChanged(listener),
      onLoop: (listener) => collector.onLoop(listener),
      onImport: (listener) => collector.imports.onStatus(listener),
      ports,
      failed: receiver.failed,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function firstOf<T>(result: Promise<T>, receiver: StartedReceiver): Promise<T> {
  return new Promise((resolve, reject) => {
    result.then(resolve, reject);
    void receiver.failed.then(reject);
  });
}

function afterCatchingUp(
  handlers: RpcHandlers<CollectorMethods>,
  intake: RecordIntake,
): RpcHandlers<CollectorMethods> {
  const entries = Object.entries(handlers).map(([method, handler]) => [
    method,
    async (params: never) => {
      await intake.caughtUp();
      return handler(params);
    },
  ]);
  return Object.fromEntries(entries) as RpcHandlers<CollectorMethods>;
}
