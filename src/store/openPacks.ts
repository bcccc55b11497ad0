/** The packs that an insert is writing: one for each session of a resource and scope. */
import type { ChunkStore } from './chunkStore';
import type { OriginRows } from './contentTables';
import type { Database } from './database';
import { PackWriter } from './packWriter';

export class OpenPacks {
  private readonly bySession = new Map<string, PackWriter>();
  private readonly byNumber = new Map<number, PackWriter>();
  private last: { sessionKey: string; pack: PackWriter } | undefined;

  constructor(
    private readonly db: Database,
    private readonly chunks: ChunkStore,
    private readonly origin: OriginRows,
    private readonly nextNo: () => number,
  ) {}

  /** One with room for a span of this session. That another pack has spans of it, too, costs time only. */
  packFor(sessionKey: string): PackWriter {
    if (this.last?.sessionKey === sessionKey && !this.last.pack.full) return this.last.pack;
    let pack = this.bySession.get(sessionKey);
    if (pack?.full) {
      this.write(pack);
      pack = undefined;
    }
    if (!pack) {
      pack = new PackWriter(this.nextNo(), this.chunks);
      this.bySession.set(sessionKey, pack);
      this.byNumber.set(pack.packNo, pack);
    }
    this.last = { sessionKey, pack };
    return pack;
  }

  /** The pack with this number when it is not written yet. */
  open(packNo: number): PackWriter | undefined {
    return this.byNumber.get(packNo);
  }

  writeAll(): void {
    for (const pack of this.byNumber.values()) this.write(pack);
  }

  private write(pack: PackWriter): void {
    this.byNumber.delete(pack.packNo);
    pack.write(this.db, this.origin);
  }
}
