/** A run with one span of every sort that the details show: for pictures, and for axe. */
import type { LogRecord, OtlpRequest, Span } from '../../../src/otlp/records';
import { request } from '../../unit/collector/requests';
import { attributes, resource, scope } from '../../unit/support/spans';
import {
  agentSpan,
  answered,
  call,
  chatOf,
  pngOf,
  said,
  spanIdOf,
  spanOf,
  toolOf,
  TRACE,
} from './detailsSession';

const RULES = `You keep the books of a small company. Answer in English, cite the invoices that you used, and never guess an amount.

## Rules

- Amounts are in cents, and every total is rounded half to even.
- Ask before you change anything that was sent to a customer.
- If a tool fails twice, say so instead of trying again.

`;
const SYSTEM =
  RULES + 'When in doubt, quote the paragraph of the handbook that decides the case.\n'.repeat(80);

const TOOLS = [
  {
    type: 'function',
    name: 'search_docs',
    description: 'Searches the handbook.\nReturns at most `limit` hits, the best first.',
    parameters: {
      type: 'object',
      properties: { query: { type: 'string' }, limit: { type: 'integer', default: 5 } },
      required: ['query'],
    },
  },
  { type: 'function', name: 'read_file', description: 'Reads a file of the repository.' },
];

const QUESTION = said(
  'user',
  'Why is the total on this invoice rounded down?\n\n**Look** at `round_total` first, then at the handbook. If it is a bug, say which invoices of March are affected and by how much; do not change anything yet.',
  { type: 'blob', modality: 'image', mime_type: 'image/png', content: pngOf() },
  {
    type: 'uri',
    modality: 'image',
    mime_type: 'image/png',
    uri: 'https://example.org/scans/invoice-1042.png',
  },
);
const PLAN = said(
  'assistant',
  {
    type: 'reasoning',
    content:
      'The user asks about rounding. I should read the code and the rule, in that order: the code says what happens, the handbook what should.',
  },
  'I will look at the code first, then at the rule in the handbook. After that I can say which invoices are affected.',
  call('call_read', 'read_file', { path: 'billing/invoices.py', lines: [10, 60] }),
  call('call_search', 'search_docs', { query: 'invoice rounding rule', limit: 5 }),
);
const SOURCE = Array.from(
  { length: 60 },
  (_, i) => `    line_${i} = floor(net_${i} * (1 + TAX_RATE) * 100) / 100  # rounds down`,
).join('\n');
const RESULTS = [
  said('tool', answered('call_read', `def round_total(net):\n${SOURCE}`)),
  said('tool', {
    type: 'tool_call_response',
    id: 'call_search',
    response: 'TimeoutError: no answer within 3 s',
    is_error: true,
  }),
];
const HISTORY = Array.from({ length: 6 }, (_, i) => [
  said('user', `Please check invoice ${1000 + i}.`),
  said('assistant', `Invoice ${1000 + i} is correct: the net amount, the tax and the total agree.`),
]).flat();

const STACK = `Traceback (most recent call last):
  File "/app/tools/search.py", line 41, in search_docs
    hits = index.find(query)
  File "/usr/lib/python3/site-packages/handbook/index.py", line 7, in find
    raise TimeoutError("no answer within 3 s")
TimeoutError: no answer within 3 s`;

/** More than a page wants to hold at once: 10 MB. */
export const HUGE_TEXT = 'One more line of a log that nobody has rotated for a year. '.repeat(180_000);

