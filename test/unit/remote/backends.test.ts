/** Traces from Jaeger and Tempo, by servers that answer as theirs do. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Span } from '../../../src/otlp/records';
import { httpGet } from '../../../src/remote/httpGet';
import { JAEGER } from '../../../src/remote/jaeger';
import { TEMPO } from '../../../src/remote/tempo';
import type { Get, TraceAnswer, TraceBackend, TraceSearch } from '../../../src/remote/traceBackend';
import { joined } from '../../../src/remote/traceBackend';
import { importContent, removeFiles } from '../collector/exchange/importing';
import type { BackendStub } from './backendStub';
import { answer, startBackend, wantsToken } from './backendStub';
import { startJaeger } from './jaegerStub';
import { storedTrace } from './storedTraces';
import { startTempo } from './tempoStub';

const HOUR_MS = 3_600_000;
const FIRST = storedTrace('0af7651916cd43dd8448eb211c80319c');
/** Begins with zeros, which backends leave out. */
const SECOND = storedTrace('00000000000000004bf92f3577b34da6', { hoursAgo: 0.2 });
const OLD = storedTrace('11111111111111111111111111111111', { hoursAgo: 30 });
const OTHER = storedTrace('22222222222222222222222222222222', { service: 'checkout', name: 'GET /cart' });
const TRACES = [OLD, FIRST, SECOND, OTHER];

const running: BackendStub[] = [];
async function run(stub: Promise<BackendStub>): Promise<string> {
  const started = await stub;
  running.push(started);
  return started.url;
}
afterEach(async () => {
  for (const stub of running.splice(0)) await stub.close();
  await removeFiles();
});

function get(headers: Record<string, string> = {}, maxBytes?: number): Get {
  return httpGet({ headers, signal: new AbortController().signal, ...(maxBytes && { maxBytes }) });
}

function lastHour(fields: Partial<TraceSearch> = {}): TraceSearch {
  const to = Date.now();
  return { service: 'research-agent', query: '', from: to - HOUR_MS, to, limit: 20, ...fields };
}

/** Through the import, as the editor does it. */
async function spansOf(answers: TraceAnswer[]): Promise<Span[]> {
  const { requests, progress } = await importContent(joined(answers));
  expect(progress).toMatchObject({ state: 'finished', problems: [] });
  return requests.flatMap(({ signal, request }) =>
    signal === 'traces'
      ? request.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans))
      : [],
  );
}

const DIALECTS: [string, TraceBackend, () => Promise<BackendStub>][] = [
  ['Jaeger', JAEGER, () => startJaeger(TRACES)],
  ['Jaeger 2.18', JAEGER, () => startJaeger(TRACES, { version: 'v2.18' })],
  ['Jaeger without API v3', JAEGER, () => startJaeger(TRACES, { version: 'interface' })],
  ['Tempo', TEMPO, () => startTempo(TRACES)],
  ['Tempo without API v2', TEMPO, () => startTempo(TRACES, { hasV2: false })],
];

