/**
 * From a decoded request to its acknowledgement: what is invalid is left out, secrets are masked, what is left goes
 * to the journal and to the collector, and only then the sender is told that it is kept.
 */
import { encodeRequest } from '../../otlp/protobuf';
import type { OtlpRequest } from '../../otlp/records';
import { itemCount, splitByValidity } from '../../otlp/validate';
import type { EpochMs } from '../../protocol/units';
import type { Redactor } from '../../redaction/redact';
import type { ImportedBody } from '../exchange/importFile';
import type { Admit, Ingest, IngestResult, IngestUntouched } from '../exportRequest';
import type { Forwarder } from '../forward/forwarder';
import type { JournalPosition, JournalRecord } from '../journal/format';
import type { Journal } from '../journal/journal';
import { JournalWriteError } from '../journal/journal';
import { Refusal } from '../refusal';
import type { ExportCounters } from './exportCounters';
import { acceptedOf } from './exportCounters';
import type { RecordRoom } from './recordRoom';

export interface ExportPipelineOptions {
  redactor: Pick<Redactor, 'redactRequest' | 'readUntouched'>;
  /** null: what is acknowledged is in memory only. */
  journal: Pick<Journal, 'append' | 'replay'> | null;
  room: RecordRoom;
  counters: ExportCounters;
  /** Takes what is kept and goes on to a backend, too; null when nothing does. It copies what it needs. */
  forward: Pick<Forwarder, 'offer'> | null;
  /** Hands a record over to the collector. Its payload is the only view of its buffer, and not used here afterwards. */
  send: (record: JournalRecord, replayed: boolean, position: JournalPosition | null) => void;
  now: () => EpochMs;
}

export class ExportPipeline {
  constructor(private readonly options: ExportPipelineOptions) {}

  /** See `RecordRoom.admit`. */
  readonly admit: Admit = (bytes) => this.options.room.admit(bytes);

  /** Rejects with a `Refusal` when the request cannot be kept, which is as if it had never come. */
  readonly ingest: Ingest = async (request, source): Promise<IngestResult> => {
    const receivedAt = this.options.now();
    const { valid, rejected } = await this.takeIn(request, source, receivedAt);
    this.options.counters.accept(acceptedOf(valid), source, receivedAt);
    return { rejected };
  };

  /** The same of a request in which nothing is to be changed, and which therefore need not be decoded. */
  readonly ingestUntouched: IngestUntouched = async (source) => {
    const { signal, encoding, body } = source;
    if (signal !== 'traces' || encoding !== 'protobuf') return false;
    const receivedAt = this.options.now();
    const untouched = this.options.redactor.readUntouched(body);
    if (untouched === null) return false;
    const { spans, latestEndUnixNano } = untouched;
    if (spans > 0) await this.keep({ signal, receivedAt, payload: alone(body) }, spans);
    this.options.counters.accept({ signal, items: spans, latestEndUnixNano }, source, receivedAt);
    return true;
  };

  /** The same for a part of a file; see `RecordRoom.admitBehind`. `accepted`: items. */
  async ingestImported(
    request: OtlpRequest,
    body: ImportedBody,
  ): Promise<IngestResult & { accepted: number }> {
    const { valid, rejected } = await this.takeIn(request, body, this.options.now(), true);
    this.options.counters.acceptImported(valid);
    return { rejected, accepted: itemCount(valid) };
  }

  /** Hands over what the journal kept of former runs. What is received meanwhile may overtake it. */
  async replay(): Promise<void> {
    const { journal, room } = this.options;
    await journal?.replay(async (record, position) => {
      const leave = await room.admitReplayed(record.payload.byteLength);
      // A copy: the journal's memory holds other records, too.
      this.send({ ...record, payload: new Uint8Array(record.payload) }, true, position);
      leave();
    });
  }

  private async takeIn(
    request: OtlpRequest,
    source: ImportedBody,
    receivedAt: EpochMs,
    imported = false,
  ): Promise<{ valid: OtlpRequest; rejected: IngestResult['rejected'] }> {
    const { redactor, counters } = this.options;
    const { truncated, complete } = source.notes;
    const { valid, rejected, repaired } = splitByValidity(request);
    const { redacted, kinds } = redactor.redactRequest(valid);
    const count = itemCount(valid);
    if (count > 0) {
      const changes = rejected.length + repaired.length + truncated.length + redacted;
      // Bytes that nobody has read may hold a secret.
      const payload = payloadOf(valid, changes === 0 && complete ? source : null);
      await this.keep({ signal: valid.signal, receivedAt, ...(imported && { imported }), payload }, count);
    }
    for (const { reason, count: items } of rejected) counters.reject(reason, items, receivedAt);
    for (const { reason, count: values } of [...truncated, ...repaired]) {
      counters.truncate(reason, values, receivedAt);
    }
    counters.redact(kinds);
    return { valid, rejected };
  }

  private async keep(record: JournalRecord, count: number): Promise<void> {
    let position: JournalPosition | null = null;
    try {
      if (this.options.journal) position = await this.options.journal.append(record);
    } catch (error) {
      if (error instanceof JournalWriteError) {
        throw new Refusal(503, 'journal-unavailable', error.message, { count });
      }
      throw error;
    }
    // What a file brings was sent by somebody else at another time.
    if (!record.imported) this.options.forward?.offer(record.signal, record.payload, count);
    this.send(record, false, position);
  }

  private send(record: JournalRecord, replayed: boolean, position: JournalPosition | null): void {
    const { room, send } = this.options;
    room.sent(record.payload.byteLength);
    send(record, replayed, position);
  }
}

/** The bytes that came where they say exactly what is to be kept; else new ones. The only view of their buffer. */
function payloadOf(request: OtlpRequest, source: ImportedBody | null): Uint8Array {
  if (source?.encoding !== 'protobuf') return encodeRequest(request);
  return alone(source.body);
}

/** The bytes in a buffer that has no others, for it is handed over. */
function alone(body: Uint8Array): Uint8Array {
  return isAlone(body) ? body : new Uint8Array(body);
}

/** Bytes of a frame around a message in its buffer; more may be somebody else's. */
const MAX_SLACK_BYTES = 16;

/** Whether nothing else lies in the bytes' buffer: small ones share one with others. */
function isAlone({ buffer, byteLength }: Uint8Array): boolean {
  return buffer.byteLength - byteLength <= MAX_SLACK_BYTES;
}
