/**
 * An iteration of a loop as a Markdown text to be compared with another one's: what was said, asked for and answered,
 * without times, ids and figures, which always differ. Pure.
 */
import type { AgentSpan, RequestedCall } from '../../protocol/agentModel';
import { formatBytes } from '../../protocol/format';
import type { ShownMessage, ShownPart, SpanMessages } from '../../protocol/messages';
import type { Translate } from '../sessionText';
import { readableJson } from './readableJson';

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
export function iterationText(spans: readonly IterationSpan[], more: number, t: Translate): string {
  const ordered = spans.toSorted((a, b) => a.span.startTime - b.span.startTime);
  const calls = ordered.flatMap(({ span }) => (span.tool ? [span.tool] : []));
  const hasSpan = ({ id, name }: Pick<RequestedCall, 'id' | 'name'>) =>
    calls.some((call) => (id !== null && call.callId !== null ? call.callId === id : call.name === name));
  const sections = ordered.map((each) => sectionOf(each, hasSpan, t));
  const missing = sections.flat().some((each) => each.startsWith(notRecorded(t)));
  const blocks = [
    ...sections.flat(),
    ...(more === 1 ? [`*${t('1 more span is not shown.')}*`] : []),
    ...(more > 1 ? [`*${t('{0} more spans are not shown.', more)}*`] : []),
    ...(missing ? [`*${t('To record what is missing: {0}', ordered[0]!.contentSwitch)}*`] : []),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function sectionOf(each: IterationSpan, hasSpan: (call: RequestedCall) => boolean, t: Translate): string[] {
  const { span, cut } = each;
  const { tool, handoff } = span;
  if (tool) {
    const size = tool.resultBytes === null ? '' : ` ${t('It had {0}.', formatBytes(tool.resultBytes))}`;
    return [
      heading(t('Tool call'), tool.name, span.agent, t),
      tool.status === 'ok' ? t('Outcome: {0}', 'ok') : failureOf(span, tool.status, t),
      `## ${t('Arguments')}`,
      tool.arguments === null ? notRecorded(t) : block(tool.arguments, cut.arguments, t),
      `## ${t('Result')}`,
      tool.result === null ? notRecorded(t) + size : block(tool.result, cut.result, t),
    ];
  }
  const failure = span.status === 'error' ? [failureOf(span, 'error', t)] : [];
  if (handoff) {
    return [
      `# ${t('Hand-off: {0} → {1}', oneLine(handoff.from ?? '?'), oneLine(handoff.to ?? '?'))}`,
      ...failure,
    ];
  }
  if (!span.model) return [heading(span.kind, span.name, span.agent, t), ...failure];
  const { responseModel, requestModel } = span.model;
  return [
    heading(t('Model call'), responseModel ?? requestModel ?? span.name, span.agent, t),
    ...failure,
    ...answerOf(each, hasSpan, t),
  ];
}

/** What the model said; where that is nothing, what it was asked last. */
function answerOf(
  { span, messages, results }: IterationSpan,
  hasSpan: (call: RequestedCall) => boolean,
  t: Translate,
) {
  const recorded = messages?.output.flatMap(({ parts }) => parts) ?? [];
  const parts = recorded.length > 0 ? recorded : toldParts(span);
  if (parts.length === 0) {
    const asked = messages?.input.at(-1);
    return asked ? requestOf(asked, t) : [`## ${t('Message')}`, notRecorded(t)];
  }
  return parts.flatMap((part) => {
    if (part.type !== 'tool_call') return partOf(part, t);
    if (hasSpan(part)) return [];
    const result = part.id === null ? undefined : results.get(part.id);
    return [...partOf(part, t), ...(result ? partOf(result, t) : [])];
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

function requestOf({ role, parts }: ShownMessage, t: Translate): string[] {
  return [
    t('No answer.'),
    `## ${t('Last message before it ({0})', role)}`,
    ...parts.flatMap((part) => partOf(part, t)),
  ];
}

function partOf(part: ShownPart, t: Translate): string[] {
  const { chars } = part;
  switch (part.type) {
    case 'text':
      return [`## ${t('Message')}`, block(part.text, chars, t)];
    case 'reasoning':
      return [`## ${t('Reasoning')}`, block(part.text, chars, t)];
    case 'tool_call':
      return [
        `## ${part.name === null ? t('Asks for a tool') : t('Asks for {0}', oneLine(part.name))}`,
        part.arguments === null ? notRecorded(t) : block(part.arguments, chars, t),
      ];
    case 'tool_result':
      return [
        `## ${part.isError ? t('Result (error)') : t('Result')}`,
        part.result === null ? notRecorded(t) : block(part.result, chars, t),
      ];
    case 'compaction':
      return [
        `## ${t('History replaced by a summary')}`,
        ...(part.text === null ? [] : [block(part.text, chars, t)]),
      ];
    case 'other':
      return [`## ${oneLine(part.kind)}`, block(part.json, chars, t)];
    default: {
      const name = part.name ?? part.uri ?? part.fileId ?? part.mimeType;
      const size = part.byteLength === null ? '' : ` (${formatBytes(part.byteLength)})`;
      return [`## ${t('Attached {0}', part.type)}`, `${oneLine(name ?? t('without a name'))}${size}`];
    }
  }
}

function notRecorded(t: Translate): string {
  return t('Not recorded.');
}

function heading(what: string, name: string, agent: string | null, t: Translate): string {
  return `# ${what}: ${oneLine(name)}${agent === null ? '' : ` (${t('agent {0}', oneLine(agent))})`}`;
}

function failureOf({ errorClass, errorMessage }: AgentSpan, status: string, t: Translate): string {
  const reason = [errorClass, errorMessage].filter((text) => text !== null && text !== '').join(': ');
  return `${t('Outcome: {0}', status)}${reason === '' ? '' : `\n\n${fenced(reason, '')}`}`;
}

function block(text: string, chars: CutLength, t: Translate): string {
  const json = chars === undefined ? readableJson(text) : null;
  const shown = fenced(json ?? text, json === null ? '' : 'json');
  if (chars === undefined) return shown;
  const cut = t(
    'Only the first {0} of {1} characters: what follows is not compared.',
    formatCount(text.length),
    formatCount(chars),
  );
  return `${shown}\n\n*${cut}*`;
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
