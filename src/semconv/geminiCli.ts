/**
 * Gemini CLI: operations with names of its own, messages in the shape of Google's API, and arguments and results of
 * tool calls as "messages" of the tool's span. Cached tokens, thoughts and finish reasons are only in its log records
 * (`geminiEvents.ts`), and so is everything when `telemetry.traces` is off. Each model call is a trace of its own.
 * https://geminicli.com/docs/cli/telemetry
 */
import type { SpanKind } from '../protocol/agentModel';
import type { JsonValue } from '../protocol/spans';
import type { Span } from '../otlp/records';
import { at, firstText, isRecord, openJson, parseJson, textAt } from './fields';
import { readMessages } from './messageList';
import { promptText } from './promptText';
import { isExitCode, resultFailure } from './resultFailure';
import type { ReadFields, SpanFacts, Vocabulary } from './vocabulary';

export const GEMINI_CLI = 'gemini-cli';

const SUB_AGENT_RUN = 'agent_call';

const KIND_OF_OPERATION: Readonly<Record<string, SpanKind>> = {
  llm_call: 'llm',
  tool_call: 'tool',
  [SUB_AGENT_RUN]: 'agent',
  user_prompt: 'agent',
  schedule_tool_calls: 'step',
  system_prompt: 'other',
};

const INPUT = 'gen_ai.input.messages';
const OUTPUT = 'gen_ai.output.messages';

export const geminiCli: Vocabulary = {
  name: 'Gemini CLI',

  speaks: ({ scope }) => scope.name === GEMINI_CLI,

  text: {},
  numbers: {},
  finishReasons: [],

  declaredKind({ span }) {
    const operation = operationOf(span);
    return Object.hasOwn(KIND_OF_OPERATION, operation) ? KIND_OF_OPERATION[operation]! : null;
  },

  /** `gen_ai.agent.name` is the program's name, in the runs of its sub-agents too. */
  agent({ span }) {
    if (span.parentSpanId === '') return GEMINI_CLI;
    if (operationOf(span) !== SUB_AGENT_RUN) return null;
    return textAt(openJson(span.attributes.get(INPUT)), 'agent_name');
  },

  read(facts, kind) {
    if (kind === 'tool') return { text: readToolCall(facts) };
    if (kind !== 'llm' && kind !== 'agent') return {};
    const asked = readMessages(facts.span.attributes.get(INPUT), 'user');
    return { text: { provider: 'gcp.gemini', userMessage: promptText(asked) } };
  },

  /** Its status says that the command ran; how it ended is part of what the model is told. */
  failure(facts, kind) {
    if (kind !== 'tool') return null;
    const failure = resultFailure(readToolCall(facts).toolResult ?? null);
    return isExitCode(failure) ? { errorClass: failure, errorMessage: null } : null;
  },

  /** `output_tokens` is Gemini's `candidatesTokenCount`, which does not count thoughts. */
  outputExcludesReasoning: () => true,
};

function operationOf({ attributes, name }: Span): string {
  return firstText(attributes, ['gen_ai.operation.name']) ?? name;
}

/** The request that was scheduled, and what became of it. Long values are cut, so either may be no JSON any more. */
function readToolCall({ span }: SpanFacts): NonNullable<ReadFields['text']> {
  const input = firstText(span.attributes, [INPUT]) ?? '';
  const request = parseJson(input);
  const args = request === undefined ? memberText(input, 'args') : at(request, 'args');
  const output = firstText(span.attributes, [OUTPUT]) ?? '';
  const outcome = parseJson(output);
  const status = at(outcome, 'status') ?? /^\{"status":"(\w+)"/.exec(output)?.[1];
  return {
    toolArguments: args === undefined ? null : jsonText(args),
    toolResult: responseText(at(outcome, 'response')),
    toolStatus: typeof status === 'string' && status !== 'success' ? 'error' : null,
  };
}

/** What the model is told: one `functionResponse` per call. */
function responseText(response: JsonValue | undefined): string | null {
  const parts = at(response, 'responseParts');
  for (const part of Array.isArray(parts) ? parts : []) {
    const answer = at(part, 'functionResponse', 'response');
    if (!isRecord(answer)) continue;
    return jsonText(answer.output ?? answer.error ?? answer);
  }
  return null;
}

function jsonText(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** JSON text of an object that is a member of one that was cut off behind it. */
function memberText(json: string, name: string): string | undefined {
  const from = json.indexOf(`"${name}":{`);
  if (from < 0) return undefined;
  const start = from + name.length + 3;
  let depth = 0;
  let inText = false;
  for (let i = start; i < json.length; i++) {
    const character = json[i];
    if (inText) {
      if (character === '\\') i++;
      else if (character === '"') inText = false;
    } else if (character === '"') inText = true;
    else if (character === '{') depth++;
    else if (character === '}' && --depth === 0) return json.slice(start, i + 1);
  }
  return undefined;
}
