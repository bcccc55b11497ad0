/** How the extension host starts the collector's worker thread. */

/** `workerData` of the thread. */
export interface CollectorWorkerData {
  /** Port for OTLP/HTTP on loopback; 0 picks a free one. */
  httpPort: number;
  /** Port for OTLP/gRPC on loopback; 0 picks a free one, null none. */
  grpcPort: number | null;
  /** Whether to listen on a free port where one is taken, rather than to fail. */
  fallbackToFreePort: boolean;
}

/** Where the collector listens on loopback; null for a protocol that it does not serve. */
export interface CollectorPorts {
  http: number | null;
  grpc: number | null;
}
