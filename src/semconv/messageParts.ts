/** Parts of messages, from every shape that emitters use, in one shape. Nothing here throws. */
import type { MessagePart } from '../protocol/messages';
import type { JsonValue } from '../protocol/spans';
import { wasCut } from './cutJson';
import { isRecord, openEncoded, parseJson } from './fields';
import { asData, fileOf, imageOf, inlineMedia, uriOf } from './media';

type Fields = Record<string, JsonValue>;

/** The content of a message: a text, a list of parts, one part, or a list as JSON text. */
export function parseContent(content: JsonValue): MessagePart[] {
  if (typeof content === 'string') {
    if (content === '') return [];
    // Flattened attributes and span events carry part lists as JSON text.
    const opened = content.startsWith('[') ? parseJson(content) : undefined;
    return isPartList(opened) ? opened.flatMap(parsePart) : [{ type: 'text', text: content }];
  }
  if (Array.isArray(content)) {
    const parts: MessagePart[] = [];
    for (const part of content) {
      if (isRecord(part)) for (const one of parsePart(part)) parts.push(one);
      else if (part !== null) parts.push(plainPart(part));
    }
    return parts;
  }
  return isRecord(content) ? parsePart(content) : [];
}

function isPartList(value: JsonValue | undefined): value is Fields[] {
  return (
    Array.isArray(value) && value.length > 0 && value.every((part) => isRecord(part) && isKnownPart(part))
  );
}

/** Content parts by their `type`, whoever's: GenAI semconv, AI SDK, OpenAI, Anthropic, LangChain. */
const PARTS_BY_TYPE: Readonly<Record<string, (part: Fields) => MessagePart | null>> = {
  text: textPart,
  input_text: textPart,
  output_text: textPart,
  summary_text: textPart,
  refusal: (part) => ({ type: 'text', text: jsonText(part.refusal ?? part.content) ?? '' }),
  reasoning: reasoningPart,
  thinking: reasoningPart,
  tool_call: toolCallPart,
  'tool-call': toolCallPart,
  tool_use: toolCallPart,
  function_call: toolCallPart,
  custom_tool_call: toolCallPart,
  function: toolCallPart,
  tool_call_response: toolResultPart,
  'tool-result': toolResultPart,
  tool_result: toolResultPart,
  function_call_output: toolResultPart,
  custom_tool_call_output: toolResultPart,
  tool_call_error: (part) => ({ ...toolResultPart(part), isError: true }),
  'tool-error': (part) => ({ ...toolResultPart(part), isError: true }),
  blob: (part) => inlineMedia(part, null),
  uri: (part) => uriOf(part, null),
  image: imageOf,
  image_url: imageOf,
  input_image: imageOf,
  audio: (part) => inlineMedia(part, 'audio'),
  input_audio: (part) => asData(part.input_audio, 'audio'),
  video: (part) => inlineMedia(part, 'video'),
  file: fileOf,
  input_file: fileOf,
  document: fileOf,
  compaction: compactionPart,
  compaction_summary: compactionPart,
};

/** Content parts that are recognised by the key that holds them: Bedrock, Gemini, Genkit. */
const PARTS_BY_KEY: Readonly<Record<string, (inner: JsonValue) => MessagePart | null>> = {
  toolUse: (inner) => toolCallPart(fieldsOf(inner)),
  functionCall: (inner) => toolCallPart(fieldsOf(inner)),
  function_call: (inner) => toolCallPart(fieldsOf(inner)),
  toolRequest: (inner) => toolCallPart(fieldsOf(inner)),
  toolResult: (inner) => toolResultPart(fieldsOf(inner)),
  functionResponse: (inner) => toolResultPart(fieldsOf(inner)),
  function_response: (inner) => toolResultPart(fieldsOf(inner)),
  toolResponse: (inner) => toolResultPart(fieldsOf(inner)),
  reasoningContent: (inner) => reasoningPart(fieldsOf(fieldsOf(inner).reasoningText ?? inner)),
  reasoning: (inner) => ({ type: 'reasoning', text: jsonText(inner) ?? '' }),
  inlineData: (inner) => asData(inner, null),
  inline_data: (inner) => asData(inner, null),
  fileData: (inner) => uriOf(fieldsOf(inner), null),
  file_data: (inner) => uriOf(fieldsOf(inner), null),
  media: (inner) => uriOf(fieldsOf(inner), null),
  image: (inner) => inlineMedia(fieldsOf(inner), 'image'),
  video: (inner) => inlineMedia(fieldsOf(inner), 'video'),
  document: (inner) => inlineMedia(fieldsOf(inner), 'file'),
  text: plainPart,
};
const KEYED = Object.keys(PARTS_BY_KEY);

