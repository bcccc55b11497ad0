/** What log records say of conversations, for emitters that have no messages anywhere. */
import type { AgentEvent } from '../protocol/agentEvents';
import type { AgentSpan } from '../protocol/agentModel';
import { spanKey } from './spanNode';

export interface ToldContent {
  /** Calls that records tell of, by `spanKey`. */
  calls: ReadonlySet<string>;
  /** Texts of answers, by `spanKey` of the model call. */
  answers: ReadonlyMap<string, string>;
}

export const NOTHING_TOLD: ToldContent = { calls: new Set(), answers: new Map() };

/** By the id that an answer and its record share. */
export function answersOf(spans: readonly AgentSpan[], events: readonly AgentEvent[]): Map<string, string> {
  const answers = new Map<string, string>();
  const texts = new Map<string, string>();
  for (const { kind, text, model } of events) {
    if (kind === 'answer' && text !== null && model?.responseId != null) texts.set(model.responseId, text);
  }
  if (texts.size === 0) return answers;
  for (const span of spans) {
    const text = span.model?.responseId == null ? undefined : texts.get(span.model.responseId);
    if (text !== undefined) answers.set(spanKey(span), text);
  }
  return answers;
}
