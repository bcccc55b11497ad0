/**
 * A pack is what spans that came together in one session take beside their small rows: facts and payloads, in one
 * row of `pack_content`. A row for each span would cost SQLite, and sql.js before it, more than the rest together.
 */
import { Buffer } from 'node:buffer';
import type { AgentSpan } from '../protocol/agentModel';
import type { ChunkStore } from './chunkStore';
import { CHUNKED_FROM_BYTES } from './chunkStore';
import type { OriginRows } from './contentTables';
import type { Database } from './database';
import type { PackedSpan } from './facts';
import { packSpan, TextList } from './facts';

/** A pack is closed when it holds this much: whoever wants one span of it reads all of it. */
const FULL_BYTES = 256 * 1024;
const FULL_SPANS = 1024;
/** Shorter texts stand in the facts: a session is read faster when its payloads are not needed. */
const SHARED_FROM_CHARACTERS = 64;
/** A text of its own in a payload that is stored in chunks becomes chunks of its own. */
const CHUNKS_FROM_CHARACTERS = 256;
/** What a span's row, its index entries and its facts take, roughly. */
export const SPAN_BYTES = 240;

const INSERT_PACK = 'INSERT INTO pack (pack_no, live, resource_no, scope_no) VALUES (?, ?, ?, ?)';
const INSERT_CONTENT = 'INSERT INTO pack_content (pack_no, facts, chunk_lists, payloads) VALUES (?, ?, ?, ?)';

type Place = [from: number, length: number];

export class PackWriter {
  private readonly list = new TextList();
  private readonly spans: PackedSpan[] = [];
  /** Of the spans that are not in chunks: views of their request. */
  private readonly payloads: Uint8Array[] = [];
  /** Of the spans that are in chunks, in their order: which those are, and where they end. */
  readonly chunkLists: Uint8Array[] = [];
  readonly chunkEnds: (readonly number[])[] = [];
  private chunkListBytes = 0;
  private payloadBytes = 0;
  /** Once it is written. */
  facts: Buffer | undefined;
  /** Spans whose rows point here: fewer than `spans` when a richer copy came with the same pack. */
  private live = 0;

  constructor(
    readonly packNo: number,
    private readonly chunks: ChunkStore,
  ) {}

  /** Of the span that is added next. */
  get nextPlace(): number {
    return this.spans.length;
  }

  get full(): boolean {
    return this.payloadBytes + this.chunkListBytes >= FULL_BYTES || this.spans.length >= FULL_SPANS;
  }

  /** The bytes that the span takes in the store, roughly. `payload`: the span as protobuf. */
  add(span: AgentSpan, payload: Uint8Array): number {
    this.live++;
    return (
      SPAN_BYTES +
      (payload.length < CHUNKED_FROM_BYTES ? this.addWhole(span, payload) : this.addChunked(span, payload))
    );
  }

  /** That of a span in this pack is not needed any more. */
  release(): void {
    this.live--;
  }

  /** As it was added. */
  payload(place: number): Uint8Array {
    return storedPayload(
      this.spans[place]!,
      Buffer.concat(this.payloads),
      () => Buffer.concat(this.chunkLists),
      this.chunks,
    );
  }

  write(db: Database, origin: OriginRows): void {
    if (this.live === 0) return;
    this.facts = encodeFacts(this.list.texts, this.spans);
    const { packNo, live, facts, chunkLists, payloads } = this;
    writePack(db, origin, { packNo, live, facts, chunkLists, payloads });
  }

  private addWhole(span: AgentSpan, payload: Uint8Array): number {
    const at = this.payloadBytes;
    this.payloads.push(payload);
    this.payloadBytes += payload.length;
    const bytes = bufferOf(payload);
    const find = (text: string) => placeOf(text, bytes, SHARED_FROM_CHARACTERS);
    this.spans.push(packSpan(span, { at, length: payload.length }, this.list, { find }));
    return payload.length;
  }

  private addChunked(span: AgentSpan, payload: Uint8Array): number {
    const bytes = bufferOf(payload);
    const places: Place[] = [];
    const find = (text: string) => {
      const place = placeOf(text, bytes, CHUNKS_FROM_CHARACTERS);
      if (place) places.push(place);
      return place;
    };
    const packed = packSpan(span, { at: this.chunkListBytes, length: 0 }, this.list, { find });
    const cuts = places.flatMap(([from, length]) => [from, from + length]).sort((a, b) => a - b);
    const { list, ends, newBytes } = this.chunks.put(bytes, cuts);
    // From bytes to chunks: the place is in `packed`, too.
    for (const place of places) {
      const [from, length] = place;
      place[0] = from === 0 ? 0 : ends.indexOf(from) + 1;
      place[1] = ends.indexOf(from + length) + 1 - place[0];
    }
    this.spans.push(packed);
    this.chunkEnds.push(ends);
    this.chunkLists.push(list);
    this.chunkListBytes += list.length;
    return list.length + newBytes;
  }
}

/** What `packReader.ts` reads. */
export function encodeFacts(texts: readonly string[], spans: readonly PackedSpan[]): Buffer {
  return Buffer.from(JSON.stringify([texts, spans]), 'utf8');
}

export interface PackContent {
  packNo: number;
  live: number;
  facts: Uint8Array;
  chunkLists: readonly Uint8Array[];
  payloads: readonly Uint8Array[];
}

export function writePack(db: Database, { resourceNo, scopeNo }: OriginRows, pack: PackContent): void {
  const { packNo, live, facts, chunkLists, payloads } = pack;
  db.run(INSERT_PACK, [packNo, live, resourceNo, scopeNo]);
  const lists = chunkLists.length > 0 ? Buffer.concat(chunkLists) : null;
  db.run(INSERT_CONTENT, [packNo, facts, lists, joined(payloads)]);
}

/** Used again for each pack: memory that nobody has touched yet takes longer to get than to fill. */
let joinedBytes = Buffer.alloc(2 * FULL_BYTES);

/** As one, until the next call. */
function joined(parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  if (length > joinedBytes.length) joinedBytes = Buffer.alloc(length);
  let at = 0;
  for (const part of parts) {
    joinedBytes.set(part, at);
    at += part.length;
  }
  return joinedBytes.subarray(0, length);
}

/** The payload of a span: whole among `payloads`, or in chunks. */
export function storedPayload(
  packed: PackedSpan,
  payloads: Buffer,
  chunkLists: () => Uint8Array,
  chunks: ChunkStore,
): Uint8Array {
  const [at, length] = packed;
  return length > 0 ? payloads.subarray(at, at + length) : chunks.readList(chunkLists().subarray(at));
}

/** The same bytes. */
function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function placeOf(text: string, bytes: Buffer, fromCharacters: number): Place | undefined {
  if (text.length < fromCharacters) return undefined;
  const from = bytes.indexOf(text, 0, 'utf8');
  if (from < 0) return undefined;
  const length = Buffer.byteLength(text, 'utf8');
  // A lone surrogate is written as U+FFFD and would come back as that.
  if (length !== text.length && bytes.toString('utf8', from, from + length) !== text) return undefined;
  return [from, length];
}
