/** Requests to a backend, within bounds of time and size. */
import type { Get } from './traceBackend';
import { RemoteProblem } from './remoteProblem';

/** A search over much data takes its time. */
const TIMEOUT_MS = 60_000;

const MIB = 1024 * 1024;
/** Of one answer: it is in memory whole. */
export const MAX_ANSWER_BYTES = 256 * MIB;

export interface GetOptions {
  headers: Record<string, string>;
  /** Ends what is under way, which then rejects with the reason of it. */
  signal: AbortSignal;
  maxBytes?: number;
}

/** Follows no redirect: headers are for the one address alone. */
export function httpGet({ headers, signal, maxBytes = MAX_ANSWER_BYTES }: GetOptions): Get {
  return async (url, accept) => {
    const timeout = AbortSignal.timeout(TIMEOUT_MS);
    try {
      const response = await fetch(url, {
        headers: { 'user-agent': 'Turnline', ...headers, accept },
        redirect: 'manual',
        signal: AbortSignal.any([signal, timeout]),
      });
      const body = await bodyOf(response, maxBytes);
      return { status: response.status, contentType: response.headers.get('content-type') ?? '', body };
    } catch (error) {
      if (error instanceof RemoteProblem || signal.aborted) throw error;
      throw new RemoteProblem('unreachable', timeout.aborted ? 'timeout' : causeOf(error), { cause: error });
    }
  };
}

/** What is announced may be compressed, so what arrives counts. */
async function bodyOf(response: Response, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    const bytes = chunk as Uint8Array;
    length += bytes.byteLength;
    // Leaving the loop closes the connection.
    if (length > maxBytes) throw new RemoteProblem('too-large', String(maxBytes / MIB));
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/** `fetch` itself says "fetch failed". */
function causeOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  if (!(cause instanceof Error)) return String(cause);
  // Of an address that was tried by IPv4 and IPv6, the error itself says nothing.
  if (cause.message === '' && cause instanceof AggregateError) return causeOf(cause.errors[0]);
  return cause.message;
}
