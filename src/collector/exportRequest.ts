/** What OTLP/HTTP and OTLP/gRPC do alike once they have the bytes of an export request. */
import { isAscii } from 'node:buffer';
import { OtlpDecodeError } from '../otlp/decodeError';
import { decodedSize } from '../otlp/decodedSize';
import { decodeRequestJson } from '../otlp/json';
import { DecodeNotes } from '../otlp/limits';
import { decodeRequest } from '../otlp/protobuf';
import type { OtlpRequest, Signal } from '../otlp/records';
import type { OtlpEncoding, PartialSuccess } from '../otlp/response';
import { encodeExportResponse } from '../otlp/response';
import { itemCount } from '../otlp/validate';
import { messageOf } from '../protocol/rpc';
import type { BodyMemory } from './bodyMemory';
import type { Sender } from './receiver/report';
import type { RefusalReason } from './refusal';
import { Refusal } from './refusal';

/** Items that were not kept, counted by whoever refused them. */
export interface IngestResult {
  rejected: { reason: string; count: number }[];
}

/** An export request as it came, decompressed. */
export interface ExportRequest {
  signal: Signal;
  encoding: OtlpEncoding;
  body: Uint8Array;
  sender: Sender;
}

/** What a request was decoded from. */
export interface DecodedExport extends ExportRequest {
  /** With values shortened or bytes unread, the request is not what its body says. */
  notes: DecodeNotes;
}

/**
 * Takes a decoded request in; `source` is what it was decoded from. A `Refusal` that it throws is the answer; anything
 * else is a failure of its own.
 */
export type Ingest = (request: OtlpRequest, source: DecodedExport) => IngestResult | Promise<IngestResult>;

/**
 * Takes a request in byte for byte, without decoding it: most need no change. False, with nothing done, when it must be
 * decoded. Fails as `Ingest` does.
 */
export type IngestUntouched = (source: ExportRequest) => Promise<boolean>;

/**
 * Asked before a request is decoded that will take so many bytes of memory. Resolves when there is room, with what
 * gives the room back; rejects with a `Refusal`.
 */
export type Admit = (bytes: number) => Promise<() => void>;

export interface ListenerOptions {
  ingest: Ingest;
  /** Asked first; without it all requests are decoded. */
  ingestUntouched?: IngestUntouched;
  /** Without it there is always room. */
  admit?: Admit;
  /** Called for every refused request; items that `ingest` rejects are not reported again. */
  onRejected: (reason: RefusalReason, count: number) => void;
  /** A line for the log: what went wrong inside, never what a sender did wrong. */
  onError: (message: string) => void;
  /** Shared by all listeners. */
  memory: BodyMemory;
}

/** What the protocol files call one item and one request of a signal. */
const NAMES: Readonly<Record<Signal, { items: string; request: string }>> = {
  traces: { items: 'spans', request: 'ExportTraceServiceRequest' },
  logs: { items: 'log records', request: 'ExportLogsServiceRequest' },
  metrics: { items: 'data points', request: 'ExportMetricsServiceRequest' },
};

/** What one request may take in memory, in bytes: the largest body takes less when its spans have 200 bytes or more. */
const MAX_DECODED_BYTES = 300 * 1024 * 1024;

/** What is refused of a request that nobody has decoded: itself. */
const REQUEST = () => 1;

/** Decodes and takes in; returns the response message in the same encoding. Rejects with a `Refusal` only. */
export async function acceptExport(
  source: ExportRequest,
  { ingest, ingestUntouched, admit }: Pick<ListenerOptions, 'ingest' | 'ingestUntouched' | 'admit'>,
): Promise<Uint8Array> {
  const { signal, encoding, body } = source;
  const size = decodedSize(signal, encoding, body);
  if (size > MAX_DECODED_BYTES) throw tooManyRecords(signal);
  const leave = await admit?.(size);
  try {
    if (await take(() => ingestUntouched?.(source), REQUEST))
      return encodeExportResponse(signal, null, encoding);
    const notes = new DecodeNotes();
    const request = decode(signal, encoding, body, notes);
    const { rejected } = await take(
      () => ingest(request, { ...source, notes }),
      () => itemCount(request),
    );
    return encodeExportResponse(signal, partialSuccess(request, rejected), encoding);
  } finally {
    leave?.();
  }
}

function tooManyRecords(signal: Signal): Refusal {
  return new Refusal(
    413,
    'too-many-records',
    `The request holds so many ${NAMES[signal].items} that they would take more than ${MAX_DECODED_BYTES / 1024 / 1024} MiB of memory: export smaller batches.`,
  );
}

/** Counts a refused request and logs what is our own failure. Returns the error as a `Refusal`; throws any other. */
export function reportRefusal(error: unknown, { onRejected, onError }: ListenerOptions): Refusal {
  if (!(error instanceof Refusal)) throw error;
  onRejected(error.reason, error.count);
  if (error.reason === 'internal-error') onError(error.message);
  return error;
}

function decode(signal: Signal, encoding: OtlpEncoding, body: Uint8Array, notes: DecodeNotes): OtlpRequest {
  try {
    return encoding === 'json'
      ? decodeRequestJson(signal, textOf(body), notes)
      : decodeRequest(signal, body, notes);
  } catch (error) {
    if (!(error instanceof OtlpDecodeError)) throw internal(error, 1);
    throw new Refusal(
      400,
      `malformed-${encoding}`,
      `The body is no ${NAMES[signal].request} in ${encoding}: ${error.message}.`,
      { badField: error.path },
    );
  }
}

/** UTF-8. Most JSON is ASCII, which is read three times as fast when one knows it. */
function textOf(body: Uint8Array): string {
  if (!isAscii(body)) return new TextDecoder().decode(body);
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('latin1');
}

/** `count`: of the items that are refused when that fails. */
async function take<T>(work: () => T | Promise<T>, count: () => number): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof Refusal ? error : internal(error, count());
  }
}

/** 503, not 500: exporters send the batch again, and a span that was stored already is stored once. */
function internal(error: unknown, count: number): Refusal {
  return new Refusal(503, 'internal-error', `Turnline failed to store the request: ${messageOf(error)}`, {
    count,
  });
}

function partialSuccess(request: OtlpRequest, rejected: IngestResult['rejected']): PartialSuccess | null {
  const count = rejected.reduce((sum, each) => sum + each.count, 0);
  if (count === 0) return null;
  const { items } = NAMES[request.signal];
  const reasons = rejected.map((each) => `${each.reason} (${each.count})`).join(', ');
  return {
    rejected: count,
    errorMessage: `Turnline did not accept ${count} of ${itemCount(request)} ${items}: ${reasons}.`,
  };
}
