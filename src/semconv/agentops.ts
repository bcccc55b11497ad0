/**
 * AgentOps: GenAI attributes with indexed messages (`genai.ts`), and its own for the kind and what went in and out.
 * https://docs.agentops.ai
 */
import type { SpanKind } from '../protocol/agentModel';
import { ownValue } from '../protocol/ownValue';
import { firstText } from './fields';
import { readMessages } from './messageList';
import { readToolOutput, unwrapArguments } from './toolIo';
import type { Vocabulary } from './vocabulary';

const KEY = {
  kind: 'agentops.span.kind',
  name: 'agentops.entity.name',
  input: 'agentops.entity.input',
  output: 'agentops.entity.output',
} as const;

const KIND_OF_KIND: Readonly<Record<string, SpanKind>> = {
  session: 'workflow',
  workflow: 'workflow',
  team: 'workflow',
  agent: 'agent',
  task: 'step',
  operation: 'step',
  chain: 'step',
  llm: 'llm',
  chat: 'llm',
  text: 'llm',
  tool: 'tool',
  guardrail: 'guardrail',
  http: 'other',
};

export const agentops: Vocabulary = {
  name: 'AgentOps',

  speaks: ({ span }) => span.attributes.has(KEY.kind),

  text: {},
  numbers: {},
  finishReasons: [],

  declaredKind: ({ span }) =>
    ownValue(KIND_OF_KIND, firstText(span.attributes, [KEY.kind])?.toLowerCase() ?? '') ?? null,

  inputMessages: ({ span }) => readMessages(span.attributes.get(KEY.input), 'user'),

  read({ span }, kind) {
    const { attributes } = span;
    if (kind === 'agent') {
      return { text: { agent: firstText(attributes, ['agent.name', 'gen_ai.agent.name', KEY.name]) } };
    }
    if (kind !== 'tool') return {};
    return {
      text: {
        ...readToolOutput(firstText(attributes, ['tool.result', KEY.output])),
        toolName: firstText(attributes, ['gen_ai.tool.name', 'tool.name', KEY.name]),
        toolArguments: unwrapArguments(
          firstText(attributes, ['gen_ai.tool.call.arguments', 'tool.parameters', KEY.input]),
        ),
      },
    };
  },
};
