/** Reads what `packWriter.ts` has written. */
import { Buffer } from 'node:buffer';
import type { AgentSpan } from '../protocol/agentModel';
import { decodeChunkList } from './chunkList';
import type { ChunkStore } from './chunkStore';
import type { Database } from './database';
import type { PackedSpan } from './facts';
import { unpackSpan } from './facts';
import { storedPayload } from './packWriter';

export class PackReader {
  /** Spans that are asked for one after the other mostly came together. */
  private last: Pack | undefined;

  constructor(
    private readonly db: Database,
    private readonly chunks: ChunkStore,
  ) {}

  pack(packNo: number): Pack {
    if (this.last?.packNo !== packNo) this.last = new Pack(packNo, this.db, this.chunks);
    return this.last;
  }

  forget(): void {
    this.last = undefined;
  }
}

class Pack {
  private readonly texts: string[];
  private readonly spans: PackedSpan[];
  private readPayloads: Buffer | undefined;
  private readChunkLists: Buffer | undefined;

  constructor(
    readonly packNo: number,
    private readonly db: Database,
    private readonly chunks: ChunkStore,
  ) {
    [this.texts, this.spans] = JSON.parse(this.facts()) as [string[], PackedSpan[]];
  }

  agentSpan(place: number): AgentSpan {
    const packed = this.spans[place]!;
    return unpackSpan(packed, this.texts, (from, length) => {
      const at = packed[0];
      if (packed[1] > 0) return this.payloads.toString('utf8', at + from, at + from + length);
      const { numbers } = decodeChunkList(this.chunkLists, at);
      return this.chunks.read(numbers.slice(from, from + length)).toString('utf8');
    });
  }

  /** The span as protobuf. */
  payload(place: number): Uint8Array {
    return storedPayload(this.spans[place]!, this.payloads, () => this.chunkLists, this.chunks);
  }

  private get payloads(): Buffer {
    return (this.readPayloads ??= this.column('payloads'));
  }

  private get chunkLists(): Buffer {
    return (this.readChunkLists ??= this.column('chunk_lists'));
  }

  /** As a text, because sql.js copies blobs byte by byte. */
  private facts(): string {
    const row = this.db.row('SELECT CAST(facts AS TEXT) FROM pack_content WHERE pack_no = ?', [this.packNo]);
    return row![0] as string;
  }

  private column(name: 'payloads' | 'chunk_lists'): Buffer {
    const row = this.db.row(`SELECT ${name} FROM pack_content WHERE pack_no = ?`, [this.packNo]);
    const bytes = row![0] as Uint8Array;
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
}
