/**
 * OpenLLMetry (Traceloop): the attributes of its decorators and framework instrumentations. Its model calls follow the
 * GenAI conventions, old or new (`genai.ts`). Attributes of the workflow and the agent are copied onto all inside.
 * https://www.traceloop.com/docs/openllmetry
 */
import type { SpanKind } from '../protocol/agentModel';
import { ownValue } from '../protocol/ownValue';
import { firstText, isRecord, openJson } from './fields';
import { agentNameInState, graphRole } from './langGraph';
import { parseMessages } from './messages';
import { readToolOutput, unwrapArguments } from './toolIo';
import type { ReadFields, SpanFacts, Vocabulary } from './vocabulary';

const KEY = {
  kind: 'traceloop.span.kind',
  name: 'traceloop.entity.name',
  input: 'traceloop.entity.input',
  output: 'traceloop.entity.output',
  operation: 'gen_ai.operation.name',
} as const;

const KIND_OF_KIND: Readonly<Record<string, SpanKind>> = {
  session: 'workflow',
  workflow: 'workflow',
  task: 'step',
  agent: 'agent',
  tool: 'tool',
  handoff: 'handoff',
};

/** The ends of CrewAI's span names, which all have the operation `invoke_agent`. */
const KIND_OF_SUFFIX: Readonly<Record<string, SpanKind>> = {
  workflow: 'workflow',
  agent: 'agent',
  task: 'step',
  llm: 'llm',
};

/** What LangChain calls a tool's class: no tool's name. */
const TOOL_CLASS = /^(?:Dynamic(?:Structured)?Tool|StructuredTool|Tool)$/;

/** An answer, and nothing around it, as LangChain serialises it. */
const LANGCHAIN_ANSWER = /^\{"lc":1,"type":"constructor","id":\[[^\]]*"AIMessage(?:Chunk)?"\]/;

export const traceloop: Vocabulary = {
  name: 'OpenLLMetry',

  speaks: ({ span, scope }) =>
    span.attributes.has(KEY.kind) ||
    scope.name.startsWith('@traceloop/') ||
    /^opentelemetry\.instrumentation\.(?:crewai|mcp)\b/.test(scope.name),

  // Of its instrumentation of MCP's client and servers.
  text: { toolArguments: ['mcp.request.argument'], toolResult: ['mcp.response.value'] },
  numbers: {},
  finishReasons: [],

  declaredKind({ span, scope }) {
    const operation = firstText(span.attributes, [KEY.operation]);
    const kind = firstText(span.attributes, [KEY.kind]);
    if (operation === 'workflow') return graphKind(span.name);
    if (operation === 'invoke_agent' && scope.name.endsWith('crewai')) {
      const suffix = /\.(\w+)$/.exec(span.name)?.[1] ?? '';
      if (Object.hasOwn(KIND_OF_SUFFIX, suffix)) return KIND_OF_SUFFIX[suffix]!;
    }
    // Its LangChain instrumentation declares tools as tasks: the operation is more exact.
    if (operation !== null && kind !== 'agent' && kind !== 'workflow') return null;
    return kind === null ? null : (ownValue(KIND_OF_KIND, kind) ?? null);
  },

  recordsModelCall: isRunAroundModel,

  outputMessages: (facts) =>
    isRunAroundModel(facts)
      ? parseMessages(openJson(facts.span.attributes.get(KEY.output)), 'assistant')
      : [],

  inputMessages({ span }) {
    const input = openJson(span.attributes.get(KEY.input));
    // Of a function's arguments a single text is the request.
    const args = isRecord(input) && Array.isArray(input.args) ? input.args : undefined;
    if (args !== undefined) {
      const [only, ...others] = args;
      return typeof only === 'string' && others.length === 0 ? parseMessages(only, 'user') : [];
    }
    return parseMessages(input, 'user');
  },

  read(facts, kind) {
    if (kind === 'agent') return { text: { agent: agentName(facts) } };
    return kind === 'tool' ? readToolCall(facts) : {};
  },

  /** The JavaScript instrumentation passes on the figures of Anthropic's API; the Python one adds them up. */
  inputExcludesCache: ({ scope }) =>
    scope.name.startsWith('@traceloop/instrumentation-anthropic') ? true : undefined,
};

/** A LangChain run whose output is the model's answer as it came: its model call's own span leaves out tool calls. */
function isRunAroundModel({ span }: SpanFacts): boolean {
  if (firstText(span.attributes, [KEY.operation]) !== 'workflow') return false;
  return LANGCHAIN_ANSWER.test(firstText(span.attributes, [KEY.output]) ?? '');
}

/** `workflow CompiledStateGraph`, `workflow RunnableSequence`, …: LangChain's runs by the name of their class. */
function graphKind(spanName: string): SpanKind {
  const role = graphRole(spanName.replace(/^workflow /, ''), null);
  if (role === 'graph') return 'agent';
  return role === 'plumbing' ? 'other' : 'workflow';
}

function agentName({ span }: SpanFacts): string | null {
  const { attributes } = span;
  const declared = firstText(attributes, ['gen_ai.agent.name']);
  if (firstText(attributes, [KEY.operation]) === 'workflow') {
    return agentNameInState(openJson(attributes.get(KEY.output))) ?? declared;
  }
  return declared ?? firstText(attributes, [KEY.name]);
}

function readToolCall({ span }: SpanFacts): ReadFields {
  const { attributes } = span;
  const output = readToolOutput(firstText(attributes, [KEY.output]));
  const name = firstText(attributes, ['gen_ai.tool.name', KEY.name]);
  return {
    text: {
      ...output,
      toolName: name === null || TOOL_CLASS.test(name) ? (output.toolName ?? name) : name,
      toolArguments: unwrapArguments(firstText(attributes, ['gen_ai.tool.call.arguments', KEY.input])),
    },
  };
}
