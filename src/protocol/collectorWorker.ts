/** How the extension host starts the collector's worker thread. */
import type { ForwardTarget } from './forward';
import type { LoopThresholds } from './loops';
import type { PriceOverride } from './prices';

/** `workerData` of the thread. */
export interface CollectorWorkerData {
  /** Port for OTLP/HTTP on loopback; 0 picks a free one. */
  httpPort: number;
  /** Port for OTLP/gRPC on loopback; 0 picks a free one, null none. */
  grpcPort: number | null;
  /** Whether to listen on a free port where one is taken, rather than to fail. */
  fallbackToFreePort: boolean;
  /**
   * Where this workspace listened last: programs started then still send there, so these are listened on first and
   * stay the ports that are told to senders.
   */
  formerPorts: CollectorPorts | null;
  /** What every sender must present; null: any program on this machine may send. */
  token: string | null;
  /** null: nothing survives a restart. `directory` is shared by several collectors, each takes its own part of it. */
  journal: { directory: string; maxBytes: number } | null;
  /** Of the store, in bytes: the oldest sessions go when it holds more. */
  memoryLimitBytes: number;
  /** Regular expressions of what to redact besides the built-in rules. */
  redactionPatterns: string[];
  /** Where to send on what is received; null: nowhere. */
  forward: ForwardTarget | null;
  /** What the user pays: before the price table, the first that fits a model. */
  prices: PriceOverride[];
  /** From how many iterations on something is a loop. */
  loopThresholds: LoopThresholds;
}

/** Where the collector listens on loopback; null for a protocol that it does not serve. */
export interface CollectorPorts {
  http: number | null;
  grpc: number | null;
}

const MIB = 1024 * 1024;
/** Defaults of the settings `memory.maxMegabytes` and `journal.maxMegabytes`. sql.js cannot hold more than 2 GiB. */
export const DEFAULT_MEMORY_LIMIT_BYTES = 1024 * MIB;
export const DEFAULT_JOURNAL_BYTES = 512 * MIB;