function fieldsOf(value: JsonValue): Fields {
  return isRecord(value) ? value : {};
}

function isKnownPart(part: Fields): boolean {
  return typeof part.type === 'string' || KEYED.some((key) => Object.hasOwn(part, key));
}

/** One part, or none where the emitter's cut left nothing of it. */
export function parsePart(part: Fields): MessagePart[] {
  // A type alone says nothing yet.
  if (wasCut(part) && Object.keys(part).length < 2 && part.type !== undefined) return [];
  const parsed = knownPart(part);
  if (parsed !== null) return [parsed];
  if (wasCut(part)) return [];
  const kind = text(part.type) ?? Object.keys(part)[0] ?? 'empty';
  return [{ type: 'other', kind, json: jsonText(part) ?? '' }];
}

function knownPart(part: Fields): MessagePart | null {
  const type = text(part.type);
  if (type !== null) return Object.hasOwn(PARTS_BY_TYPE, type) ? PARTS_BY_TYPE[type]!(part) : null;
  // Gemini marks its reasoning so.
  if (part.thought === true) return reasoningPart(part);
  for (const key of KEYED) {
    if (Object.hasOwn(part, key)) return PARTS_BY_KEY[key]!(part[key] ?? null);
  }
  return null;
}

function plainPart(part: JsonValue): MessagePart {
  return { type: 'text', text: jsonText(part) ?? '' };
}

function textPart(part: Fields): MessagePart {
  return { type: 'text', text: jsonText(part.content ?? part.text) ?? '' };
}

/** OpenAI's Responses API has a list of summaries, and of texts where the model shows them. */
export function reasoningPart(part: Fields): MessagePart {
  const shown = part.content ?? part.text ?? part.thinking ?? part.reasoning ?? part.summary;
  return { type: 'reasoning', text: joinedTexts(shown) ?? jsonText(shown) ?? '' };
}

export function toolCallPart(call: Fields): MessagePart {
  const body = isRecord(call.function) ? call.function : call;
  return {
    type: 'tool_call',
    // The Responses API gives the item an `id` of its own; results refer to `call_id`.
    id:
      text(call.call_id) ?? text(call.toolCallId) ?? text(call.toolUseId) ?? text(call.id) ?? text(call.ref),
    name: text(body.name) ?? text(body.toolName),
    arguments: openEncoded(jsonText(body.arguments ?? body.args ?? body.input)),
  };
}

type ToolResultPart = Extract<MessagePart, { type: 'tool_result' }>;

export function toolResultPart(part: Fields): ToolResultPart {
  const { value, isError } = unwrapResult(
    part.response ?? part.result ?? part.output ?? part.content ?? part.error,
  );
  const failed = isError || part.is_error === true || part.isError === true || part.status === 'error';
  return {
    type: 'tool_result',
    id:
      text(part.call_id) ??
      text(part.toolCallId) ??
      text(part.toolUseId) ??
      text(part.tool_use_id) ??
      text(part.tool_call_id) ??
      text(part.id) ??
      text(part.ref),
    name: text(part.name) ?? text(part.toolName),
    result: joinedTexts(value) ?? jsonText(value),
    ...(failed ? { isError: true } : {}),
  };
}

/** AI SDK 5 and later say of what type a result is: `{type: 'text' | 'json' | 'error-text' | …, value}`. */
function unwrapResult(value: JsonValue | undefined): { value: JsonValue | undefined; isError: boolean } {
  if (!isRecord(value) || typeof value.type !== 'string' || value.value === undefined) {
    return { value, isError: false };
  }
  return { value: value.value, isError: value.type.startsWith('error') };
}

/** The texts of a list of blocks that are all text (`{text}`, `{type: 'text', text}`) or JSON (`{json}`). */
function joinedTexts(value: JsonValue | undefined): string | null {
  if (!Array.isArray(value) || value.length === 0) return null;
  const texts: string[] = [];
  for (const block of value) {
    if (!isRecord(block)) return null;
    const inner = typeof block.text === 'string' ? block.text : jsonText(block.json);
    if (inner === null) return null;
    texts.push(inner);
  }
  return texts.join('\n');
}

function compactionPart(part: Fields): MessagePart {
  const content = part.content ?? part.summary ?? part.text;
  return { type: 'compaction', text: joinedTexts(content) ?? jsonText(content) };
}

/** Empty texts say nothing. */
export function text(value: JsonValue | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** Text as it is, anything else as JSON. */
export function jsonText(value: JsonValue | undefined): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string') return value;
  try {
    return JSON.stringify(value);
  } catch {
    // Nested deeper than the stack is.
    return null;
  }
}
