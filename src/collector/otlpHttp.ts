/** OTLP/HTTP (OTLP specification 1.11.0, "OTLP/HTTP"): what each request is answered with. */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { STATUS_CODES } from 'node:http';
import type { Signal } from '../otlp/records';
import type { OtlpEncoding } from '../otlp/response';
import { encodeStatus } from '../otlp/response';
import { compressionNamed, decompressed } from './compression';
import type { ListenerOptions } from './exportRequest';
import { acceptExport } from './exportRequest';
import { SERVER_NAME } from './portOwner';
import type { Sender } from './receiver/report';
import { Refusal } from './refusal';
import { readBody } from './requestBody';
import { checkSender, checkToken } from './senderGuard';

/**
 * Whatever comes before is accepted: Langfuse posts to /api/public/otel/v1/traces, and whoever sets the whole URL
 * where only its base belongs gets /v1/traces/v1/traces.
 */
const SIGNAL_PATH = /\/v1\/(traces|logs|metrics)\/?$/;
const PATHS = '/v1/traces, /v1/logs, /v1/metrics';

/** Enough for a JSON body's first key, however it is indented. */
const BYTES_TO_KEY = 256;

const GREETING = `Turnline receives OpenTelemetry here: OTLP/HTTP by POST to ${PATHS}.\n`;

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

export interface HttpConditions {
  /** What every sender must present; null: any program on this machine may send. */
  token: string | null;
  /** For a whole body to arrive. */
  bodyTimeoutMs: number;
  /** Called when everything but the body is fine. */
  beforeBody: () => void;
}

type Receiving = Pick<ListenerOptions, 'ingest' | 'ingestUntouched' | 'admit' | 'memory'>;

/** Rejects with a `Refusal` only. */
export async function answerRequest(
  request: IncomingMessage,
  options: Receiving,
  conditions: HttpConditions,
): Promise<HttpAnswer> {
  const { headers } = request;
  checkSender(hostsOf(request), headers.origin);
  if (isGreeting(request)) return answer(200, Buffer.from(GREETING), 'text/plain');
  checkToken(headers.authorization, conditions.token);
  return answerExport(request, options, conditions);
}

async function answerExport(
  request: IncomingMessage,
  options: Receiving,
  { bodyTimeoutMs, beforeBody }: HttpConditions,
): Promise<HttpAnswer> {
  const { headers } = request;
  checkIsNotGrpc(headers);
  const pathSignal = signalOf(request);
  const encoding = encodingOf(headers);
  if (!encoding) {
    throw new Refusal(
      415,
      'unsupported-content-type',
      `Content-Type "${headers['content-type'] ?? ''}" is not OTLP: send ${CONTENT_TYPES.protobuf} or ${CONTENT_TYPES.json}.`,
    );
  }
  const compression = compressionNamed(headers['content-encoding'], 'Content-Encoding');
  const sender: Sender = {
    protocol: 'http',
    encoding,
    compression: compression.encoding,
    userAgent: headers['user-agent'] ?? null,
    peerPort: request.socket.remotePort ?? null,
  };
  const { memory } = options;
  memory.check(Number(headers['content-length'] ?? 0), 'The body');
  const lease = memory.lease();
  try {
    beforeBody();
    const sent = await readBody(request, { memory, lease, timeoutMs: bodyTimeoutMs });
    const body = decompressed(sent, compression, { memory, lease });
    const signal = pathSignal ?? signalIn(body);
    return answer(
      200,
      await acceptExport({ signal, encoding, body, sender }, options),
      CONTENT_TYPES[encoding],
    );
  } finally {
    lease.release();
  }
}

/** A google.rpc.Status in the request's encoding, JSON when that is unknown. */
export function answerRefusal(refusal: Refusal, headers: IncomingHttpHeaders): HttpAnswer {
  const encoding = encodingOf(headers) ?? 'json';
  const status = encodeStatus(refusal.status, encoding);
  const refused = answer(refusal.httpStatus, status, CONTENT_TYPES[encoding]);
  if (refusal.httpStatus === 405) refused.headers.Allow = 'POST';
  if (refusal.httpStatus === 401) refused.headers['WWW-Authenticate'] = 'Bearer';
  if (refusal.retryAfterSeconds !== undefined) {
    refused.headers['Retry-After'] = String(refusal.retryAfterSeconds);
  }
  return refused;
}

