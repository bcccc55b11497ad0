import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CollectorPorts } from '../protocol/collectorWorker';
import type { CollectorNotifications } from '../protocol/methods';
import { Collector } from './collector';
import { HttpListener } from './httpListener';

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

/** Opens the store and listens. Rejects when the port cannot be had. */
export async function startCollector(options: {
  httpPort: number;
  fallbackToFreePort: boolean;
  log: Log;
}): Promise<RunningCollector> {
  const collector = await Collector.open({ wasm: await readSqlWasm() });
  const listener = new HttpListener({
    ingest: (request) => collector.ingest(request),
    onRejected: (reason, count) => {
      collector.reject(reason, count);
    },
    onError: (message) => {
      options.log('error', message);
    },
  });
  const http = await listener.listen({
    port: options.httpPort,
    fallbackToFreePort: options.fallbackToFreePort,
  });
  if (options.httpPort !== 0 && http !== options.httpPort) {
    options.log('warn', `Port ${options.httpPort} is used by another program; listening on ${http} instead.`);
  }
  const ports: CollectorPorts = { http, grpc: null };
  collector.setPorts(ports);
  return { collector, ports, close: () => listener.close() };
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
