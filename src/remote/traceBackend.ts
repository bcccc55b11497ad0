/** A backend that keeps traces, by its HTTP API. */

export type BackendKind = 'jaeger' | 'tempo';

export interface HttpAnswer {
  status: number;
  /** As sent; '' where there is none. */
  contentType: string;
  body: Uint8Array;
}

/** A GET request to the backend. Rejects with a `RemoteProblem` when there is no answer that can be read. */
export type Get = (url: URL, accept: string) => Promise<HttpAnswer>;

/** One trace of a search's result. */
export interface FoundTrace {
  /** Lower-case hex, 32 digits. */
  traceId: string;
  /** Of the root span; '' where the backend does not know it. */
  name: string;
  service: string;
  /** Epoch milliseconds; null where the backend does not say. */
  startTime: number | null;
  durationMs: number | null;
  spanCount: number | null;
}

export interface TraceSearch {
  /** `service.name`; '' for any, where the backend can. */
  service: string;
  /** In the backend's own language, in place of the service; '' for none. */
  query: string;
  /** Epoch milliseconds. */
  from: number;
  to: number;
  limit: number;
}

/** OTLP as the backend has written it, with what it puts around it in JSON. */
export interface TraceAnswer {
  encoding: 'json' | 'protobuf';
  bytes: Uint8Array;
  /** Why the backend gives only a part of the trace; null when it gives all that it has. */
  partial: string | null;
}

/** All reject with a `RemoteProblem`. `base` is the address of the API, with its path and without a query. */
export interface TraceBackend {
  kind: BackendKind;
  name: string;
  /** Where it listens unless it is told otherwise. */
  defaultUrl: string;
  /** What its queries are called; null where it takes none. A query begins with a brace. */
  queryLanguage: string | null;
  services: (get: Get, base: string) => Promise<string[]>;
  search: (get: Get, base: string, search: TraceSearch) => Promise<FoundTrace[]>;
  trace: (get: Get, base: string, traceId: string) => Promise<TraceAnswer>;
}

export const JSON_TYPE = 'application/json';

/** The address of a path below the base, which may have a path of its own. */
export function below(base: string, path: string, query: Record<string, string> = {}): URL {
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/${path}`;
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url;
}

/** One file of several answers: protobuf of repeated fields goes together as it stands, JSON in lines. */
export function joined(answers: readonly TraceAnswer[]): Uint8Array {
  const newline = new Uint8Array([0x0a]);
  const parts = answers.flatMap(({ encoding, bytes }) => (encoding === 'json' ? [bytes, newline] : [bytes]));
  return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
}
