/**
 * The conversation of a model call as far as records tell it, for emitters that have no messages anywhere: the prompt
 * of the run, what the tools of the turn before gave back, the text of the answer, and the tool calls that it led to.
 */
import type { ToolCallFacts } from '../protocol/agentModel';
import type { Conversation, Message, MessagePart } from '../protocol/messages';
import type { SpanRef } from '../protocol/units';
import type { SessionAnalysis } from './sessionAnalysis';
import { spanKey } from './spanNode';
import type { TurnNodes } from './turnNodes';

/** Only what is new since the call before. Empty for a span that is no turn's model call. */
export function toldConversation(
  { list, told, turnOf }: Pick<SessionAnalysis, 'list' | 'told' | 'turnOf'>,
  ref: SpanRef,
): Conversation {
  const key = spanKey(ref);
  const at = (turnOf(ref) ?? 0) - 1;
  const conversation: Conversation = { system: [], input: [], output: [], tools: [], delta: true };
  const turn = list.turns[at];
  if (turn === undefined || spanKey(turn.turn) !== key) return conversation;
  const before = list.turns.findLast(
    (each, place) => place < at && each.turn.error === null && each.model.actor === turn.model.actor,
  );
  return {
    ...conversation,
    input: before ? resultsOf(before) : promptOf(turn),
    output: answerOf(turn, told.answers.get(key) ?? null),
  };
}

function promptOf({ model }: TurnNodes): Message[] {
  const text = model.span!.userMessage ?? model.actor?.span?.userMessage ?? null;
  return text === null ? [] : [message('user', [{ type: 'text', text }])];
}

function resultsOf({ tools }: TurnNodes): Message[] {
  return tools.flatMap(({ span }) => {
    const { name, callId, result, status } = span!.tool!;
    const said = result ?? (status === 'ok' ? null : span!.errorMessage);
    if (said === null) return [];
    const failed = status === 'ok' ? {} : ({ isError: true } as const);
    return [message('tool', [{ type: 'tool_result', id: callId, name, result: said, ...failed }])];
  });
}

function answerOf({ tools }: TurnNodes, text: string | null): Message[] {
  const parts: MessagePart[] = text === null ? [] : [{ type: 'text', text }];
  for (const { span } of tools) parts.push(callOf(span!.tool!));
  return parts.length === 0 ? [] : [message('assistant', parts)];
}

function callOf({ name, callId, arguments: args }: ToolCallFacts): MessagePart {
  return { type: 'tool_call', id: callId, name, arguments: args };
}

function message(role: Message['role'], parts: MessagePart[]): Message {
  return { role, parts, finishReason: null };
}
