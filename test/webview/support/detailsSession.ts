/** A made-up conversation as OTLP: everything that the details of a span have to show. */
import { deflateSync } from 'node:zlib';
import type { OtlpRequest, Span } from '../../../src/otlp/records';
import { request } from '../../unit/collector/requests';
import { event, otlpSpan, type Plain } from '../../unit/support/spans';
import { SESSION_ID } from './fakeCollector';

export const TRACE = 'd1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1';
const ROOT = '00000000000000aa';
const START = Date.UTC(2026, 2, 3, 9, 30);

export interface SpanOptions {
  id: string;
  /** Milliseconds from the start. */
  at?: number;
  ms?: number;
  name?: string;
  parent?: string | null;
  attributes?: Record<string, Plain>;
  /** With the failure's class, message and stack trace. */
  failure?: { type: string; message: string; stack?: string };
}

export function spanOf({
  id,
  at = 0,
  ms = 500,
  name = id,
  parent = ROOT,
  attributes = {},
  failure,
}: SpanOptions): Span {
  const nanos = (when: number) => BigInt(START + when) * 1_000_000n;
  const exception = failure && {
    ...event('exception', {
      'exception.type': failure.type,
      'exception.message': failure.message,
      ...(failure.stack === undefined ? {} : { 'exception.stacktrace': failure.stack }),
    }),
    timeUnixNano: nanos(at + ms),
  };
  return otlpSpan({
    traceId: TRACE,
    spanId: spanIdOf(id),
    parentSpanId: parent === null ? '' : spanIdOf(parent),
    name,
    startTimeUnixNano: nanos(at),
    endTimeUnixNano: nanos(at + ms),
    status: failure ? { code: 2, message: failure.message } : { code: 1, message: '' },
    events: exception ? [exception] : [],
    attributes: {
      'gen_ai.conversation.id': SESSION_ID,
      ...(failure ? { 'error.type': failure.type } : {}),
      ...attributes,
    },
  });
}

/** The span id that stands for a short name. */
export function spanIdOf(name: string): string {
  return /^[0-9a-f]{16}$/.test(name) ? name : Buffer.from(name.padStart(8, '0').slice(-8)).toString('hex');
}

export function agentSpan(ms: number): Span {
  return spanOf({
    id: ROOT,
    parent: null,
    ms,
    name: 'invoke_agent bookkeeper',
    attributes: { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': 'bookkeeper' },
  });
}

type Part = Record<string, Plain>;
export interface Said {
  role: string;
  parts: Part[];
  [field: string]: Plain;
}

export function said(role: string, ...parts: (Part | string)[]): Said {
  return {
    role,
    parts: parts.map((part) => (typeof part === 'string' ? { type: 'text', content: part } : part)),
  };
}

export interface ChatOptions extends Omit<SpanOptions, 'name'> {
  system?: string;
  input?: Said[];
  output?: Said[];
  tools?: Plain[];
  tokens?: { input: number; output?: number; cacheRead?: number; cacheWrite?: number; reasoning?: number };
}

/** A model call with its messages as the GenAI conventions have them. */
export function chatOf({ system, input, output, tools, tokens, ...options }: ChatOptions): Span {
  const json = (value: Plain | undefined, key: string): Record<string, Plain> =>
    value === undefined ? {} : { [key]: JSON.stringify(value) };
  return spanOf({
    ...options,
    name: 'chat claude-sonnet-4-5',
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'anthropic',
      'gen_ai.request.model': 'claude-sonnet-4-5',
      'gen_ai.response.id': `response ${options.id}`,
      'gen_ai.response.time_to_first_chunk': 0.42,
      ...json(system && [{ type: 'text', content: system }], 'gen_ai.system_instructions'),
      ...json(tools, 'gen_ai.tool.definitions'),
      ...json(input, 'gen_ai.input.messages'),
      ...json(output, 'gen_ai.output.messages'),
      ...(tokens
        ? {
            'gen_ai.usage.input_tokens': tokens.input,
            'gen_ai.usage.output_tokens': tokens.output ?? 120,
            ...(tokens.cacheRead === undefined
              ? {}
              : { 'gen_ai.usage.cache_read.input_tokens': tokens.cacheRead }),
            ...(tokens.cacheWrite === undefined
              ? {}
              : { 'gen_ai.usage.cache_creation.input_tokens': tokens.cacheWrite }),
            ...(tokens.reasoning === undefined
              ? {}
              : { 'gen_ai.usage.reasoning.output_tokens': tokens.reasoning }),
          }
        : {}),
      ...options.attributes,
    },
  });
}

export interface ToolOptions extends Omit<SpanOptions, 'name'> {
  tool: string;
  callId?: string;
  args?: Plain;
  result?: Plain;
}

export function toolOf({ tool, callId, args, result, ...options }: ToolOptions): Span {
  const text = (value: Plain) => (typeof value === 'string' ? value : JSON.stringify(value));
  return spanOf({
    ...options,
    name: `execute_tool ${tool}`,
    attributes: {
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': tool,
      ...(callId === undefined ? {} : { 'gen_ai.tool.call.id': callId }),
      ...(args === undefined ? {} : { 'gen_ai.tool.call.arguments': text(args) }),
      ...(result === undefined ? {} : { 'gen_ai.tool.call.result': text(result) }),
      ...options.attributes,
    },
  });
}

