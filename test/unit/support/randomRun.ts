/** Agent runs of any shape, as spans on the wire: for properties that hold of every run. */
import type { Resource, Scope, Span } from '../../../src/otlp/records';
import type { Random } from './random';
import { otlpSpan, resource, scope, type Plain } from './spans';

export interface SentSpan {
  resource: Resource;
  scope: Scope;
  span: Span;
}

const START = 1_700_000_000_000_000_000n;
const MS = 1_000_000n;
const AGENTS = ['main', 'researcher', 'writer'];
const TOOLS = ['search_docs', 'read_file', 'transfer_to_writer', 'transfer_back_to_main'];
const SESSION_KEYS = ['session.id', 'gen_ai.conversation.id'];

/**
 * A few traces of a few services. Some spans name their session, some resources do, two keys may compete in a trace;
 * some parents never come, some traces link to others; clocks tick in milliseconds, so that many starts are equal.
 */
export function randomRun(random: Random): SentSpan[] {
  const services = Array.from({ length: 1 + random.below(3) }, (_, i) =>
    resource({
      'service.name': `service-${i}`,
      ...(random.below(4) === 0 ? { 'session.id': 'by-resource' } : {}),
    }),
  );
  const sent: SentSpan[] = [];
  const traces = 1 + random.below(4);
  for (let i = 0; i < traces; i++) {
    const trace = hex(random, 16);
    const ids = [''];
    const count = 3 + random.below(25);
    for (let j = 0; j < count; j++) {
      const spanId = hex(random, 8);
      const parentSpanId = random.below(12) === 0 ? hex(random, 8) : random.pick(ids);
      const span = randomSpan(random, sent);
      sent.push({
        resource: random.pick(services),
        scope: scope('random'),
        span: { ...span, traceId: trace, spanId, parentSpanId },
      });
      ids.push(spanId);
    }
    // A cycle of parents, which no tree has.
    if (random.below(6) === 0) {
      const last = sent.at(-1)!.span;
      last.parentSpanId = sent.at(-2)!.span.spanId;
      sent.at(-2)!.span.parentSpanId = last.spanId;
    }
  }
  return sent;
}

function randomSpan(random: Random, others: readonly SentSpan[]): Span {
  const start = START + BigInt(random.below(200)) * MS;
  const failed = random.below(6) === 0;
  const link = random.below(8) === 0 && others.length > 0 ? random.pick(others).span : null;
  return otlpSpan({
    name: random.pick(['work', 'chat', 'POST', 'sql.execute', 'main → writer.handoff']),
    startTimeUnixNano: start,
    endTimeUnixNano: start + BigInt(random.below(60)) * MS,
    status: {
      code: failed ? 2 : 0,
      message: failed ? random.pick(['429 rate limit', 'timed out', 'boom']) : '',
    },
    links: link
      ? [{ ...link, traceState: '', attributes: new Map(), droppedAttributesCount: 0, flags: 0 }]
      : [],
    attributes: {
      ...randomCall(random),
      ...(random.below(8) === 0 ? { [random.pick(SESSION_KEYS)]: random.pick(['a', 'b']) } : {}),
      ...(random.below(6) === 0 ? { 'gen_ai.agent.name': random.pick(AGENTS) } : {}),
    },
  });
}

function randomCall(random: Random): Record<string, Plain> {
  const callId = `call_${random.below(6)}`;
  switch (random.below(5)) {
    case 0:
      return { 'gen_ai.operation.name': 'invoke_agent' };
    case 1:
      return {
        'gen_ai.operation.name': 'execute_tool',
        'gen_ai.tool.name': random.pick(TOOLS),
        'gen_ai.tool.call.arguments': random.pick(['{"a":1}', '{"a":2}']),
        'gen_ai.tool.call.result': random.pick(['x', '{"error":"no"}']),
        ...(random.below(2) === 0 ? { 'gen_ai.tool.call.id': callId } : {}),
      };
    case 2:
    case 3:
      return modelCall(random, callId);
    default:
      return random.below(2) === 0 ? {} : { 'gen_ai.operation.name': 'handoff' };
  }
}

function modelCall(random: Random, callId: string): Record<string, Plain> {
  const call = {
    type: 'tool_call',
    id: callId,
    name: random.pick(TOOLS),
    arguments: { a: 1 + random.below(2) },
  };
  return {
    'gen_ai.operation.name': 'chat',
    'gen_ai.request.model': random.pick(['gpt-4o-mini', 'claude-sonnet-4-5']),
    'gen_ai.usage.input_tokens': random.below(3_000),
    'gen_ai.usage.output_tokens': random.below(3) * 10,
    ...(random.below(3) === 0 ? { 'gen_ai.response.id': `r${random.below(4)}` } : {}),
    ...(random.below(2) === 0
      ? { 'gen_ai.output.messages': JSON.stringify([{ role: 'assistant', parts: [call] }]) }
      : {}),
  };
}

function hex(random: Random, bytes: number): string {
  return Buffer.from(random.bytes(bytes)).toString('hex');
}
