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
  /** Where the next write goes. */
  private position: number;
  /** Of the last write. */
  private written: Promise<void> = Promise.resolve();
  private failed = false;

  /** `known`: bytes of a file that is there, which stay; 0 for a new one. */
  constructor(path: string, head: UnderstoodHead, known = 0) {
    this.salt = head.salt;
    this.position = known;
    this.file = openAt(path, known);
    this.file.catch(() => {
      this.failed = true;
    });
    if (known === 0) this.gather(encodeHead(head));
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
        if (this.failed) return;
        await writeAll(await this.file, gathered, gatheredBytes, this.position);
        this.position += gatheredBytes;
      } catch {
        // The next start takes longer. Behind a frame that is not whole nothing would be read.
        this.failed = true;
      } finally {
        this.waitingBytes -= gatheredBytes;
      }
    });
  }
}

async function openAt(path: string, known: number): Promise<FileHandle> {
  // What is in it is what the journal has: for their owner's eyes only.
  if (known === 0) return open(path, 'w', 0o600);
  const file = await open(path, 'r+');
  // What is not whole ends the reading: nothing would be found behind it.
  await file.truncate(known);
  return file;
}

async function writeAll(
  file: FileHandle,
  parts: Uint8Array[],
  bytes: number,
  position: number,
): Promise<void> {
  const { bytesWritten } = await file.writev(parts, position);
  if (bytesWritten !== bytes) throw new Error('the disk takes no more bytes');
}
