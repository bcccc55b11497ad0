/** OTLP/HTTP (OTLP specification 1.11.0, "OTLP/HTTP"): what each request is answered with. */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { OtlpDecodeError } from '../otlp/decodeError';
import { decodeTracesRequestJson } from '../otlp/json';
import { decodeTracesRequest } from '../otlp/protobuf';
import type { TracesRequest } from '../otlp/records';
import type { OtlpEncoding } from '../otlp/response';
import { encodeStatus, encodeTracesResponse } from '../otlp/response';
import { messageOf } from '../protocol/rpc';
import { Refusal } from './refusal';
import { readBody } from './requestBody';

const TRACES_PATH = '/v1/traces';

/** What OTLP has besides traces, by path. */
const UNSUPPORTED_SIGNALS = new Map([
  ['/v1/logs', 'logs'],
  ['/v1/metrics', 'metrics'],
  ['/v1development/profiles', 'profiles'],
]);

const CONTENT_TYPES: Readonly<Record<OtlpEncoding, string>> = {
  protobuf: 'application/x-protobuf',
  json: 'application/json',
};

/** Names that only this machine answers to. Anything else may be a web page behind a rebound DNS name. */
const LOOPBACK_HOST = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/i;

/** Takes a decoded request in; answers which of its spans it did not keep, which it has counted itself. */
export type Ingest = (request: TracesRequest) => { rejected: { reason: string; count: number }[] };

export interface HttpAnswer {
  status: number;
  headers: Record<string, string>;
  body: Uint8Array;
}

/** Rejects with a `Refusal` only. */
export async function answerExport(request: IncomingMessage, ingest: Ingest): Promise<HttpAnswer> {
  checkSender(request.headers);
  checkTarget(request);
  const encoding = encodingOf(request.headers);
  if (!encoding) {
    throw new Refusal(
      415,
      'unsupported-content-type',
      `Content-Type "${request.headers['content-type'] ?? ''}" is not OTLP: send ${CONTENT_TYPES.protobuf} or ${CONTENT_TYPES.json}.`,
    );
  }
  const traces = decode(await readBody(request), encoding);
  const rejected = store(traces, ingest);
  const rejectedSpans = rejected.reduce((sum, { count }) => sum + count, 0);
  const reasons = rejected.map(({ reason, count }) => `${reason} (${count})`).join(', ');
  const partialSuccess =
    rejectedSpans === 0
      ? null
      : {
          rejectedSpans,
          errorMessage: `Turnline did not accept ${rejectedSpans} of ${spanCount(traces)} spans: ${reasons}.`,
        };
  return answer(200, encodeTracesResponse(partialSuccess, encoding), encoding);
}

/** A google.rpc.Status in the request's encoding, JSON when that is unknown. */
export function answerRefusal(refusal: Refusal, headers: IncomingHttpHeaders): HttpAnswer {
  const encoding = encodingOf(headers) ?? 'json';
  const body = encodeStatus({ code: refusal.rpcCode, message: refusal.message }, encoding);
  const refused = answer(refusal.httpStatus, body, encoding);
  if (refusal.httpStatus === 405) refused.headers.Allow = 'POST';
  return refused;
}

function answer(status: number, body: Uint8Array, encoding: OtlpEncoding): HttpAnswer {
  const headers = { 'Content-Type': CONTENT_TYPES[encoding], 'Content-Length': String(body.byteLength) };
  return { status, headers, body };
}

function encodingOf(headers: IncomingHttpHeaders): OtlpEncoding | null {
  const type = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  if (type === CONTENT_TYPES.protobuf) return 'protobuf';
  return type === CONTENT_TYPES.json ? 'json' : null;
}

/** Web pages must not reach the collector: neither directly nor through a DNS name that resolves to loopback. */
function checkSender(headers: IncomingHttpHeaders): void {
  if (!LOOPBACK_HOST.test(headers.host ?? '')) {
    throw new Refusal(
      403,
      'forbidden-host',
      'The Host header must be 127.0.0.1, localhost or [::1]: send to one of these.',
    );
  }
  if (headers.origin !== undefined) {
    throw new Refusal(
      403,
      'forbidden-origin',
      'Requests from web pages (with an Origin header) are refused.',
    );
  }
}

function checkTarget(request: IncomingMessage): void {
  const path = (request.url ?? '').split('?', 1)[0] ?? '';
  const signal = UNSUPPORTED_SIGNALS.get(path);
  if (signal !== undefined) {
    throw new Refusal(
      404,
      'unsupported-signal',
      `Turnline does not store ${signal} yet. It receives traces at POST ${TRACES_PATH}.`,
    );
  }
  if (path !== TRACES_PATH) {
    throw new Refusal(
      404,
      'unknown-path',
      `There is nothing at ${path}. Turnline receives traces at POST ${TRACES_PATH}.`,
    );
  }
  if (request.method !== 'POST') {
    throw new Refusal(
      405,
      'method-not-allowed',
      `${request.method ?? ''} is not OTLP: use POST ${TRACES_PATH}.`,
    );
  }
}

function decode(body: Uint8Array, encoding: OtlpEncoding): TracesRequest {
  try {
    return encoding === 'json'
      ? decodeTracesRequestJson(new TextDecoder().decode(body))
      : decodeTracesRequest(body);
  } catch (error) {
    if (!(error instanceof OtlpDecodeError)) throw internal(error, 1);
    throw new Refusal(
      400,
      `malformed-${encoding}`,
      `The body is no ExportTraceServiceRequest in ${encoding}: ${error.message}.`,
    );
  }
}

function store(traces: TracesRequest, ingest: Ingest): { reason: string; count: number }[] {
  try {
    return ingest(traces).rejected;
  } catch (error) {
    throw internal(error, spanCount(traces));
  }
}

/** 503, not 500: exporters send the batch again, and a batch that was stored in part is stored once. */
function internal(error: unknown, count: number): Refusal {
  return new Refusal(
    503,
    'internal-error',
    `Turnline failed to store the request: ${messageOf(error)}`,
    count,
  );
}

function spanCount(traces: TracesRequest): number {
  let count = 0;
  for (const { scopeSpans } of traces.resourceSpans)
    for (const { spans } of scopeSpans) count += spans.length;
  return count;
}
