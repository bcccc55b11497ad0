/** LangChain's way to write its objects as JSON: `{lc: 1, type: 'constructor', id: [module, …, class], kwargs}`. */
import type { JsonValue } from '../protocol/spans';
import { ownValue } from '../protocol/ownValue';
import { isRecord } from './fields';

/** Message classes (`AIMessage`, `AIMessageChunk`, …) and what their `type` is. */
const TYPE_OF_CLASS: Readonly<Record<string, string>> = {
  SystemMessage: 'system',
  HumanMessage: 'human',
  AIMessage: 'ai',
  ToolMessage: 'tool',
  FunctionMessage: 'function',
};
const TYPES: ReadonlySet<string> = new Set(Object.values(TYPE_OF_CLASS));

/** The fields of a message as LangChain serialises it; undefined when it is something else. */
export function langChainFields(value: JsonValue | undefined): Record<string, JsonValue> | undefined {
  if (!isRecord(value)) return undefined;
  // `message_to_dict` of LangChain for Python.
  if (isRecord(value.data) && typeof value.type === 'string' && TYPES.has(value.type)) {
    return { type: value.type, ...value.data };
  }
  if (value.lc === undefined || !isRecord(value.kwargs) || !Array.isArray(value.id)) return undefined;
  const className = value.id.at(-1);
  if (typeof className !== 'string') return undefined;
  const type = ownValue(TYPE_OF_CLASS, className.replace(/Chunk$/, ''));
  if (type === undefined) return undefined;
  const fields: Record<string, JsonValue> = { ...value.kwargs, type };
  // Before LangChain had a field of its own for them.
  const { tool_calls: calls, additional_kwargs: additional } = fields;
  if ((!Array.isArray(calls) || calls.length === 0) && isRecord(additional) && additional.tool_calls) {
    fields.tool_calls = additional.tool_calls;
  }
  return fields;
}

/** `human`, `ai`, `tool`, … of a message that says so in `type`; null for any other object. */
export function langChainType(message: Record<string, JsonValue>): string | null {
  const { type } = message;
  return typeof type === 'string' && TYPES.has(type) && message.content !== undefined ? type : null;
}
