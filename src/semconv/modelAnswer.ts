/**
 * What a model's whole answer says beside its messages, for emitters that record the provider's or the framework's
 * object as it is: OpenAI's Chat Completions and Responses, Anthropic's Messages, LangChain.
 */
import type { JsonValue } from '../protocol/spans';
import { at, isRecord, numberAt, textAt } from './fields';
import { langChainFields } from './langChain';
import type { NumberField } from './vocabulary';

export interface ModelAnswer {
  /** In the agent model's definition: input includes cached tokens, output includes reasoning. */
  numbers: Partial<Record<NumberField, number | null>>;
  finishReasons: string[];
  responseId: string | null;
  responseModel: string | null;
}

/** Keys of `usage`, whoever's, with the way to it. */
const USAGE_KEYS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  inputTokens: [['prompt_tokens'], ['input_tokens'], ['promptTokens'], ['inputTokens']],
  outputTokens: [['completion_tokens'], ['output_tokens'], ['completionTokens'], ['outputTokens']],
  totalTokens: [['total_tokens'], ['totalTokens']],
  cacheReadTokens: [
    ['prompt_tokens_details', 'cached_tokens'],
    ['input_tokens_details', 'cached_tokens'],
    ['input_token_details', 'cache_read'],
    ['cache_read_input_tokens'],
  ],
  cacheWriteTokens: [['input_token_details', 'cache_creation'], ['cache_creation_input_tokens']],
  reasoningTokens: [
    ['completion_tokens_details', 'reasoning_tokens'],
    ['output_tokens_details', 'reasoning_tokens'],
    ['output_token_details', 'reasoning'],
  ],
};

/** Null when the value does not look like an answer. */
export function modelAnswer(value: JsonValue | undefined): ModelAnswer | null {
  const answer = innermost(value);
  if (answer === undefined) return null;
  const metadata = isRecord(answer.response_metadata) ? answer.response_metadata : {};
  const choice = Array.isArray(answer.choices) ? answer.choices[0] : undefined;
  const usage = [answer.usage_metadata, answer.usage, metadata.usage, metadata.token_usage].find(isRecord);
  const finishReason =
    textAt(choice, 'finish_reason') ??
    textAt(answer, 'stop_reason') ??
    textAt(metadata, 'finish_reason') ??
    textAt(metadata, 'stop_reason') ??
    responseStatus(answer);
  return {
    numbers: usage === undefined ? {} : usageNumbers(usage),
    finishReasons: finishReason === null ? [] : [finishReason],
    responseId: textAt(answer, 'id'),
    responseModel: textAt(answer, 'model') ?? textAt(metadata, 'model_name') ?? textAt(metadata, 'model'),
  };
}

/** The counts of a `usage` object. */
export function usageNumbers(usage: Record<string, JsonValue>): ModelAnswer['numbers'] {
  const numbers: ModelAnswer['numbers'] = {};
  for (const [field, paths] of Object.entries(USAGE_KEYS)) {
    const counts = paths.map((path) => numberAt(usage, ...path));
    numbers[field as NumberField] = counts.find((count) => count !== null) ?? null;
  }
  // Anthropic's API, which alone has these two at the top, counts cached tokens apart.
  const apart = ['cache_read_input_tokens', 'cache_creation_input_tokens'].map((key) => numberAt(usage, key));
  if (typeof numbers.inputTokens === 'number') numbers.inputTokens += (apart[0] ?? 0) + (apart[1] ?? 0);
  return numbers;
}

/** Through LangChain's wrappers to the message that the figures are on. */
function innermost(value: JsonValue | undefined): Record<string, JsonValue> | undefined {
  let current = value;
  while (Array.isArray(current)) current = current[0];
  if (!isRecord(current)) return undefined;
  if (Array.isArray(current.generations)) {
    let generation: JsonValue | undefined = current.generations;
    while (Array.isArray(generation)) generation = generation[0];
    return innermost(at(generation, 'message'));
  }
  return langChainFields(current) ?? current;
}

/** OpenAI's Responses API has no finish reason: why the answer is incomplete, or that it is complete. */
function responseStatus(answer: Record<string, JsonValue>): string | null {
  if (!Array.isArray(answer.output)) return null;
  return textAt(answer.incomplete_details, 'reason') ?? textAt(answer, 'status');
}