describe.each(DIALECTS)('%s', (name, backend, start) => {
  it('lists services', async () => {
    const url = await run(start());
    expect(await backend.services(get(), url)).toEqual(['checkout', 'research-agent']);
  });

  it('finds the traces of a service, newest first', async () => {
    const url = await run(start());
    const found = await backend.search(get(), url, lastHour());
    expect(found).toEqual(
      [SECOND, FIRST].map(({ traceId, startMs }) => ({
        traceId,
        name: 'invoke_agent researcher',
        service: 'research-agent',
        startTime: expect.closeTo(startMs, 2) as number,
        durationMs: expect.closeTo(3_000, 2) as number,
        spanCount: 3,
      })),
    );
  });

  it('finds older ones in a longer time, and nothing where there is nothing', async () => {
    const url = await run(start());
    const yesterday = lastHour({ from: Date.now() - 48 * HOUR_MS });
    expect((await backend.search(get(), url, yesterday)).map(({ traceId }) => traceId)).toContain(
      OLD.traceId,
    );
    expect(await backend.search(get(), url, lastHour({ service: 'nobody' }))).toEqual([]);
  });

  it('gives a trace whose spans come in whole', async () => {
    const url = await run(start());
    const spans = await spansOf([await backend.trace(get(), url, SECOND.traceId)]);
    expect(spans.map((span) => span.name)).toEqual([
      'invoke_agent researcher',
      'chat gpt-5',
      'execute_tool search',
    ]);
    const [root, chat, tool] = spans;
    expect(root).toMatchObject({
      traceId: SECOND.traceId,
      spanId: 'a1'.repeat(8),
      parentSpanId: '',
      kind: 1,
    });
    // Jaeger's user interface gets microseconds.
    const nanoseconds = name === 'Jaeger without API v3' ? 0n : 123n;
    expect(root!.startTimeUnixNano).toBe(BigInt(SECOND.startMs) * 1_000_000n + nanoseconds);
    expect(chat).toMatchObject({ kind: 3, parentSpanId: 'a1'.repeat(8) });
    expect(chat!.attributes.get('gen_ai.usage.input_tokens')).toBe(1200n);
    expect(tool!.status).toMatchObject({ code: 2, message: 'timed out' });
    expect(tool!.events.map((event) => event.name)).toEqual(['exception']);
  });

  it('gives several traces as one file', async () => {
    const url = await run(start());
    const answers = [];
    for (const { traceId } of [FIRST, SECOND, OTHER]) answers.push(await backend.trace(get(), url, traceId));
    const spans = await spansOf(answers);
    expect(spans).toHaveLength(9);
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(3);
  });

  it('says when there is no such trace', async () => {
    const url = await run(start());
    const wanted = backend.trace(get(), url, 'f'.repeat(32));
    await expect(wanted).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('is found below a path, too', async () => {
    const stub = await start();
    running.push(stub);
    await backend.services(get(), `${stub.url}/jaeger/`).catch(() => undefined);
    expect(stub.requests[0]!.path).toMatch(/^\/jaeger\/api\//);
  });
});

describe('Jaeger', () => {
  it('converts what only its user interface gets: integers, scopes, resources, references', async () => {
    const url = await run(startJaeger(TRACES, { version: 'interface' }));
    const { bytes } = await JAEGER.trace(get(), url, FIRST.traceId);
    const { requests } = await importContent(bytes);
    const [request] = requests;
    if (request?.signal !== 'traces') throw new Error('no traces');
    const { resource, scopeSpans } = request.request.resourceSpans[1]!;
    expect([...resource.attributes]).toEqual([
      ['service.name', 'research-agent'],
      ['host.name', 'ci-7'],
    ]);
    expect(scopeSpans[0]!.scope).toMatchObject({ name: 'agents', version: '1.2.0' });
    const { attributes } = scopeSpans[0]!.spans[0]!;
    expect(attributes.get('limit')).toBe(9223372036854775222n);
    expect([...attributes.keys()]).not.toContain('span.kind');
  });

  it('asks for the trace as it is stored', async () => {
    const stub = await startJaeger(TRACES);
    running.push(stub);
    await JAEGER.trace(get(), stub.url, FIRST.traceId);
    expect(stub.requests[0]!.path).toContain('raw_traces=true');
  });

  it('quotes what it says is wrong', async () => {
    const url = await run(startJaeger(TRACES));
    const search = lastHour({ to: Date.now() - 2 * HOUR_MS });
    await expect(JAEGER.search(get(), url, search)).rejects.toMatchObject({
      kind: 'refused',
      detail: '400 query.startTimeMin and query.startTimeMax are required',
    });
  });
});

describe('Tempo', () => {
  it('takes queries in TraceQL, and quotes what is wrong with them', async () => {
    const stub = await startTempo(TRACES);
    running.push(stub);
    const query = '{ span.gen_ai.tool.name = "search" }';
    expect(await TEMPO.search(get(), stub.url, lastHour({ service: '', query }))).toHaveLength(3);
    expect(new URL(stub.requests[0]!.path, stub.url).searchParams.get('q')).toBe(query);
    await expect(TEMPO.search(get(), stub.url, lastHour({ query: '{ oh' }))).rejects.toMatchObject({
      kind: 'refused',
      detail: '400 invalid TraceQL query: parse error at line 1, col 1',
    });
  });

  it('says when a trace is not whole', async () => {
    const partial = 'Trace exceeds maximum size of 5000000 bytes, a partial trace is returned';
    const url = await run(startTempo(TRACES, { partial }));
    const got = await TEMPO.trace(get(), url, FIRST.traceId);
    expect(got.partial).toBe(partial);
    expect(await spansOf([got])).toHaveLength(3);
  });

  it('takes JSON from whoever gives nothing else', async () => {
    const json = JSON.stringify({ trace: FIRST.request, metrics: { inspectedBytes: '150' } });
    const url = await run(
      startBackend([(_, response) => answer(response, 200, 'application/json', json)], () => undefined),
    );
    expect(await spansOf([await TEMPO.trace(get(), url, FIRST.traceId)])).toHaveLength(3);
  });

  it('does not take a damaged answer for a trace', async () => {
    const damaged = Buffer.from([0x0a, 0xff, 0x01, 0x0a]);
    const url = await run(
      startBackend(
        [(_, response) => answer(response, 200, 'application/protobuf', damaged)],
        () => undefined,
      ),
    );
    await expect(TEMPO.trace(get(), url, FIRST.traceId)).rejects.toMatchObject({
      kind: 'refused',
      detail: expect.stringContaining('cut off') as string,
    });
  });
});

describe.each([JAEGER, TEMPO])('what is no $name', (backend) => {
  const ways: [string, (url: string, each: Get) => Promise<unknown>][] = [
    ['services', (url, each) => backend.services(each, url)],
    ['search', (url, each) => backend.search(each, url, lastHour())],
    ['trace', (url, each) => backend.trace(each, url, FIRST.traceId)],
  ];
  const expectProblem = async (url: string, problem: object, each = get()) => {
    for (const [name, way] of ways) {
      await expect(way(url, each), name).rejects.toMatchObject(problem);
    }
  };

  it('is told by its pages', async () => {
    const page = '<!doctype html><title>Sign in</title>';
    const url = await run(startBackend([], (response) => void answer(response, 200, 'text/html', page)));
    await expectProblem(url, { kind: 'not-api' });
  });

  it('is told by the paths that it does not know', async () => {
    const url = await run(
      startBackend([], (response) => void answer(response, 404, 'text/plain', '404 page not found\n')),
    );
    await expectProblem(url, { kind: 'not-api' });
  });

  it('is told by sending on, where headers do not follow', async () => {
    const elsewhere = await startBackend([], (response) => void answer(response, 200, 'text/html', '<html>'));
    running.push(elsewhere);
    const url = await run(
      startBackend([], (response) => {
        response.writeHead(302, { location: `${elsewhere.url}/login` }).end();
      }),
    );
    await expectProblem(url, { kind: 'redirected' }, get({ authorization: 'Bearer key' }));
    expect(elsewhere.requests).toEqual([]);
  });

  it('wants a token', async () => {
    const traces = { before: [wantsToken('key')] };
    const url = await run(backend === JAEGER ? startJaeger(TRACES, traces) : startTempo(TRACES, traces));
    await expectProblem(url, { kind: 'unauthorized', detail: '401' });
    const withToken = get({ authorization: 'Bearer key' });
    expect(await backend.services(withToken, url)).toHaveLength(2);
  });

  it('fails', async () => {
    const url = await run(
      startBackend([], (response) => void answer(response, 500, 'text/plain', 'no live store\n')),
    );
    await expectProblem(url, { kind: 'refused', detail: '500 no live store' });
  });

  it('gives more than is read', async () => {
    const url = await run(
      startBackend([], (response) => void answer(response, 200, 'application/json', ' '.repeat(20_000))),
    );
    await expectProblem(url, { kind: 'too-large' }, get({}, 10_000));
  });

  it('does not answer', async () => {
    const stub = await startBackend([], () => undefined);
    await stub.close();
    await expectProblem(stub.url, {
      kind: 'unreachable',
      detail: expect.stringContaining('ECONNREFUSED') as string,
    });
  });

  it('breaks off', async () => {
    const url = await run(
      startBackend([], (response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
        response.write('{"result":{"resourceSpans":[', () => response.destroy());
      }),
    );
    await expectProblem(url, { kind: 'unreachable' });
  });
});

describe('a request', () => {
  it('ends when it is cancelled, and is no problem then', async () => {
    const abort = new AbortController();
    const url = await run(
      startBackend([], () => {
        abort.abort();
      }),
    );
    const ended = httpGet({ headers: {}, signal: abort.signal })(new URL(url), 'application/json');
    await expect(ended).rejects.toMatchObject({ name: 'AbortError' });
  });
});
