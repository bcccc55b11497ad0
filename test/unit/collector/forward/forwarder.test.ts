/** Forwarding to a backend that fails as backends do. */
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Forwarder } from '../../../../src/collector/forward/forwarder';
import type { ForwarderOptions } from '../../../../src/collector/forward/forwarder';
import { decodeTracesRequest, encodeRequest } from '../../../../src/otlp/protobuf';
import { encodeExportResponse } from '../../../../src/otlp/response';
import { otlpSpan } from '../../support/spans';
import { request } from '../requests';

interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  spans: string[];
}

let server: Server;
let endpoint: string;
let received: Received[];
/** What the backend answers, one after the other; then 200. */
let answers: { status: number; headers?: Record<string, string>; body?: Uint8Array }[];
let changes: number;
const forwarders: Forwarder[] = [];

beforeEach(async () => {
  received = [];
  answers = [];
  changes = 0;
  server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const { status, headers = {}, body } = answers.shift() ?? { status: 200 };
      const payload = gunzipSync(Buffer.concat(chunks));
      received.push({ path: incoming.url ?? '', headers: incoming.headers, spans: spansOf(payload) });
      response.writeHead(status, headers).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  for (const forwarder of forwarders.splice(0)) await forwarder.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function spansOf(payload: Uint8Array): string[] {
  return decodeTracesRequest(payload).resourceSpans.flatMap(({ scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) => spans.map(({ name }) => name)),
  );
}

function forwarder(
  options: Partial<ForwarderOptions> & { to?: string; headers?: Record<string, string> } = {},
): Forwarder {
  const { to = endpoint, headers = {}, ...others } = options;
  const made = new Forwarder(
    { endpoint: to, headers },
    {
      now: () => 1,
      onChanged: () => changes++,
      timing: { gatherMs: 1, firstPauseMs: 1, longestPauseMs: 4, lastWordsMs: 50 },
      ...others,
    },
  );
  forwarders.push(made);
  return made;
}

const payload = (...names: string[]) => encodeRequest(request(names.map((name) => otlpSpan({ name }))));
const names = () => received.flatMap(({ spans }) => spans);

describe('Forwarder', () => {
  it('sends what came together as one request, with the headers', async () => {
    const to = forwarder({ headers: { 'x-key': 'secret' } });
    to.offer('traces', payload('a', 'b'), 2);
    to.offer('traces', payload('c'), 1);
    await vi.waitFor(() => {
      expect(to.status()).toMatchObject({ sent: 3, waiting: 0, dropped: [], problem: null });
    });
    expect(received).toHaveLength(1);
    expect(received[0]).toMatchObject({ path: '/v1/traces', spans: ['a', 'b', 'c'] });
    expect(received[0]!.headers).toMatchObject({
      'x-key': 'secret',
      'content-type': 'application/x-protobuf',
    });
  });

  it.each(['', '/', '/v1/traces'])('finds the path of the signal behind "%s"', async (path) => {
    const to = forwarder({ to: `${endpoint}/otlp${path}` });
    to.offer('logs', new Uint8Array(), 1);
    await vi.waitFor(() => {
      expect(received[0]?.path).toBe('/otlp/v1/logs');
    });
  });

  it.each([429, 502, 503, 504])('sends again what was answered %i', async (status) => {
    answers = [{ status }, { status, headers: { 'retry-after': '0' } }];
    const to = forwarder();
    to.offer('traces', payload('a'), 1);
    await vi.waitFor(() => {
      expect(to.status()).toMatchObject({ sent: 1, problem: null });
    });
    expect(names()).toEqual(['a', 'a', 'a']);
  });

  it('does not hurry for a backend that asks for more patience than a timer has', async () => {
    const warnings: string[] = [];
    const note = ({ name }: Error) => warnings.push(name);
    process.on('warning', note);
    answers = [{ status: 503, headers: { 'retry-after': '99999999' } }];
    const to = forwarder();
    to.offer('traces', payload('a'), 1);
    await vi.waitFor(() => {
      expect(to.status().problem).toContain('503');
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    process.off('warning', note);
    expect({ names: names(), warnings }).toEqual({ names: ['a'], warnings: [] });
  });

  it('keeps all of it, in order, while nobody listens there', async () => {
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const to = forwarder();
    to.offer('traces', payload('a'), 1);
    await vi.waitFor(() => {
      expect(to.status().problem).toContain('ECONNREFUSED');
    });
    to.offer('traces', payload('b'), 1);
    expect(to.status()).toMatchObject({ sent: 0, waiting: 2, dropped: [] });
    expect(changes).toBe(1);
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    await vi.waitFor(() => {
      expect(to.status()).toMatchObject({ sent: 2, waiting: 0, problem: null });
    });
    expect(names()).toEqual(['a', 'b']);
  });

  it('gives up what is refused for good, says why, and goes on', async () => {
    answers = [{ status: 401, body: Buffer.from('no key') }];
    const to = forwarder();
    to.offer('traces', payload('a'), 1);
    await vi.waitFor(() => {
      expect(to.status().dropped).toEqual([{ reason: 'forward-refused', count: 1, last: 1 }]);
    });
    expect(to.status().problem).toContain('401 Unauthorized no key');
    to.offer('traces', payload('b'), 1);
    await vi.waitFor(() => {
      expect(to.status()).toMatchObject({ sent: 1, problem: null });
    });
  });

  it('does not take a web page, such as one to log in, for a receipt', async () => {
    const body = Buffer.from('<html>Log in</html>');
    answers = [{ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body }];
    const to = forwarder();
    to.offer('traces', payload('a'), 1);
    await vi.waitFor(() => {
      expect(to.status().dropped).toEqual([{ reason: 'forward-refused', count: 1, last: 1 }]);
    });
    expect(to.status()).toMatchObject({ sent: 0, problem: expect.stringContaining('web page') as string });
  });

  it('never takes its headers where a redirect leads', async () => {
    answers = [{ status: 307, headers: { location: `${endpoint}/elsewhere` } }];
    const to = forwarder({ headers: { authorization: 'Bearer x' } });
    to.offer('traces', payload('a'), 1);
    await vi.waitFor(() => {
      expect(to.status().dropped).toHaveLength(1);
    });
    expect(received.map(({ path }) => path)).toEqual(['/v1/traces']);
  });

  it('sends in halves what is too large', async () => {
    answers = [{ status: 413 }];
    const to = forwarder();
    for (const name of ['a', 'b', 'c']) to.offer('traces', payload(name), 1);
    await vi.waitFor(() => {
      expect(to.status()).toMatchObject({ sent: 3, dropped: [] });
    });
    expect(received.map(({ spans }) => spans)).toEqual([['a', 'b', 'c'], ['a', 'b'], ['c']]);
  });

  it('counts what the backend took only in part', async () => {
    const partial = encodeExportResponse('traces', { rejected: 1, errorMessage: 'too old' }, 'protobuf');
    answers = [{ status: 200, body: partial }];
    const to = forwarder();
    to.offer('traces', payload('a', 'b'), 2);
    await vi.waitFor(() => {
      expect(to.status()).toMatchObject({
        sent: 1,
        dropped: [{ reason: 'forward-rejected', count: 1 }],
        problem: 'too old',
      });
    });
  });

  it('lets the oldest go beyond its bound', async () => {
    const size = payload('0').byteLength;
    const to = forwarder({ maxWaitingBytes: 2 * size, timing: { gatherMs: 20 } });
    for (const name of ['1', '2', '3']) to.offer('traces', payload(name), 1);
    await vi.waitFor(() => {
      expect(to.status()).toMatchObject({ sent: 2, dropped: [{ reason: 'forward-overflow', count: 1 }] });
    });
    expect(names()).toEqual(['2', '3']);
  });

  it('keeps bytes of its own: the caller’s go elsewhere', async () => {
    const bytes = payload('a');
    const to = forwarder();
    to.offer('traces', bytes, 1);
    bytes.fill(0);
    await vi.waitFor(() => {
      expect(names()).toEqual(['a']);
    });
  });

  it('sends what waits when it is closed, and counts what it could not', async () => {
    const to = forwarder({ timing: { gatherMs: 60_000 } });
    to.offer('traces', payload('a'), 1);
    await to.close();
    expect(names()).toEqual(['a']);
    to.offer('traces', payload('b'), 1);
    expect(to.status().dropped).toEqual([{ reason: 'forward-ended', count: 1, last: 1 }]);
  });

  it('says what is wrong with an endpoint that is none', async () => {
    const to = forwarder({ to: 'localhost:4318' });
    to.offer('traces', payload('a'), 1);
    await vi.waitFor(() => {
      expect(to.status().problem).toContain('http://');
    });
  });
});
