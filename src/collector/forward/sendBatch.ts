/** One export request to a backend, by OTLP/HTTP. */
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { decodeExportResponse } from '../../otlp/response';
import type { Signal } from '../../otlp/records';
import type { ForwardTarget } from '../../protocol/forward';
import { messageOf } from '../../protocol/rpc';
import type { ForwardBatch } from './forwardQueue';

const PATHS: Readonly<Record<Signal, string>> = {
  traces: 'v1/traces',
  logs: 'v1/logs',
  metrics: 'v1/metrics',
};

/** OTLP specification 1.11.0, "Retryable Response Codes". */
const RETRYABLE = [429, 502, 503, 504];
const TIMEOUT_MS = 10_000;
/** Of an error's body in our message. */
const MAX_TEXT = 300;

export type SendOutcome =
  | { kind: 'sent'; rejected: number; problem: string | null }
  | { kind: 'retry'; problem: string; afterMs: number | null }
  | { kind: 'too-large'; problem: string }
  | { kind: 'refused'; problem: string };

/** Throws an error that says what is wrong with the endpoint. */
export function signalUrl(endpoint: string, signal: Signal): URL {
  let url: URL;
  try {
    url = new URL(endpoint);
  } catch {
    throw new Error(`"${endpoint}" is no URL. Write it with http:// or https://, without /v1/traces.`);
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new Error(`"${endpoint}" has to begin with http:// or https://.`);
  }
  url.pathname = `${url.pathname.replace(/\/(?:v1\/(?:traces|logs|metrics))?\/*$/, '')}/${PATHS[signal]}`;
  return url;
}

/** Never rejects. Does not follow redirects: headers are for the endpoint alone. */
export async function sendBatch(
  { endpoint, headers }: ForwardTarget,
  { signal, payloads }: ForwardBatch,
  abort: AbortSignal,
): Promise<SendOutcome> {
  try {
    const response = await fetch(signalUrl(endpoint, signal), {
      method: 'POST',
      redirect: 'manual',
      headers: {
        'user-agent': 'Turnline',
        ...headers,
        'content-type': 'application/x-protobuf',
        'content-encoding': 'gzip',
      },
      body: await promisify(gzip)(Buffer.concat(payloads)),
      signal: AbortSignal.any([abort, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    return await outcomeOf(response);
  } catch (error) {
    return { kind: 'retry', problem: causeOf(error), afterMs: null };
  }
}

async function outcomeOf(response: Response): Promise<SendOutcome> {
  const { status } = response;
  if (response.ok && response.headers.get('content-type')?.startsWith('text/html')) {
    await response.body?.cancel();
    return {
      kind: 'refused',
      problem: `it answered ${status} with a web page, so no OTLP receiver is at this address`,
    };
  }
  if (response.ok) {
    const partial = decodeExportResponse(new Uint8Array(await response.arrayBuffer()));
    const message = partial?.errorMessage ?? '';
    return { kind: 'sent', rejected: partial?.rejected ?? 0, problem: message === '' ? null : message };
  }
  const text = (await response.text().catch(() => '')).replaceAll(/[^\x20-\x7e]+/g, ' ').trim();
  const problem = `it answered ${status} ${response.statusText} ${text.slice(0, MAX_TEXT)}`.trimEnd();
  if (RETRYABLE.includes(status)) {
    return { kind: 'retry', problem, afterMs: retryAfter(response.headers.get('retry-after')) };
  }
  return { kind: status === 413 ? 'too-large' : 'refused', problem };
}

/** In seconds or as a date (RFC 9110, 10.2.3). */
function retryAfter(value: string | null): number | null {
  if (value === null) return null;
  const seconds = Number(value);
  const ms = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(value) - Date.now();
  return ms >= 0 ? ms : null;
}

/** What `fetch` wraps says more than "fetch failed". */
function causeOf(error: unknown): string {
  const { cause } = error as { cause?: unknown };
  return cause === undefined ? messageOf(error) : messageOf(cause);
}