/** The whole answer as it goes over the wire, for a connection that ends with it. */
export function rawAnswer({ status, headers, body }: HttpAnswer): Buffer {
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    'Connection: close',
    '\r\n',
  ];
  return Buffer.concat([Buffer.from(lines.join('\r\n')), body]);
}

function answer(status: number, body: Uint8Array, type: string): HttpAnswer {
  const headers = {
    Server: SERVER_NAME,
    'Content-Type': type,
    'Content-Length': String(body.byteLength),
  };
  return { status, headers, body };
}

/** Node gives the first of several Host headers alone, and does not look at the host of a target like a proxy's. */
function hostsOf({ headersDistinct, url }: IncomingMessage): string[] {
  const ofTarget = /^\w+:\/\/([^/?#]*)/.exec(url ?? '')?.[1];
  return [...(headersDistinct.host ?? []), ...(ofTarget === undefined ? [] : [ofTarget])];
}

/** For whoever looks with a browser whether anything is there, and for another Turnline that wonders who it is. */
function isGreeting({ method, url }: IncomingMessage): boolean {
  return url === '/' && (method === 'GET' || method === 'HEAD');
}

function checkIsNotGrpc({ 'content-type': type }: IncomingHttpHeaders): void {
  if (!/^application\/grpc/i.test(type ?? '')) return;
  throw new Refusal(
    415,
    'unsupported-content-type',
    `Content-Type "${type ?? ''}" is gRPC or gRPC-Web over HTTP/1.1, which Turnline does not receive: use OTLP/HTTP (OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf).`,
  );
}

function encodingOf(headers: IncomingHttpHeaders): OtlpEncoding | null {
  const type = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  if (type === CONTENT_TYPES.protobuf) return 'protobuf';
  return type === CONTENT_TYPES.json ? 'json' : null;
}

/** null where the body tells, see `signalIn`. */
function signalOf(request: IncomingMessage): Signal | null {
  const path = (request.url ?? '').split('?', 1)[0] ?? '';
  if (path === PROFILES_PATH) {
    throw new Refusal(404, 'unsupported-signal', `Turnline does not store profiles. It receives ${PATHS}.`);
  }
  const signal = SIGNAL_PATH.exec(path)?.[1] as Signal | undefined;
  if (signal === undefined && isPostToRoot(request)) {
    const encoding = encodingOf(request.headers);
    if (encoding === 'json') return null;
    if (encoding === 'protobuf') return 'traces';
  }
  if (signal === undefined) throw unknownPath(path);
  if (request.method !== 'POST') {
    throw new Refusal(405, 'method-not-allowed', `${request.method ?? ''} is not OTLP: use POST ${path}.`);
  }
  return signal;
}

/**
 * Gemini CLI up to 0.33 at least posts its JSON of every signal to the endpoint itself. LangSmith for Python since 0.7.33
 * posts its spans there, in protobuf, and so does whoever hands the endpoint to an exporter of Python or Java: they add
 * no path to what they are given in code. What is no span there fails to decode.
 */
function isPostToRoot({ method, url }: IncomingMessage): boolean {
  return url === '/' && method === 'POST';
}

/** Which signal a JSON request is of: its only key says so. */
function signalIn(body: Uint8Array): Signal {
  const start = Buffer.from(body.buffer, body.byteOffset, Math.min(body.byteLength, BYTES_TO_KEY));
  const what = /^\s*\{\s*"resource(Spans|Logs|Metrics)"/.exec(start.toString('latin1'))?.[1];
  if (what === undefined) throw unknownPath('/');
  return what === 'Spans' ? 'traces' : (what.toLowerCase() as Signal);
}

function unknownPath(path: string): Refusal {
  return new Refusal(404, 'unknown-path', `There is nothing at ${path}. Turnline receives ${PATHS} by POST.`);
}
