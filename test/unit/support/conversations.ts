/** Builders for conversations and the turns that they belong to. */
import { UNKNOWN_USAGE } from '../../../src/protocol/agentModel';
import type { Conversation, Message, SpanMessages } from '../../../src/protocol/messages';
import type { Turn } from '../../../src/protocol/turns';

export function said(role: Message['role'], text: string): Message {
  return { role, parts: [{ type: 'text', text }], finishReason: null };
}

export function conversation(parts: Partial<Conversation>): Conversation {
  return { system: [], input: [], output: [], tools: [], delta: false, ...parts };
}

export const NO_MESSAGES: SpanMessages = { ...conversation({}), truncated: false };

export function turnWith(fields: Partial<Turn>): Turn {
  return {
    index: 1,
    agent: null,
    spanId: 'b7ad6b7169203331',
    traceId: '0af7651916cd43dd8448eb211c80319c',
    model: 'm',
    provider: null,
    startTime: 0,
    durationMs: 1_000,
    modelDurationMs: 1_000,
    timeToFirstTokenMs: null,
    usage: UNKNOWN_USAGE,
    costUsd: null,
    costSource: null,
    finishReason: null,
    error: null,
    errorClass: null,
    attempt: 1,
    retryOf: null,
    contextTokens: null,
    contextLimit: null,
    toolCalls: [],
    ...fields,
  };
}
