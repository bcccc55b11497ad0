/** The MCP server as VS Code starts it: a process, spoken to by MCP, that asks a collector over a socket. */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ServedSocket } from '../../../src/mcp/localSocket';
import { connectSocket, serveSocket } from '../../../src/mcp/localSocket';
import { AGENT_TOOLS } from '../../../src/mcp/tools';
import type { CollectorUnderTest } from '../support/runningCollector';
import { startCollectorUnderTest } from '../support/runningCollector';

// Each test starts a program; on a busy machine that takes a while.
vi.setConfig({ testTimeout: 20_000 });

const RECORDED = join(import.meta.dirname, '../../fixtures/otlp/ai-sdk-v7/happy/0002-traces.pb');

interface Reply {
  jsonrpc: string;
  id: unknown;
  result?: Record<string, unknown>;
  error?: { code: number; message: string };
}

let folder: string;
let collector: CollectorUnderTest;
let socket: ServedSocket;
let child: ChildProcess;
let lines: AsyncIterator<string>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'turnline-mcp-'));
  await build({
    entryPoints: [join(import.meta.dirname, '../../../src/mcp/main.ts')],
    outfile: join(folder, 'mcp.js'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
  });
  collector = await startCollectorUnderTest();
  await fetch(`${collector.endpoint}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-protobuf' },
    body: readFileSync(RECORDED),
  });
  socket = await serveSocket(collector.handlers);
});
afterAll(async () => {
  await socket.close();
  await collector.close();
  await rm(folder, { recursive: true, force: true });
});

function start(path: string): void {
  child = spawn(process.execPath, [join(folder, 'mcp.js'), path, '1.2.3'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
}
beforeEach(() => {
  start(socket.path);
});
afterEach(() => {
  child.kill('SIGKILL');
});

const write = (message: unknown) =>
  child.stdin!.write(`${typeof message === 'string' ? message : JSON.stringify(message)}\n`);

async function reply(): Promise<Reply> {
  const next = await lines.next();
  if (next.done) throw new Error('The server ended.');
  return JSON.parse(next.value) as Reply;
}

async function request(method: string, params?: object): Promise<Reply> {
  write({ jsonrpc: '2.0', id: 1, method, ...(params && { params }) });
  return reply();
}

const call = (name: string, args: object) => request('tools/call', { name, arguments: args });

describe('the MCP server', () => {
  it('says who it is, in the client’s revision of the protocol', async () => {
    const { result } = await request('initialize', {
      protocolVersion: '2025-03-26',
      capabilities: {},
      clientInfo: { name: 'test', version: '1' },
    });
    expect(result).toMatchObject({
      protocolVersion: '2025-03-26',
      capabilities: { tools: {} },
      serverInfo: { name: 'turnline', version: '1.2.3' },
    });
    write({ jsonrpc: '2.0', method: 'notifications/initialized' });
    expect(await request('ping')).toEqual({ jsonrpc: '2.0', id: 1, result: {} });
  });

  it('answers a revision that it does not know with its newest', async () => {
    const { result } = await request('initialize', { protocolVersion: '2099-01-01' });
    expect(result?.protocolVersion).toBe('2025-06-18');
  });

  it('lists its tools', async () => {
    const { result } = await request('tools/list');
    const tools = result?.tools as { name: string; inputSchema: { type: string }; annotations: object }[];
    expect(tools.map(({ name }) => name)).toEqual(AGENT_TOOLS.map(({ name }) => name));
    for (const { inputSchema, annotations } of tools) {
      expect(inputSchema.type).toBe('object');
      expect(annotations).toMatchObject({ readOnlyHint: true });
    }
  });

  it('answers from the collector', async () => {
    const { result } = await call('turnline_list_sessions', {});
    const [content] = result?.content as { type: string; text: string }[];
    expect(content?.type).toBe('text');
    expect(content?.text).toContain((await collector.onlySession()).id);
    expect(result?.isError).toBeUndefined();
  });

  it('tells the model what was wrong with a call', async () => {
    const { result } = await call('turnline_explain_session', { sessionId: 'nobody' });
    expect(result).toMatchObject({ isError: true });
    expect(JSON.stringify(result)).toContain('There is no session');
  });

  it.each([
    ['no JSON', '{', null, -32_700],
    ['no request', { jsonrpc: '2.0', id: 5 }, 5, -32_600],
    ['an unknown method', { jsonrpc: '2.0', id: 'a', method: 'resources/list' }, 'a', -32_601],
    ['an unknown tool', { jsonrpc: '2.0', id: 6, method: 'tools/call', params: { name: 'x' } }, 6, -32_602],
  ])('refuses %s, and goes on', async (_, message, id, code) => {
    write(message);
    expect(await reply()).toMatchObject({ id, error: { code } });
    expect(await request('ping')).toMatchObject({ result: {} });
  });

  it('opens no other method of the collector than those that read', async () => {
    const { client } = await connectSocket(socket.path);
    const anything = client as unknown as { request: (method: string) => Promise<unknown> };
    await expect(anything.request('sessions/clear')).rejects.toThrow('sessions/clear');
    expect(await collector.onlySession()).toBeDefined();
    client.close('The test ends.');
  });

  it('says that VS Code is not running when nobody is there, and lives on', async () => {
    child.kill('SIGKILL');
    start(join(folder, 'nobody'));
    const { result } = await call('turnline_list_sessions', {});
    expect(JSON.stringify(result)).toContain('Turnline is not running in VS Code');
    expect(await request('ping')).toMatchObject({ result: {} });
  });

  it('ends when its input does, after its last answer', async () => {
    write({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'turnline_list_sessions' } });
    child.stdin!.end();
    expect((await reply()).result).toBeDefined();
    const [code] = (await once(child, 'exit')) as [number | null];
    expect(code).toBe(0);
  });
});
