/** OTLP/HTTP (OTLP specification 1.11.0, "OTLP/HTTP"): what each request is answered with. */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Signal } from '../otlp/records';
import type { OtlpEncoding } from '../otlp/response';
import { encodeStatus } from '../otlp/response';
import { compressionNamed } from './compression';
import type { ListenerOptions } from './exportRequest';
import { acceptExport } from './exportRequest';
import type { Sender } from './receiver/report';
import { Refusal } from './refusal';
import { readBody } from './requestBody';
import { checkSender, checkToken } from './senderGuard';

const SIGNAL_OF_PATH = new Map<string, Signal>([
  ['/v1/traces', 'traces'],
  ['/v1/logs', 'logs'],
  ['/v1/metrics', 'metrics'],
]);
const PATHS = [...SIGNAL_OF_PATH.keys()].join(', ');

const PROFILES_PATH = '/v1development/profiles';

const CONTENT_TYPES: Readonly<Record<OtlpEncoding, string>> = {
  protobuf: 'application/x-protobuf',
  json: 'application/json',
};

export interface HttpAnswer {
  status: number;
  headers: Record<string, string>;
  body: Uint8Array;
}

/** Rejects with a `Refusal` only. */
export async function answerExport(
  request: IncomingMessage,
  options: Pick<ListenerOptions, 'ingest' | 'admit' | 'memory'>,
  token: string | null,
): Promise<HttpAnswer> {
  checkSender(request.headers.host, request.headers.origin);
  checkToken(request.headers.authorization, token);
  const signal = signalOf(request);
  const encoding = encodingOf(request.headers);
  if (!encoding) {
    throw new Refusal(
      415,
      'unsupported-content-type',
      `Content-Type "${request.headers['content-type'] ?? ''}" is not OTLP: send ${CONTENT_TYPES.protobuf} or ${CONTENT_TYPES.json}.`,
    );
  }
  const sender: Sender = {
    protocol: 'http',
    encoding,
    compression: compressionNamed(request.headers['content-encoding'], 'Content-Encoding').encoding,
    userAgent: request.headers['user-agent'] ?? null,
    peerPort: request.socket.remotePort ?? null,
  };
  const lease = options.memory.lease();
  try {
    const body = await readBody(request, options.memory, lease);
    return answer(200, await acceptExport({ signal, encoding, body, sender }, options), encoding);
  } finally {
    lease.release();
  }
}

/** A google.rpc.Status in the request's encoding, JSON when that is unknown. */
export function answerRefusal(refusal: Refusal, headers: IncomingHttpHeaders): HttpAnswer {
  const encoding = encodingOf(headers) ?? 'json';
  const refused = answer(refusal.httpStatus, encodeStatus(refusal.status, encoding), encoding);
  if (refusal.httpStatus === 405) refused.headers.Allow = 'POST';
  if (refusal.httpStatus === 401) refused.headers['WWW-Authenticate'] = 'Bearer';
  if (refusal.retryAfterSeconds !== undefined) {
    refused.headers['Retry-After'] = String(refusal.retryAfterSeconds);
  }
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

function signalOf(request: IncomingMessage): Signal {
  const path = (request.url ?? '').split('?', 1)[0] ?? '';
  if (path === PROFILES_PATH) {
    throw new Refusal(404, 'unsupported-signal', `Turnline does not store profiles. It receives ${PATHS}.`);
  }
  const signal = SIGNAL_OF_PATH.get(path);
  if (signal === undefined) {
    throw new Refusal(
      404,
      'unknown-path',
      `There is nothing at ${path}. Turnline receives ${PATHS} by POST.`,
    );
  }
  if (request.method !== 'POST') {
    throw new Refusal(405, 'method-not-allowed', `${request.method ?? ''} is not OTLP: use POST ${path}.`);
  }
  return signal;
}
