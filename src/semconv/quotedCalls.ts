/** Tool calls as the request after them quotes them: what the model had asked for, and what came back. */
import type { QuotedCall, RequestedCall, ToolStatus } from '../protocol/agentModel';
import type { MessagePart } from '../protocol/messages';
import { toolOutcome } from './failure';
import { requestedCalls, type Message } from './messages';
import { resultFailure } from './resultFailure';

/** Of a result that is kept with a request, in UTF-16 units: as a rule the tool's own span has all of it. */
const MAX_RESULT = 2_000;

/**
 * Those of the last answer among `messages`: what is quoted of older ones, an earlier request had already. Calls
 * without an id are left out, and so are those that wait for their result.
 */
export function quotedCalls(messages: readonly Message[]): QuotedCall[] {
  let asked = messages.length;
  while (asked > 0 && messages[asked - 1]!.role !== 'assistant') asked--;
  const answers = messages.slice(asked);
  if (!answers.some(({ role, parts }) => role === 'tool' || parts.some(({ type }) => type === 'tool_result')))
    return [];
  // Some APIs make a message of each part of an answer.
  let from = asked;
  while (from > 0 && messages[from - 1]!.role === 'assistant') from--;
  const calls = requestedCalls(messages.slice(from, asked));
  const byId = new Map(calls.map((call) => [call.id, call]));
  const results = answers.flatMap(({ parts }) => parts.flatMap(resultIn));
  return (results.length > 0 ? results : resultsInOrder(answers, calls)).map((result) => ({
    ...result,
    name: byId.get(result.id)?.name ?? null,
    arguments: byId.get(result.id)?.arguments ?? null,
  }));
}

type QuotedResult = Pick<QuotedCall, 'id' | 'result' | 'status'>;

function resultIn(part: MessagePart): QuotedResult[] {
  if (part.type !== 'tool_result' || part.id === null) return [];
  const { id, result } = part;
  return [
    { id, result: result === null ? null : shortened(result), status: quotedStatus(result, part.isError) },
  ];
}

/** Of emitters that leave out which call a tool's message answers: one message for each call, in their order. */
function resultsInOrder(answers: readonly Message[], calls: readonly RequestedCall[]): QuotedResult[] {
  const told = answers.filter(({ role }) => role === 'tool');
  if (told.length !== calls.length) return [];
  return told.flatMap(({ parts }, i) => {
    const { id } = calls[i]!;
    const texts = parts.flatMap((part) => (part.type === 'text' ? [part.text] : []));
    if (id === null || texts.length === 0) return [];
    const result = texts.join('\n');
    return [{ id, result: shortened(result), status: quotedStatus(result) }];
  });
}

/** How the call ended, by what was told the model of it. */
export function quotedStatus(result: string | null, isError = false): ToolStatus {
  const failure = resultFailure(result) ?? (isError ? (result ?? '') : null);
  return failure === null ? 'ok' : toolOutcome(null, failure);
}

/** With a fingerprint of all of it, so that two results are the same only if they are. */
function shortened(result: string): string {
  if (result.length <= MAX_RESULT) return result;
  return `${result.slice(0, MAX_RESULT)}… [${result.length} characters, ${fingerprint(result)}]`;
}

/** FNV-1a, 32 bits. */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
