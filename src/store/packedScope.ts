/**
 * What an insert has made of the spans of one resource and scope, beside the spans themselves: with it they can be put
 * into an empty store again several times faster, for they need not be decoded and understood once more.
 */
import { decodeChunkList } from './chunkList';
import type { ChunkStore } from './chunkStore';
import type { OriginRows } from './contentTables';
import type { Database } from './database';
import type { PackedSpan, SpanRow } from './facts';
import { rowOfPacked } from './facts';
import { CHUNKED_FROM_BYTES } from './chunkStore';
import { encodeFacts, SPAN_BYTES, writePack } from './packWriter';

export interface PackedScope {
  /** Of the store that has made them, see `ChunkStore`. */
  run: number;
  packs: readonly PackedPack[];
  /** In the order of their coming: twice the place of a span's pack, plus 1 where its session key is its resource's. */
  spans: ArrayLike<number>;
}

export interface PackedPack {
  /** As `encodeFacts` writes them. */
  facts: Uint8Array;
  /** Of its spans whose payloads are in chunks, in their order: where those end. */
  chunkEnds: readonly (readonly number[] | Uint32Array)[];
  /** Likewise: which chunks those were in that store, as `encodeChunkList` writes it, one list after the other. */
  chunkLists: Uint8Array;
}

/** A pack whose facts are there, while its spans come once more. */
export class ReturningPack {
  private readonly texts: readonly string[];
  private readonly spans: readonly PackedSpan[];
  private readonly payloads: Uint8Array[] = [];
  private readonly chunkLists: Uint8Array[] = [];
  private chunkListBytes = 0;
  /** Whether lists of chunks have other places than the facts say: chunks may have got other numbers. */
  private moved = false;
  private place = 0;
  private chunked = 0;
  private formerListAt = 0;

  constructor(
    readonly packNo: number,
    private readonly packed: PackedPack,
    private readonly run: number,
    private readonly chunks: ChunkStore,
  ) {
    const { facts } = packed;
    const json = Buffer.from(facts.buffer, facts.byteOffset, facts.byteLength).toString('utf8');
    [this.texts, this.spans] = JSON.parse(json) as [string[], PackedSpan[]];
  }

  /** Of the span that comes next. */
  get nextPlace(): number {
    return this.place;
  }

  nextRow(): SpanRow {
    return rowOfPacked(this.spans[this.place]!, this.texts);
  }

  /** The bytes that the span takes in the store, roughly. */
  add(payload: Uint8Array): number {
    const packed = this.spans[this.place++]!;
    if (payload.length < CHUNKED_FROM_BYTES) {
      this.payloads.push(payload);
      return SPAN_BYTES + payload.length;
    }
    const { chunkLists, chunkEnds } = this.packed;
    const former = decodeChunkList(chunkLists, this.formerListAt);
    this.formerListAt = former.end;
    const ends = chunkEnds[this.chunked++]!;
    const { list, newBytes } = this.chunks.putAgain(payload, ends, this.run, former.numbers);
    if (packed[0] !== this.chunkListBytes) {
      packed[0] = this.chunkListBytes;
      this.moved = true;
    }
    this.chunkLists.push(list);
    this.chunkListBytes += list.length;
    return SPAN_BYTES + list.length + newBytes;
  }

  /** All its spans must have come. */
  write(db: Database, origin: OriginRows): void {
    const { packNo, texts, spans, chunkLists, payloads, place } = this;
    if (place !== spans.length) throw new Error(`${place} of ${spans.length} spans of a pack have come.`);
    const facts = this.moved ? encodeFacts(texts, spans) : this.packed.facts;
    writePack(db, origin, { packNo, live: place, facts, chunkLists, payloads });
  }
}
