/**
 * Mastra, by its own exporter: the GenAI conventions in five levels (agent → generation → step → chat → chunk), with
 * what the conventions have no place for in `mastra.*`. https://mastra.ai/docs/observability/tracing/overview
 */
import type { SpanKind } from '../protocol/agentModel';
import { firstText, firstValue, parseJson } from './fields';
import { readMessages } from './messageList';
import type { Vocabulary } from './vocabulary';

const KIND_OF_TYPE: Readonly<Record<string, SpanKind>> = {
  agent_run: 'agent',
  model_generation: 'step',
  model_step: 'step',
  model_inference: 'llm',
  model_chunk: 'other',
  tool_call: 'tool',
  mcp_tool_call: 'tool',
  workflow_run: 'workflow',
  workflow_step: 'step',
  processor_run: 'guardrail',
};

export const mastra: Vocabulary = {
  name: 'Mastra',

  text: {},

  numbers: {},

  finishReasons: [],

  declaredKind({ span }) {
    const type = firstText(span.attributes, ['mastra.span.type']);
    return type !== null && Object.hasOwn(KIND_OF_TYPE, type) ? KIND_OF_TYPE[type]! : null;
  },

  inputMessages: ({ span }) =>
    readMessages(
      firstValue(span.attributes, [
        'mastra.model_inference.input',
        'mastra.model_step.input',
        'mastra.agent_run.input',
      ]),
      'user',
    ),

  /** A moment instead of a duration. */
  read({ span }, kind) {
    if (kind !== 'llm') return {};
    const text = firstText(span.attributes, ['mastra.completion_start_time']);
    const start = text === null ? Number.NaN : Date.parse(quoted(text) ?? text);
    const ms = start - Number(span.startTimeUnixNano / 1_000n) / 1_000;
    return ms >= 0 ? { numbers: { msToFirstToken: ms } } : {};
  },
};

/** The text inside a JSON string. */
function quoted(text: string): string | undefined {
  const value = text.startsWith('"') ? parseJson(text) : undefined;
  return typeof value === 'string' ? value : undefined;
}
