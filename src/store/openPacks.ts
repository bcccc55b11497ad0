/** The packs that an insert is writing: one for each session of a resource and scope. */
import type { ChunkStore } from './chunkStore';
import type { OriginRows } from './contentTables';
import type { Database } from './database';
import type { PackedScope } from './packedScope';
import { PackWriter } from './packWriter';

export class OpenPacks {
  /** By session, in `made`: the pack that has room for its spans. */
  private readonly places = new Map<string, number>();
  private readonly byNumber = new Map<number, PackWriter>();
  /** In the order of their making. */
  private readonly made: PackWriter[] = [];
  /** See `PackedScope`. */
  private readonly spans: number[] = [];
  private hasCopies = false;
  private last: { sessionKey: string; pack: PackWriter; place: number } | undefined;

  constructor(
    private readonly db: Database,
    private readonly chunks: ChunkStore,
    private readonly origin: OriginRows,
    private readonly nextNo: () => number,
  ) {}

  /** One with room for a span of this session. That another pack has spans of it, too, costs time only. */
  packFor(sessionKey: string): PackWriter {
    if (this.last?.sessionKey === sessionKey && !this.last.pack.full) return this.last.pack;
    let place = this.places.get(sessionKey);
    if (place !== undefined && this.made[place]!.full) {
      this.write(this.made[place]!);
      place = undefined;
    }
    if (place === undefined) {
      const pack = new PackWriter(this.nextNo(), this.chunks);
      place = this.made.push(pack) - 1;
      this.places.set(sessionKey, place);
      this.byNumber.set(pack.packNo, pack);
    }
    const pack = this.made[place]!;
    this.last = { sessionKey, pack, place };
    return pack;
  }

  /** A span was added to the pack that was asked for last. */
  noteAdded(sessionKeyFromResource: boolean): void {
    this.spans.push(2 * this.last!.place + Number(sessionKeyFromResource));
  }

  /** A span came that was there already. */
  noteCopy(): void {
    this.hasCopies = true;
  }

  /** What all spans have become, once it is written; null where one was there already. */
  packed(): PackedScope | null {
    if (this.hasCopies) return null;
    const packs = this.made.map(({ facts, chunkEnds, chunkLists }) => ({
      facts: facts!,
      chunkEnds,
      chunkLists: Buffer.concat(chunkLists),
    }));
    return { run: this.chunks.run, packs, spans: this.spans };
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
