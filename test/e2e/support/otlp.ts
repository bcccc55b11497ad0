import { randomBytes } from 'node:crypto';
import type { Workbench } from './workbench';

/** In nanoseconds. */
const SECOND = 1_000_000_000n;

/** Of OTLP/HTTP, as the window's status bar says once the collector listens. */
export async function portOf(window: Workbench): Promise<number> {
  const label = await window.statusBarItem('Turnline listens for OTLP/HTTP on').getAttribute('aria-label');
  return Number(/OTLP\/HTTP on 127\.0\.0\.1:(\d+)/.exec(label ?? '')?.[1]);
}

/** A model call of a session, as an exporter would send it. `title`: also the session's id. `usage`: token counts by attribute. */
export function sessionRequest(title: string, usage: Record<string, number> = {}): object {
  const now = BigInt(Date.now()) * 1_000_000n;
  const span = {
    traceId: randomBytes(16).toString('hex'),
    spanId: randomBytes(8).toString('hex'),
    name: 'chat gpt-5',
    kind: 3,
    startTimeUnixNano: String(now - 1_000_000_000n),
    endTimeUnixNano: String(now),
    attributes: [
      attribute('gen_ai.operation.name', 'chat'),
      attribute('gen_ai.request.model', 'gpt-5'),
      attribute('gen_ai.conversation.id', title),
      attribute(
        'gen_ai.input.messages',
        JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: title }] }]),
      ),
      ...Object.entries(usage).map(([key, tokens]) => ({ key, value: { intValue: String(tokens) } })),
    ],
  };
  return { resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] };
}

/**
 * Sends a session of one model call.
 *
 * @returns The status of the answer; null when nobody listens there.
 */
export async function exportSession(port: number, title: string, headers = {}): Promise<number | null> {
  return exportRequest(port, sessionRequest(title), headers);
}

export interface ToolCall {
  tool: string;
  arguments: object;
  result?: string;
  /** The call fails with it. */
  error?: string;
  /** Attributes of its span beside those of every tool call. */
  attributes?: Record<string, string>;
}

/** A session of an agent that asks its model before each of these calls. */
export function agentRequest(title: string, calls: readonly ToolCall[]): object {
  const traceId = randomBytes(16).toString('hex');
  const agentId = randomBytes(8).toString('hex');
  const first = BigInt(Date.now()) * 1_000_000n - BigInt(calls.length + 1) * SECOND;
  const span = (name: string, start: bigint, end: bigint, attributes: Record<string, string>) => ({
    traceId,
    spanId: randomBytes(8).toString('hex'),
    parentSpanId: agentId,
    name,
    kind: 1,
    startTimeUnixNano: String(start),
    endTimeUnixNano: String(end),
    attributes: Object.entries({ ...attributes, 'gen_ai.conversation.id': title }).map(([key, value]) =>
      attribute(key, value),
    ),
  });
  const steps = calls.flatMap(({ tool, arguments: given, result, error, attributes }, step) => {
    const start = first + BigInt(step) * SECOND;
    const middle = start + SECOND / 2n;
    return [
      span('chat gpt-5', start, middle, {
        'gen_ai.operation.name': 'chat',
        'gen_ai.request.model': 'gpt-5',
        'gen_ai.input.messages': JSON.stringify([
          { role: 'user', parts: [{ type: 'text', content: title }] },
        ]),
      }),
      {
        ...span(`execute_tool ${tool}`, middle, start + SECOND, {
          'gen_ai.operation.name': 'execute_tool',
          'gen_ai.tool.name': tool,
          'gen_ai.tool.call.arguments': JSON.stringify(given),
          ...(result === undefined ? {} : { 'gen_ai.tool.call.result': result }),
          ...(error === undefined ? {} : { 'error.type': error }),
          ...attributes,
        }),
        ...(error === undefined ? {} : { status: { code: 2, message: error } }),
      },
    ];
  });
  const agent = {
    ...span('invoke_agent helper', first, first + BigInt(calls.length) * SECOND, {
      'gen_ai.operation.name': 'invoke_agent',
    }),
    spanId: agentId,
    parentSpanId: '',
  };
  return { resourceSpans: [{ scopeSpans: [{ spans: [agent, ...steps] }] }] };
}

/** @returns The status of the answer; null when nobody listens there. */
export async function exportRequest(port: number, request: object, headers = {}): Promise<number | null> {
  const body = JSON.stringify(request);
  const response = await fetch(`http://127.0.0.1:${port}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  }).catch(() => null);
  return response?.status ?? null;
}

function attribute(key: string, stringValue: string): object {
  return { key, value: { stringValue } };
}
