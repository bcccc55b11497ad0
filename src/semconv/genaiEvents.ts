/**
 * Messages as log records, of OpenTelemetry's GenAI conventions: one record per message up to 1.36
 * (`gen_ai.user.message`, …, `gen_ai.choice`), one or two per model call since
 * (`gen_ai.client.inference.operation.details`). Content is in the body, as a map or as JSON, or in an attribute.
 */
import { attributesToJson } from '../otlp/attributes';
import type { Attributes, LogRecord } from '../otlp/records';
import type { ToolResult } from '../protocol/agentEvents';
import type { JsonValue } from '../protocol/spans';
import { firstNumber, firstText, isRecord, openJson, textList } from './fields';
import { finishReasonOf } from './finishReason';
import { genai } from './genai';
import {
  errorEvent,
  modelCall,
  type EventFields,
  type EventReader,
  type LogVocabulary,
} from './logVocabulary';
import { parseMessages, requestedCalls, type Message, type MessageRole } from './messages';
import { promptText } from './promptText';
import { providerName } from './providers';
import { quotedStatus } from './quotedCalls';
import { normaliseUsage } from './usage';
import type { NumberField } from './vocabulary';

const REQUEST_ROLES: Readonly<Record<string, MessageRole>> = {
  'system.message': 'system',
  'user.message': 'user',
  'assistant.message': 'assistant',
  'tool.message': 'tool',
};

export const genaiEvents: LogVocabulary = {
  name: 'OpenTelemetry GenAI',
  speaks: () => true,
  prefix: 'gen_ai.',
  common: null,
  readers: {
    ...Object.fromEntries(
      Object.entries(REQUEST_ROLES).map(([name, role]): [string, EventReader] => [
        name,
        (_attributes, { record }) => {
          const content = contentOf(record);
          // The role is in the name only.
          const message = isRecord(content) ? { role, ...content } : content;
          return requestFields(parseMessages(message, role));
        },
      ]),
    ),
    choice: (_attributes, { record }) =>
      answerFields(parseMessages(contentOf(record), 'assistant'), record.attributes),
    'client.inference.operation.details': (attributes) => {
      const asked = parseMessages(openJson(attributes.get('gen_ai.input.messages')), 'user');
      const answer = parseMessages(openJson(attributes.get('gen_ai.output.messages')), 'assistant');
      const request = requestFields(asked);
      return answer.length > 0 ? { ...request, ...answerFields(answer, attributes) } : request;
    },
    'client.operation.exception': (attributes) =>
      errorEvent(attributes, ['exception.type', 'error.type'], ['exception.message']),
  },
};

/** The body; where that is empty, what Microsoft's SDKs have in an attribute. */
function contentOf({ body, attributes }: LogRecord): JsonValue | undefined {
  const content = openJson(body) ?? openJson(attributes.get('gen_ai.event.content'));
  if (content !== undefined) return content;
  // Some exporters spread the message over the attributes.
  return ['content', 'message', 'tool_calls'].some((key) => attributes.has(key))
    ? attributesToJson(attributes)
    : undefined;
}

function requestFields(messages: readonly Message[]): EventFields {
  const userMessage = promptText(messages);
  return {
    kind: 'request',
    text: userMessage ?? textIn(messages),
    userMessage,
    toolResults: messages.flatMap(({ parts }) =>
      parts.flatMap((part) =>
        part.type === 'tool_result' && part.id !== null && part.result !== null
          ? [toolResult(part.id, part.result, part.isError)]
          : [],
      ),
    ),
  };
}

function toolResult(callId: string, result: string, isError: boolean | undefined): ToolResult {
  const status = quotedStatus(result, isError);
  return { callId, result, ...(status === 'ok' ? {} : { status }) };
}

function answerFields(messages: readonly Message[], attributes: Attributes): EventFields {
  const calls = requestedCalls(messages);
  const number = (field: NumberField) => firstNumber(attributes, genai.numbers[field] ?? []);
  const seconds = number('secondsToFirstToken');
  const provider = firstText(attributes, genai.text.provider ?? []);
  return {
    kind: 'answer',
    text: textIn(messages),
    model: modelCall({
      requestModel: firstText(attributes, ['gen_ai.request.model']),
      responseModel: firstText(attributes, ['gen_ai.response.model']),
      responseId: firstText(attributes, ['gen_ai.response.id']),
      usage: normaliseUsage(
        {
          inputTokens: number('inputTokens'),
          outputTokens: number('outputTokens'),
          cacheReadTokens: number('cacheReadTokens'),
          cacheWriteTokens: number('cacheWriteTokens'),
          reasoningTokens: number('reasoningTokens'),
          totalTokens: number('totalTokens'),
        },
        provider === null ? null : providerName(provider, null),
        { inputExcludesCache: null, outputExcludesReasoning: null },
      ),
      cacheWrite1h: number('cacheWrite1hTokens'),
      timeToFirstTokenMs: seconds === null ? null : seconds * 1_000,
      finishReason: finishReasonOf(
        textList(attributes.get('gen_ai.response.finish_reasons')),
        messages,
        calls,
      ),
      requestedCalls: calls,
    }),
  };
}

function textIn(messages: readonly Message[]): string | null {
  const texts = messages.flatMap(({ parts }) =>
    parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])),
  );
  return texts.length === 0 ? null : texts.join('\n');
}
