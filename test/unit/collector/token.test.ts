/** With a token, only who has it may send: by the environment that a traced terminal gives to real exporters. */
import { ExportResultCode } from '@opentelemetry/core';
import type { ExportResult } from '@opentelemetry/core';
import { OTLPTraceExporter as GrpcExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { OTLPTraceExporter as OldGrpcExporter } from 'otel-0.57-trace-grpc';
import { OTLPTraceExporter as OldProtobufExporter } from 'otel-0.57-trace-proto';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BodyMemory } from '../../../src/collector/bodyMemory';
import { Listeners } from '../../../src/collector/listeners';
import { realSpans } from '../otlp/realSpans';
import { call, framed, openSession } from '../support/grpcCall';

const TOKEN = 'k3y+/=.with~odd-characters_';
/** As `tracedEnvironment` writes it. */
const HEADERS = `authorization=${encodeURIComponent(`Bearer ${TOKEN}`)}`;

let listeners: Listeners;
let accepted: number;
let refused: string[];
let lines: string[];

beforeEach(async () => {
  accepted = 0;
  refused = [];
  lines = [];
  listeners = await Listeners.open({
    httpPort: 0,
    grpcPort: 0,
    formerPorts: null,
    fallbackToFreePort: false,
    token: TOKEN,
    listenerOptions: {
      ingest: () => {
        accepted++;
        return { rejected: [] };
      },
      onRejected: (reason) => refused.push(reason),
      onError: (message) => lines.push(message),
      memory: new BodyMemory(),
    },
    log: (_, message) => lines.push(message),
  });
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await listeners.close();
});

const http = () => `http://127.0.0.1:${listeners.ports().http}`;
const grpc = () => `http://127.0.0.1:${listeners.ports().grpc}`;

interface Exporter {
  export(spans: never[], done: (result: ExportResult) => void): void;
  shutdown(): Promise<void>;
}

describe.each<[name: string, newExporter: () => Exporter]>([
  ['OTLP/HTTP in protobuf', () => new ProtobufExporter({ url: `${http()}/v1/traces` })],
  ['OTLP/HTTP in JSON', () => new JsonExporter({ url: `${http()}/v1/traces` })],
  ['OTLP/gRPC', () => new GrpcExporter({ url: grpc() })],
  ['OTLP/HTTP of the 1.x SDK', () => new OldProtobufExporter({ url: `${http()}/v1/traces` })],
  ['OTLP/gRPC of the 1.x SDK', () => new OldGrpcExporter({ url: grpc() })],
])('%s', (_, newExporter) => {
  async function exported(): Promise<ExportResult> {
    const exporter = newExporter();
    const result = await new Promise<ExportResult>((resolve) => {
      exporter.export([], resolve);
    });
    await exporter.shutdown();
    return result;
  }

  it('with the token is accepted', async () => {
    vi.stubEnv('OTEL_EXPORTER_OTLP_HEADERS', HEADERS);
    expect(await exported()).toEqual({ code: ExportResultCode.SUCCESS });
    expect([accepted, refused]).toEqual([1, []]);
  });

  it('without the token is told what to do', async () => {
    const { code, error } = await exported();
    expect(code).toBe(ExportResultCode.FAILED);
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).toMatch(/16|401|Unauthorized/);
    expect([accepted, refused]).toEqual([0, ['missing-token']]);
  });

  it('with another token is refused', async () => {
    vi.stubEnv('OTEL_EXPORTER_OTLP_HEADERS', `authorization=Bearer%20${TOKEN.length}`);
    expect((await exported()).code).toBe(ExportResultCode.FAILED);
    expect([accepted, refused]).toEqual([0, ['wrong-token']]);
  });
});

function post(headers: Record<string, string>, path = '/v1/traces'): Promise<Response> {
  return fetch(http() + path, {
    method: 'POST',
    body: '{}',
    headers: { 'Content-Type': 'application/json', ...headers },
  });
}

describe('a refusal', () => {
  const FIX =
    'start the program in a Turnline traced terminal, or give it the OTEL_EXPORTER_OTLP_HEADERS of one.';

  it('says what to do in the encoding of the request, and never what the token is', async () => {
    const missing = await post({});
    expect([missing.status, missing.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    expect(await missing.json()).toEqual({
      code: 16,
      message: `Turnline asks for a token, and there is none: ${FIX}`,
    });
    const wrong = await post({ Authorization: `Bearer ${TOKEN}x`, 'Content-Type': 'application/x-protobuf' });
    expect([wrong.status, wrong.headers.get('content-type')]).toEqual([401, 'application/x-protobuf']);
    const status = Buffer.from(await wrong.arrayBuffer());
    expect([status[0], status[1]]).toEqual([0x08, 16]);
    expect(status.toString()).toContain(FIX);
    expect(`${status.toString()} ${lines.join()}`).not.toContain(TOKEN);
  });

  it('by gRPC says the same', async () => {
    const session = openSession(listeners.ports().grpc!);
    const body = framed(ProtobufTraceSerializer.serializeRequest(realSpans())!);
    expect(await call(session, body)).toMatchObject({
      code: 16,
      message: `Turnline asks for a token, and there is none: ${FIX}`,
      retryAfter: null,
    });
    expect((await call(session, body, { authorization: 'Bearer x' })).code).toBe(16);
    expect((await call(session, body, { authorization: `Bearer ${TOKEN}` })).code).toBe(0);
    session.destroy();
    expect(refused).toEqual(['missing-token', 'wrong-token']);
  });

  it.each([
    ['', 'wrong-token'],
    [TOKEN, 'wrong-token'],
    [`Basic ${TOKEN}`, 'wrong-token'],
    ['Bearer ', 'wrong-token'],
    [`Bearer ${TOKEN.slice(0, -1)}`, 'wrong-token'],
    [`Bearer ${TOKEN.toUpperCase()}`, 'wrong-token'],
  ])('is due for "%s"', async (authorization, reason) => {
    expect((await post({ Authorization: authorization })).status).toBe(401);
    expect(refused).toEqual([reason]);
  });

  it.each([`Bearer ${TOKEN}`, `bearer ${TOKEN}`, `Bearer%20${TOKEN}`])(
    'is not due for "%s"',
    async (authorization) => {
      expect((await post({ Authorization: authorization })).status).toBe(200);
    },
  );

  it('comes for every path but not before the one of a web page or another host', async () => {
    expect((await post({}, '/v1/unknown')).status).toBe(401);
    expect((await post({ Origin: 'http://localhost' })).status).toBe(403);
    expect(refused).toEqual(['missing-token', 'forbidden-origin']);
  });
});
