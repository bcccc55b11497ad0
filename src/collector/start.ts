import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CollectorPorts, CollectorWorkerData } from '../protocol/collectorWorker';
import type { CollectorNotifications } from '../protocol/methods';
import { Collector } from './collector';
import { BodyMemory } from './bodyMemory';
import type { ListenerOptions } from './exportRequest';
import { Listeners } from './listeners';

export type Log = (
  level: CollectorNotifications['log']['level'],
  message: CollectorNotifications['log']['message'],
) => void;

export interface RunningCollector {
  collector: Collector;
  ports: CollectorPorts;
  /** Stops listening. */
  close: () => Promise<void>;
}

export interface StartOptions extends CollectorWorkerData {
  log: Log;
}

/** Opens the store and listens. Rejects when a port cannot be had. */
export async function startCollector(options: StartOptions): Promise<RunningCollector> {
  const { log } = options;
  const collector = await Collector.open({ wasm: await readSqlWasm() });
  const listenerOptions: ListenerOptions = {
    ingest: (request) => collector.ingest(request),
    onRejected: (reason, count) => {
      collector.reject(reason, count);
    },
    onError: (message) => {
      log('error', message);
    },
    memory: new BodyMemory(),
  };
  const listeners = await Listeners.open({ ...options, listenerOptions });
  const ports = listeners.ports();
  collector.setPorts(ports);
  return { collector, ports, close: () => listeners.close() };
}

/** sql.js's WebAssembly lies beside the bundle; the sources run with the package's own. */
async function readSqlWasm(): Promise<Uint8Array> {
  const bundled = join(__dirname, 'sql-wasm.wasm');
  const installed = join(__dirname, '../../node_modules/sql.js/dist/sql-wasm.wasm');
  const path = await access(bundled).then(
    () => bundled,
    () => installed,
  );
  return readFile(path);
}
