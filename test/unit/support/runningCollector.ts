import { runReceiver } from '../../../src/collector/receiver/receiver';
import type { StartReceiver } from '../../../src/collector/receiver/startReceiver';
import type { RunningCollector } from '../../../src/collector/start';
import { startCollector } from '../../../src/collector/start';
import type { CollectorWorkerData } from '../../../src/protocol/collectorWorker';
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
  onChanged: RunningCollector['onChanged'];
  /** The one session that there is. Throws when there are none or several. */
  onlySession(): Promise<SessionSummary>;
  close(): Promise<void>;
}

/** A thread cannot run the sources as they are, so the receiver is in this one; `main.test.ts` has the threads. */
export const startReceiverHere: StartReceiver = (data, ends) => ({
  failed: new Promise((resolve) => {
    runReceiver(data, ends).catch(resolve);
  }),
  stop: () => {
    ends.records.close();
    ends.control.close();
    return Promise.resolve();
  },
});

/** The real collector, listening on a free loopback port of this process. */
export async function startCollectorUnderTest(
  data: Partial<CollectorWorkerData> = {},
): Promise<CollectorUnderTest> {
  const { handlers, onChanged, ports, close } = await startCollector(
    {
      ...WORKER_DATA,
      ...data,
      grpcPort: 0,
      log: (level, message) => {
        if (level === 'error') throw new Error(message);
      },
    },
    startReceiverHere,
  );
  return {
    endpoint: `http://127.0.0.1:${ports.http}`,
    grpcEndpoint: `http://127.0.0.1:${ports.grpc}`,
    handlers,
    onChanged,
    onlySession: async () => {
      const sessions = await handlers['sessions/list'](undefined);
      if (sessions.length !== 1) throw new Error(`One session was expected, not ${sessions.length}.`);
      return sessions[0]!;
    },
    close,
  };
}
