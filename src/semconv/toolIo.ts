/**
 * Arguments and results of tool calls as frameworks wrap them: in a call signature, in LangChain's objects, in JSON
 * that is a string inside of JSON.
 */
import type { JsonValue } from '../protocol/spans';
import { isRecord, openEncoded, parseJson } from './fields';
import { langChainFields } from './langChain';
import type { ReadFields } from './vocabulary';

/**
 * JSON text of the arguments in `text`: of `{"args": [], "kwargs": {…}}` the keyword arguments, else the only
 * argument, of `{"input": …}` or `{"inputs": {…}}` what is inside. Any other text stays as it is.
 */
export function unwrapArguments(text: string | null): string | null {
  const opened = openEncoded(text);
  if (opened === null || !/^\s*\{/.test(opened)) return opened;
  const value = parseJson(opened);
  if (!isRecord(value)) return opened;
  // LangChain for Python tells of the call in full; `inputs` are the arguments as the tool gets them.
  if (typeof value.input_str === 'string') {
    return isRecord(value.inputs) ? JSON.stringify(value.inputs) : value.input_str;
  }
  if (Array.isArray(value.args) || isRecord(value.kwargs)) {
    if (isRecord(value.kwargs) && Object.keys(value.kwargs).length > 0) return JSON.stringify(value.kwargs);
    const args = Array.isArray(value.args) ? value.args : [];
    if (args.length > 1) return JSON.stringify(args);
    return args.length === 0 ? '{}' : argumentText(args[0]!);
  }
  const inner = Object.keys(value).length === 1 ? value.input : undefined;
  const isWrapper = isRecord(inner) || (typeof inner === 'string' && /^\s*\{/.test(inner));
  return isWrapper ? argumentText(inner) : opened;
}

function argumentText(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/**
 * What a tool's recorded output says of the call: LangChain's `ToolMessage` has the tool's name, the call's id and
 * whether the tool failed beside the result.
 */
export function readToolOutput(text: string | null): NonNullable<ReadFields['text']> {
  if (text === null || !/^\s*["{]/.test(text)) return { toolResult: text };
  const value = parseJson(text);
  if (typeof value === 'string') return { toolResult: value };
  const message = toolMessage(value);
  if (message === undefined) return { toolResult: text };
  return {
    toolResult: textIn(message.content) ?? text,
    toolName: textIn(message.name),
    toolCallId: textIn(message.tool_call_id),
    toolStatus: textIn(message.status),
  };
}

function toolMessage(value: JsonValue | undefined): Record<string, JsonValue> | undefined {
  if (!isRecord(value)) return undefined;
  const fields = langChainFields(value) ?? langChainFields(value.output) ?? langChainFields(value.kwargs);
  if (fields !== undefined) return fields;
  // OpenLLMetry for Python: `{"output": …, "kwargs": {"tool_call_id": …, "name": …}}`.
  const { output, kwargs } = value;
  if (output === undefined || !isRecord(kwargs)) return undefined;
  if (isRecord(output)) return { ...kwargs, ...output };
  return { ...kwargs, content: output };
}

function textIn(value: JsonValue | undefined): string | null {
  if (value === undefined || value === null) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
