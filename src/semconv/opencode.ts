/**
 * opencode: the spans of the Vercel AI SDK among a thousand of the Effect runtime. A tool call is two spans,
 * `ai.toolCall` with what went in and came out, and `Tool.execute`, which sub-agents run in. Which agent asks a model
 * is only in its log records (`opencodeEvents.ts`). https://opencode.ai
 */
import type { SpanKind } from '../protocol/agentModel';
import { firstText, openJson, textAt } from './fields';
import { promptText } from './promptText';
import { vercelAiSdk } from './vercelAiSdk';
import type { Vocabulary } from './vocabulary';

export const OPENCODE = 'opencode';

const KIND_OF_SPAN_NAME: Readonly<Record<string, SpanKind>> = {
  'SessionPrompt.loop': 'agent',
  'LLM.run': 'step',
  'Tool.execute': 'tool',
  // Ask a model for a title, and for a summary of a conversation that has grown too long.
  'SessionPrompt.ensureTitle': 'hook',
  'SessionCompaction.process': 'hook',
};

/** `opencode run` puts an argument with spaces into quotes, and a backslash before those inside of it. */
const QUOTED_ARGUMENT = /^"([^]* [^]*)"$/;
const BARE_QUOTE = /(?<!\\)"/;

export const opencode: Vocabulary = {
  name: 'opencode',

  speaks: ({ scope }) => scope.name === OPENCODE,

  text: {
    // Each agent has a session of its own.
    agentId: ['ai.telemetry.metadata.sessionId', 'session.id'],
    toolName: ['ai.toolCall.name', 'tool.name'],
    toolCallId: ['ai.toolCall.id', 'tool.call_id'],
  },

  numbers: {},
  finishReasons: [],

  /** The names of tools are on spans around the call, too. Each request is a generation of the SDK, of one step. */
  declaredKind({ span }) {
    if (Object.hasOwn(KIND_OF_SPAN_NAME, span.name)) return KIND_OF_SPAN_NAME[span.name]!;
    const operation = firstText(span.attributes, ['ai.operationId', 'gen_ai.operation.name']);
    const isGeneration = operation === 'ai.streamText' || operation === 'ai.generateText';
    return operation === null || isGeneration ? 'other' : null;
  },

  read(facts, kind) {
    if (kind !== 'llm' && kind !== 'agent') return {};
    const asked = promptText(vercelAiSdk.inputMessages!(facts));
    return { text: { userMessage: asked && unquoted(asked) } };
  },

  /** A call that fits no tool is answered by one of this name, which says so and returns as if nothing were wrong. */
  failure({ span }, kind) {
    const { attributes } = span;
    if (kind !== 'tool' || firstText(attributes, ['ai.toolCall.name', 'tool.name']) !== 'invalid')
      return null;
    const said = textAt(openJson(attributes.get('ai.toolCall.args')), 'error');
    return { errorClass: 'invalid_arguments', errorMessage: said };
  },

  /** `ai.telemetry.functionId` names the function that asks, for all agents the same. */
  agent: (_facts, kind) => (kind === 'agent' || kind === 'llm' ? OPENCODE : null),
};

/** As given on the command line; several arguments remain as they came. */
function unquoted(prompt: string): string {
  const argument = QUOTED_ARGUMENT.exec(prompt)?.[1];
  return argument === undefined || BARE_QUOTE.test(argument) ? prompt : argument.replaceAll('\\"', '"');
}
