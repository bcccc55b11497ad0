/** What a person wrote, without what coding agents put around it in the user's name. */
import { lastUserText, type Message, type MessagePart } from './messages';

/** Parts of a user's message that the agent adds: a part begins with one of these. */
const ADDED_PART = /^\s*<(?:system[-_]reminder|session_context|environment_context|user_instructions)>/;
/** At the beginning of the text itself, and at its end. */
const ADDED_PREFIX = /^\s*<(current_datetime|system[-_]reminder)>[^]*?<\/\1>\s*/;
const ADDED_SUFFIX = /\s*<(system[-_]reminder)>(?:(?!<\/\1>)[^])*<\/\1>\s*$/;

/** Null when no message has anything that a person wrote. */
export function promptText(messages: readonly Message[]): string | null {
  const text = lastUserText(
    messages.map((message) =>
      message.role === 'user' ? { ...message, parts: message.parts.filter(isWritten) } : message,
    ),
  );
  const written = text?.replace(ADDED_PREFIX, '').replace(ADDED_SUFFIX, '').trim() ?? '';
  return written === '' ? null : written;
}

function isWritten(part: MessagePart): boolean {
  return part.type !== 'text' || !ADDED_PART.test(part.text);
}
