/**
 * An iteration of a loop as a Markdown text to be compared with another one's: what was said, asked for and answered,
 * without times, ids and figures, which always differ. Pure.
 */
import type { AgentSpan, RequestedCall } from '../../protocol/agentModel';
import { formatBytes } from '../../protocol/format';
import type { ShownMessage, ShownPart, SpanMessages } from '../../protocol/messages';
import { readableJson } from './readableJson';

const NOT_RECORDED = 'Not recorded.';
/** Length of the whole where a text was cut. */
type CutLength = number | undefined;

/** One span of an iteration, with what was loaded of it. */
export interface IterationSpan {
  span: AgentSpan;
  /** Lengths of arguments and result where they were cut, in UTF-16 units. */
  cut: { arguments?: number; result?: number };
  /** Of a model call. */
  messages: SpanMessages | null;
  /** Of calls that it asked for and that have no span of their own: what a later request quotes, by call id. */
  results: ReadonlyMap<string, ToolResultPart>;
  /** How the emitter's users switch on what it leaves out. */
  contentSwitch: string;
}

export type ToolResultPart = Extract<ShownPart, { type: 'tool_result' }>;

/** `more`: how many spans the iteration has beside these. */
export function iterationText(spans: readonly IterationSpan[], more: number): string {
  const ordered = spans.toSorted((a, b) => a.span.startTime - b.span.startTime);
  const calls = ordered.flatMap(({ span }) => (span.tool ? [span.tool] : []));
  const hasSpan = ({ id, name }: Pick<RequestedCall, 'id' | 'name'>) =>
    calls.some((call) => (id !== null && call.callId !== null ? call.callId === id : call.name === name));
  const sections = ordered.map((each) => sectionOf(each, hasSpan));
  const missing = sections.flat().some((each) => each.startsWith(NOT_RECORDED));
  const blocks = [
    ...sections.flat(),
    ...(more > 0 ? [`*${more} more ${more === 1 ? 'span is' : 'spans are'} not shown.*`] : []),
    ...(missing ? [`*To record what is missing: ${ordered[0]!.contentSwitch}*`] : []),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function sectionOf(each: IterationSpan, hasSpan: (call: RequestedCall) => boolean): string[] {
  const { span, cut } = each;
  const { tool, handoff } = span;
  if (tool) {
    const size = tool.resultBytes === null ? '' : ` It had ${formatBytes(tool.resultBytes)}.`;
    return [
      heading('Tool call', tool.name, span.agent),
      tool.status === 'ok' ? 'Outcome: ok' : failureOf(span, tool.status),
      '## Arguments',
      tool.arguments === null ? NOT_RECORDED : block(tool.arguments, cut.arguments),
      '## Result',
      tool.result === null ? NOT_RECORDED + size : block(tool.result, cut.result),
    ];
  }
  const failure = span.status === 'error' ? [failureOf(span, 'error')] : [];
  if (handoff) {
    return [`# Hand-off: ${oneLine(handoff.from ?? '?')} → ${oneLine(handoff.to ?? '?')}`, ...failure];
  }
  if (!span.model) return [heading(span.kind, span.name, span.agent), ...failure];
  const { responseModel, requestModel } = span.model;
  return [
    heading('Model call', responseModel ?? requestModel ?? span.name, span.agent),
    ...failure,
    ...answerOf(each, hasSpan),
  ];
}

/** What the model said; where that is nothing, what it was asked last. */
function answerOf({ span, messages, results }: IterationSpan, hasSpan: (call: RequestedCall) => boolean) {
  const recorded = messages?.output.flatMap(({ parts }) => parts) ?? [];
  const parts = recorded.length > 0 ? recorded : toldParts(span);
  if (parts.length === 0) {
    const asked = messages?.input.at(-1);
    return asked ? requestOf(asked) : ['## Message', NOT_RECORDED];
  }
  return parts.flatMap((part) => {
    if (part.type !== 'tool_call') return partOf(part);
    if (hasSpan(part)) return [];
    const result = part.id === null ? undefined : results.get(part.id);
    return [...partOf(part), ...(result ? partOf(result) : [])];
  });
}

/** Without messages, the span's own facts. */
function toldParts({ model }: AgentSpan): ShownPart[] {
  if (!model) return [];
  const { answerText, requestedCalls } = model;
  return [
    ...(answerText === null ? [] : [{ type: 'text' as const, text: answerText }]),
    ...requestedCalls.map((call) => ({ type: 'tool_call' as const, ...call })),
  ];
}

function requestOf({ role, parts }: ShownMessage): string[] {
  return ['No answer.', `## Last message before it (${role})`, ...parts.flatMap(partOf)];
}

function partOf(part: ShownPart): string[] {
  const { chars } = part;
  switch (part.type) {
    case 'text':
      return ['## Message', block(part.text, chars)];
    case 'reasoning':
      return ['## Reasoning', block(part.text, chars)];
    case 'tool_call':
      return [
        `## Asks for ${oneLine(part.name ?? 'a tool')}`,
        part.arguments === null ? NOT_RECORDED : block(part.arguments, chars),
      ];
    case 'tool_result':
      return [
        part.isError ? '## Result (error)' : '## Result',
        part.result === null ? NOT_RECORDED : block(part.result, chars),
      ];
    case 'compaction':
      return ['## History replaced by a summary', ...(part.text === null ? [] : [block(part.text, chars)])];
    case 'other':
      return [`## ${oneLine(part.kind)}`, block(part.json, chars)];
    default: {
      const name = part.name ?? part.uri ?? part.fileId ?? part.mimeType;
      const size = part.byteLength === null ? '' : ` (${formatBytes(part.byteLength)})`;
      return [`## Attached ${part.type}`, `${oneLine(name ?? 'without a name')}${size}`];
    }
  }
}

function heading(what: string, name: string, agent: string | null): string {
  return `# ${what}: ${oneLine(name)}${agent === null ? '' : ` (agent ${oneLine(agent)})`}`;
}

function failureOf({ errorClass, errorMessage }: AgentSpan, status: string): string {
  const reason = [errorClass, errorMessage].filter((text) => text !== null && text !== '').join(': ');
  return `Outcome: ${status}${reason === '' ? '' : `\n\n${fenced(reason, '')}`}`;
}

function block(text: string, chars: CutLength): string {
  const json = chars === undefined ? readableJson(text) : null;
  const shown = fenced(json ?? text, json === null ? '' : 'json');
  if (chars === undefined) return shown;
  return `${shown}\n\n*Only the first ${formatCount(text.length)} of ${formatCount(chars)} characters: what follows is not compared.*`;
}

/** With a fence that the text itself does not have. */
function fenced(text: string, language: string): string {
  const longest = Math.max(2, ...(text.match(/`{3,}/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}

function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