export const call = (id: string, name: string, args: Plain): Part => ({
  type: 'tool_call',
  id,
  name,
  arguments: args,
});
export const answered = (id: string, response: Plain): Part => ({ type: 'tool_call_response', id, response });

export const IMAGE_SIZE = { width: 640, height: 400 };

/** A picture as PNG in base64: stripes in two colours. */
export function pngOf({ width, height } = IMAGE_SIZE): string {
  const rows = Buffer.alloc((width * 3 + 1) * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      rows.set((x + y) % 64 < 32 ? [0x1f, 0x7a, 0xc8] : [0xf0, 0xb4, 0x29], y * (width * 3 + 1) + 1 + x * 3);
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const chunk = (type: string, data: Buffer) => {
    const bytes = Buffer.alloc(data.length + 12);
    bytes.writeUInt32BE(data.length, 0);
    bytes.write(type, 4, 'latin1');
    bytes.set(data, 8);
    bytes.writeUInt32BE(crc32(bytes.subarray(4, data.length + 8)), data.length + 8);
    return bytes;
  };
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]).toString('base64');
}

function crc32(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

const SYSTEM = (minute: number) =>
  `You keep the books of a small company. Answer in English, cite the invoices that you used, never guess an amount.\n\n## Rules\n\n- Amounts are in cents.\n- Ask before you change anything.\n\nIt is 10:${String(minute).padStart(2, '0')}.`;

const TOOLS: Plain[] = [
  {
    type: 'function',
    name: 'search_docs',
    description: 'Searches the documentation.\nReturns at most `limit` hits.',
    parameters: {
      type: 'object',
      properties: { query: { type: 'string' }, limit: { type: 'integer' } },
      required: ['query'],
    },
  },
  { type: 'function', name: 'read_file', description: 'Reads a file of the repository.' },
];

/** Twenty exchanges: long enough that nobody wants to read them again with every request. */
function history(): Said[] {
  return Array.from({ length: 20 }, (_, i) => [
    said('user', `Please check invoice ${1000 + i}.`),
    said('assistant', `Invoice ${1000 + i} is correct: the net amount, the tax and the total agree.`),
  ]).flat();
}

const QUESTION = said('user', 'Why are invoices rounded down?\n\n**Look** at `round_total` first.');
const FIRST_ANSWER = said(
  'assistant',
  {
    type: 'reasoning',
    content: 'The user asks about rounding. I should read the code and the rule, in that order.',
  },
  'I will look at the code and at the rule.',
  call('call_read', 'read_file', { path: 'billing/invoices.py', lines: [10, 60] }),
  call('call_search', 'search_docs', { query: 'invoice rounding rule', limit: 5 }),
);
export const SOURCE_TEXT = Array.from(
  { length: 140 },
  (_, i) =>
    `    line_${i} = floor(net_${i} * (1 + TAX_RATE) * 100) / 100  # rounds down, see issue ${200 + i}`,
).join('\n');
const RESULTS = [
  said('tool', answered('call_read', `def round_total(net):\n${SOURCE_TEXT}`)),
  said('tool', answered('call_search', { hits: [{ title: 'Rounding', score: 0.91 }], took_ms: 12 })),
];

export interface ConversationOptions {
  /** Whether the second turn sends the same system prompt. */
  sameSystem?: boolean;
}

/** Two turns of an agent with two tool calls between them, after a long history. */
export function conversationSession({ sameSystem = false }: ConversationOptions = {}): OtlpRequest {
  const first = [...history(), QUESTION];
  const second = [...first, FIRST_ANSWER, ...RESULTS];
  return request([
    agentSpan(9_000),
    chatOf({
      id: 'turn1',
      at: 100,
      ms: 2_400,
      system: SYSTEM(1),
      tools: TOOLS,
      input: first,
      output: [FIRST_ANSWER],
      tokens: { input: 6_000, output: 240, cacheRead: 0, cacheWrite: 5_800, reasoning: 90 },
    }),
    toolOf({
      id: 'read',
      at: 2_600,
      tool: 'read_file',
      callId: 'call_read',
      args: { path: 'billing/invoices.py', lines: [10, 60] },
      result: `def round_total(net):\n${SOURCE_TEXT}`,
    }),
    toolOf({
      id: 'search',
      at: 3_200,
      tool: 'search_docs',
      callId: 'call_search',
      args: { query: 'invoice rounding rule', limit: 5 },
      result: { hits: [{ title: 'Rounding', score: 0.91 }], took_ms: 12 },
    }),
    chatOf({
      id: 'turn2',
      at: 4_000,
      ms: 3_000,
      system: SYSTEM(sameSystem ? 1 : 2),
      tools: TOOLS,
      input: second,
      output: [said('assistant', 'Because `round_total` uses floor. The rule says half-up.')],
      tokens: { input: 11_200, output: 180, cacheRead: sameSystem ? 5_800 : 0, cacheWrite: 5_400 },
    }),
  ]);
}
