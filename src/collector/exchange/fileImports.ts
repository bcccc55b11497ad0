/** The imports of the receiver, one after the other. */
import { messageOf } from '../../protocol/rpc';
import type { ImportedIds } from './importedIds';
import { IdCollector } from './importedIds';
import type { ImportOptions, ImportProgress } from './importFile';
import { importFile, notStarted } from './importFile';

/** Nobody reads faster. */
const TOLD_EVERY_MS = 100;

export interface FileImportsOptions extends Pick<ImportOptions, 'admit' | 'ingest' | 'onMalformed'> {
  /** Now and then, without ids, and once with a state that is not `running`. */
  onProgress: (progress: ImportProgress & ImportedIds & { importId: number }) => void;
}

const NO_IDS: ImportedIds = { traceIds: [], sessionKeys: [] };

export class FileImports {
  private readonly cancelled = new Set<number>();
  private last: Promise<void> = Promise.resolve();
  private closed = false;

  constructor(private readonly options: FileImportsOptions) {}

  /** Begins when those before have ended. */
  start(importId: number, path: string): void {
    this.last = this.last.then(() => this.run(importId, path));
  }

  /** Of one that has not ended. */
  cancel(importId: number): void {
    this.cancelled.add(importId);
  }

  /** Cancels all; resolves once none runs any more. */
  async close(): Promise<void> {
    this.closed = true;
    await this.last;
  }

  private async run(importId: number, path: string): Promise<void> {
    const { admit, ingest, onMalformed, onProgress } = this.options;
    const ids = new IdCollector();
    let told = performance.now();
    const ended = await importFile(path, {
      admit,
      onMalformed,
      ingest: async (request, body) => {
        const result = await ingest(request, body);
        ids.note(request);
        return result;
      },
      cancelled: () => this.closed || this.cancelled.has(importId),
      onProgress: (progress) => {
        if (performance.now() - told < TOLD_EVERY_MS) return;
        told = performance.now();
        onProgress({ ...progress, ...NO_IDS, importId });
      },
    }).catch((error: unknown): ImportProgress => {
      const message = `Turnline failed to import it: ${messageOf(error)}`;
      return { ...notStarted(), state: 'failed', error: message };
    });
    this.cancelled.delete(importId);
    onProgress({ ...ended, ...ids.list(), importId });
  }
}
