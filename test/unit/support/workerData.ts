import { DEFAULT_LOOP_THRESHOLDS } from '../../../src/protocol/loops';
import type { CollectorWorkerData } from '../../../src/protocol/collectorWorker';
import { DEFAULT_MEMORY_LIMIT_BYTES } from '../../../src/protocol/collectorWorker';

/** A collector on a free port for OTLP/HTTP that keeps nothing on disk and lets everybody send. */
export const WORKER_DATA: CollectorWorkerData = {
  httpPort: 0,
  grpcPort: null,
  fallbackToFreePort: false,
  formerPorts: null,
  token: null,
  journal: null,
  memoryLimitBytes: DEFAULT_MEMORY_LIMIT_BYTES,
  redactionPatterns: [],
  forward: null,
  prices: [],
  loopThresholds: DEFAULT_LOOP_THRESHOLDS,
};
