/** The collector's side of imports: the receiver reads the files, here is what became of them. */
import { isAbsolute } from 'node:path';
import type { ImportStatus } from '../../protocol/exchange';
import { MAX_IMPORTED_SESSIONS } from '../../protocol/exchange';
import { RPC_ERROR, RpcError } from '../../protocol/rpc';
import { invalid } from '../params';
import type { ImportedIds } from './importedIds';
import type { ImportProgress } from './importFile';
import { notStarted } from './importFile';

/** Those that ended before are forgotten. */
const MAX_ENDED = 20;

/** What the receiver says. */
export type ReceivedProgress = ImportProgress & ImportedIds & { importId: number };

export interface ImportsOptions {
  /** Lets the receiver begin; it says how it goes. */
  start: (importId: number, path: string) => Promise<void>;
  cancel: (importId: number) => Promise<void>;
  /** Resolves once all is stored that the receiver has taken in. */
  stored: () => Promise<void>;
  /** Sessions that there are, the newest first. */
  sessionsOf: (ids: ImportedIds) => string[];
}

export class Imports {
  private nextId = 1;
  private readonly statuses = new Map<number, ImportStatus>();
  private readonly waiting = new Map<number, (() => void)[]>();
  private readonly listeners = new Set<(status: ImportStatus) => void>();

  constructor(private readonly options: ImportsOptions) {}

  /** Answers once it has begun, or waits for others to end. */
  async start(path: string): Promise<ImportStatus> {
    if (!isAbsolute(path)) throw invalid(`"path" must be absolute, not ${JSON.stringify(path)}.`);
    const importId = this.nextId++;
    const status = { ...notStarted(), importId, path, sessionIds: [], sessionCount: 0 };
    this.statuses.set(importId, status);
    this.forgetOldest();
    await this.options.start(importId, path);
    return this.statuses.get(importId) ?? status;
  }

  /** Throws an `RpcError` when it is not known, or not any more. */
  status(importId: number): ImportStatus {
    const status = this.statuses.get(importId);
    if (status) return status;
    throw new RpcError(RPC_ERROR.notFound, `There is no import ${importId}, or it ended long ago.`);
  }

  /** Resolves with how it ended, which may be before it was cancelled. */
  async cancel(importId: number): Promise<ImportStatus> {
    if (this.status(importId).state !== 'running') return this.status(importId);
    const ended = new Promise<void>((resolve) => {
      this.waiting.set(importId, [...(this.waiting.get(importId) ?? []), resolve]);
    });
    await this.options.cancel(importId);
    await ended;
    return this.status(importId);
  }

  /** Of every status that is new. Returns a function that stops listening. */
  onStatus(listener: (status: ImportStatus) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async receive({ traceIds, sessionKeys, ...progress }: ReceivedProgress): Promise<void> {
    const before = this.statuses.get(progress.importId);
    if (!before) return;
    if (progress.state === 'running') {
      this.publish({ ...before, ...progress });
      return;
    }
    // Whoever is told of the end may ask for the sessions.
    await this.options.stored();
    const sessionIds = this.options.sessionsOf({ traceIds, sessionKeys });
    this.publish({
      ...before,
      ...progress,
      sessionIds: sessionIds.slice(0, MAX_IMPORTED_SESSIONS),
      sessionCount: sessionIds.length,
    });
    for (const resolve of this.waiting.get(progress.importId) ?? []) resolve();
    this.waiting.delete(progress.importId);
  }

  private publish(status: ImportStatus): void {
    this.statuses.set(status.importId, status);
    for (const listener of this.listeners) listener(status);
  }

  private forgetOldest(): void {
    const ended = [...this.statuses.values()].filter(({ state }) => state !== 'running');
    for (const { importId } of ended.slice(0, -MAX_ENDED)) this.statuses.delete(importId);
  }
}
