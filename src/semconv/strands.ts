/**
 * Strands Agents (Python and TypeScript): the GenAI conventions, with all content in span events and in the shape of
 * Bedrock's Converse API. https://strandsagents.com/latest/user-guide/observability-evaluation/traces/
 */
import type { JsonValue } from '../protocol/spans';
import type { Span } from '../otlp/records';
import { isRecord, openJson, textOf } from './fields';
import type { Vocabulary } from './vocabulary';

/** One turn of the agent's loop, by TypeScript and by Python. */
const CYCLE = /^execute_(?:agent|event)_loop_cycle$/;

export const strands: Vocabulary = {
  name: 'Strands Agents',

  /** Scope and `gen_ai.system` are the service's name, so the times that only Strands repeats have to tell. */
  speaks: ({ span }) => span.attributes.has('gen_ai.event.start_time') || CYCLE.test(span.name),

  text: {},

  numbers: { msToFirstToken: ['gen_ai.server.time_to_first_token'] },

  finishReasons: [],

  impliedKind({ span }) {
    if (CYCLE.test(span.name)) return 'step';
    return /^(?:invoke_(?:swarm|graph)|node) /.test(span.name) ? 'workflow' : null;
  },

  read({ span }, kind) {
    if (kind !== 'tool') return {};
    const result =
      span.attributes.get('gen_ai.tool.call.result') ?? eventAttribute(span, 'gen_ai.choice', 'message');
    return {
      text: {
        toolArguments: textOf(eventAttribute(span, 'gen_ai.tool.message', 'content')),
        toolResult: toolResult(openJson(result)),
      },
    };
  },
};

function eventAttribute(span: Span, event: string, key: string) {
  return span.events.find(({ name }) => name === event)?.attributes.get(key) ?? null;
}

/** A result is a list of blocks: `{text}`, `{json}`, or others that stay as they are. */
function toolResult(blocks: JsonValue | undefined): string | null {
  if (blocks === undefined) return null;
  if (!Array.isArray(blocks)) return typeof blocks === 'string' ? blocks : JSON.stringify(blocks);
  return blocks
    .map((block) => {
      if (isRecord(block) && typeof block.text === 'string') return block.text;
      return JSON.stringify(isRecord(block) && block.json !== undefined ? block.json : block);
    })
    .join('\n');
}