/** By what stands first in their names: `chat`, `search_docs`, `refund`, … */
export function gallerySession(): OtlpRequest[] {
  const first = [...HISTORY, QUESTION];
  const second = [...first, PLAN, ...RESULTS];
  const spans: Span[] = [
    agentSpan(20_000),
    chatOf({
      id: 'turn1',
      at: 100,
      ms: 2_400,
      system: SYSTEM,
      tools: TOOLS,
      input: first,
      output: [PLAN],
      tokens: { input: 6_000, output: 240, cacheRead: 0, cacheWrite: 5_800, reasoning: 90 },
    }),
    toolOf({
      id: 'read',
      at: 2_600,
      tool: 'read_file',
      callId: 'call_read',
      args: { path: 'billing/invoices.py', lines: [10, 60] },
      result: `def round_total(net):\n${SOURCE}`,
    }),
    toolOf({
      id: 'search',
      at: 3_200,
      ms: 3_000,
      tool: 'search_docs',
      callId: 'call_search',
      args: { query: 'invoice rounding rule', limit: 5, filters: { year: 2026, kinds: ['rule', 'note'] } },
      failure: { type: 'TimeoutError', message: 'no answer within 3 s', stack: STACK },
    }),
    chatOf({
      id: 'turn2',
      at: 6_400,
      ms: 3_000,
      system: `${SYSTEM}It is 10:02.`,
      tools: TOOLS,
      input: second,
      output: [
        {
          ...said(
            'assistant',
            'Because `round_total` uses floor.\n\n1. The handbook says half to even.\n2. Invoices 1040 to 1047 are affected, by one cent each.',
          ),
          finish_reason: 'length',
        },
      ],
      tokens: { input: 11_200, output: 180, cacheRead: 0, cacheWrite: 5_400 },
    }),
    toolOf({
      id: 'refund',
      at: 9_600,
      tool: 'refund',
      args: { invoice: 1042, cents: 1 },
      failure: { type: 'PermissionDenied', message: 'The user rejected the tool call.' },
    }),
    toolOf({
      id: 'dump',
      at: 10_300,
      tool: 'dump_log',
      args: { path: '/var/log/all.log' },
      result: HUGE_TEXT,
    }),
    spanOf({
      id: 'handoff',
      at: 11_000,
      name: 'handoff to auditor',
      attributes: {
        'gen_ai.operation.name': 'handoff',
        'gen_ai.handoff.from_agent': 'bookkeeper',
        'gen_ai.handoff.to_agent': 'auditor',
      },
    }),
    spanOf({
      id: 'lookup',
      at: 11_600,
      name: 'retrieval handbook',
      attributes: { 'gen_ai.operation.name': 'retrieval', 'gen_ai.data_source.id': 'handbook' },
    }),
    chatOf({
      id: 'turn3',
      at: 12_200,
      ms: 800,
      input: [said('user', 'Go on.')],
      failure: { type: 'RateLimitError', message: '429: too many requests, try again in 20 s' },
    }),
    chatOf({
      id: 'turn4',
      at: 13_200,
      ms: 900,
      attributes: {
        'gen_ai.input.messages': JSON.stringify([said('user', 'One'), said('user', 'Two '.repeat(50))]).slice(
          0,
          -30,
        ),
      },
      output: [said('assistant', 'Understood.')],
      tokens: { input: 300 },
    }),
    chatOf({ id: 'turn5', at: 14_400, ms: 700, tokens: { input: 400 } }),
  ];
  const log = (at: number, text: string, severityText: string): LogRecord => ({
    timeUnixNano: BigInt(Date.UTC(2026, 2, 3, 9, 30) + at) * 1_000_000n,
    observedTimeUnixNano: 0n,
    severityNumber: severityText === 'ERROR' ? 17 : severityText === 'WARN' ? 13 : 9,
    severityText,
    body: text,
    attributes: attributes({ 'http.response.status_code': 503, attempt: at }),
    droppedAttributesCount: 0,
    flags: 0,
    traceId: TRACE,
    spanId: spanIdOf('search'),
    eventName: '',
  });
  const logRecords = [
    log(3_210, 'GET https://handbook.internal/search?q=invoice+rounding+rule', 'INFO'),
    log(4_250, 'no answer after 1 s, trying again', 'WARN'),
    log(6_190, 'giving up after 3 s', 'ERROR'),
  ];
  return [
    request(spans),
    {
      signal: 'logs',
      request: {
        resourceLogs: [
          {
            resource: resource({ 'service.name': 'bookkeeper' }),
            schemaUrl: '',
            scopeLogs: [{ scope: scope('handbook'), schemaUrl: '', logRecords }],
          },
        ],
      },
    },
  ];
}
