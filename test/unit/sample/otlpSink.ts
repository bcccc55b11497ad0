import { createServer } from 'node:http';
import { decodeTracesRequest } from '../../../src/otlp/protobuf';
import type { AnyValue, Span } from '../../../src/otlp/records';
import { listenOnLoopback } from '../support/loopback';

export interface OtlpSink {
  endpoint: string;
  /** Bodies as they came, by request. */
  requests: { contentType: string; authorization: string | undefined; body: Buffer }[];
  close(): Promise<void>;
}

/** Takes what is posted to /v1/traces on a free loopback port, and answers with `status`. */
export async function startSink(status = 200): Promise<OtlpSink> {
  const requests: OtlpSink['requests'] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const known = request.method === 'POST' && request.url === '/v1/traces';
      const { authorization, 'content-type': contentType = '' } = request.headers;
      if (known) requests.push({ contentType, authorization, body: Buffer.concat(chunks) });
      response.writeHead(known ? status : 404, { 'content-type': contentType });
      response.end(contentType === 'application/json' ? '{}' : '');
    });
  });
  const { url, close } = await listenOnLoopback(server);
  return {
    endpoint: url,
    requests,
    close,
  };
}

/** All spans of the protobuf requests, by start time. */
export function spansOf(sink: OtlpSink): Span[] {
  return sink.requests
    .flatMap(({ body }) => decodeTracesRequest(body).resourceSpans)
    .flatMap(({ scopeSpans }) => scopeSpans)
    .flatMap(({ spans }) => spans)
    .sort((a, b) => Number(a.startTimeUnixNano - b.startTimeUnixNano));
}

export function text(span: Span, key: string): string {
  const value = span.attributes.get(key);
  if (typeof value !== 'string') throw new Error(`${span.name} has no text ${key}, but ${show(value)}`);
  return value;
}

export function integer(span: Span, key: string): number {
  const value = span.attributes.get(key);
  if (typeof value !== 'bigint') throw new Error(`${span.name} has no integer ${key}, but ${show(value)}`);
  return Number(value);
}

function show(value: AnyValue | undefined): string {
  return value === undefined ? 'nothing' : typeof value;
}
