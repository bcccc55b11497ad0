import { startCollector } from '../../../src/collector/start';
import type { CollectorMethods } from '../../../src/protocol/methods';
import type { RpcHandlers } from '../../../src/protocol/rpc';
import type { SessionSummary } from '../../../src/protocol/sessions';
import { WORKER_DATA } from './workerData';

export interface CollectorUnderTest {
  /** For OTEL_EXPORTER_OTLP_ENDPOINT. */
  endpoint: string;
  /** The same for OTLP/gRPC. */
  grpcEndpoint: string;
  handlers: RpcHandlers<CollectorMethods>;
  /** The one session that there is. Throws when there are none or several. */
  onlySession(): Promise<SessionSummary>;
  close(): Promise<void>;
}

/** The real collector, listening on a free loopback port of this process. */
export async function startCollectorUnderTest(): Promise<CollectorUnderTest> {
  const { collector, ports, close } = await startCollector({
    ...WORKER_DATA,
    grpcPort: 0,
    log: (level, message) => {
      if (level === 'error') throw new Error(message);
    },
  });
  return {
    endpoint: `http://127.0.0.1:${ports.http}`,
    grpcEndpoint: `http://127.0.0.1:${ports.grpc}`,
    handlers: collector.handlers,
    onlySession: async () => {
      const sessions = await collector.handlers['sessions/list'](undefined);
      if (sessions.length !== 1) throw new Error(`One session was expected, not ${sessions.length}.`);
      return sessions[0]!;
    },
    close,
  };
}
