/** Writes what is understood of one segment's records. A file that cannot be written is left as it is. */
import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import type { PackedScope } from '../../store/packedScope';
import type { UnderstoodHead } from './format';
import { encodeHead, encodePacked } from './format';

/** What comes within this time goes into one write; as much is lost when the process is killed. */
const GATHER_MS = 50;
const GATHER_BYTES = 256 * 1024;
/** A disk that takes no more for so long has better things to do. */
const MOST_WAITING_BYTES = 16 * 1024 * 1024;

export class UnderstoodWriter {
  readonly salt: number;
  private gathered: Uint8Array[] = [];
  private gatheredBytes = 0;
  /** That are being written. */
  private waitingBytes = 0;
  private timer: NodeJS.Timeout | undefined;
  private readonly file: Promise<FileHandle>;
  /** Of the last write. */
  private written: Promise<void> = Promise.resolve();
  private failed = false;

  constructor(path: string, head: UnderstoodHead) {
    this.salt = head.salt;
    // What is in it is what the journal has: for their owner's eyes only.
    this.file = open(path, 'w', 0o600);
    this.file.catch(() => {
      this.failed = true;
    });
    this.gather(encodeHead(head));
  }

  /** `end`: of the record in its segment. */
  add(end: number, scopes: readonly PackedScope[]): void {
    if (this.failed || this.waitingBytes > MOST_WAITING_BYTES) return;
    this.gather(encodePacked(end, scopes));
    if (this.gatheredBytes >= GATHER_BYTES) this.flush();
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.flush();
    }, GATHER_MS).unref();
  }

  /** Never rejects. */
  async close(): Promise<void> {
    clearTimeout(this.timer);
    this.flush();
    await this.written;
    this.failed = true;
    await this.file.then((file) => file.close()).catch(() => undefined);
  }

  private gather(parts: Uint8Array[]): void {
    this.gathered.push(...parts);
    for (const { byteLength } of parts) this.gatheredBytes += byteLength;
  }

  private flush(): void {
    const { gathered, gatheredBytes } = this;
    if (gatheredBytes === 0) return;
    this.gathered = [];
    this.gatheredBytes = 0;
    this.waitingBytes += gatheredBytes;
    this.written = this.written.then(async () => {
      try {
        if (!this.failed) await writeAll(await this.file, gathered, gatheredBytes);
      } catch {
        // The next start takes longer. Behind a frame that is not whole nothing would be read.
        this.failed = true;
      } finally {
        this.waitingBytes -= gatheredBytes;
      }
    });
  }
}

async function writeAll(file: FileHandle, parts: Uint8Array[], bytes: number): Promise<void> {
  const { bytesWritten } = await file.writev(parts);
  if (bytesWritten !== bytes) throw new Error('the disk takes no more bytes');
}
