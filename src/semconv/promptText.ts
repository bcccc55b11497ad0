/** What a person wrote, without what coding agents put around it in the user's name. */
import { lastUserText, type Message, type MessagePart } from './messages';

/** Parts of a user's message that the agent adds: a part begins with one of these. */
const ADDED_PART = /^\s*<(?:system[-_]reminder|session_context|environment_context|user_instructions)>/;
/** At the beginning of the text itself. */
const ADDED_PREFIX = /^\s*<(current_datetime|system[-_]reminder)>[^]*?<\/\1>\s*/;
/** At its end. */
const ADDED_AT_END = ['system-reminder', 'system_reminder'];

/** Null when no message has anything that a person wrote. */
export function promptText(messages: readonly Message[]): string | null {
  const text = lastUserText(
    messages.map((message) =>
      message.role === 'user' ? { ...message, parts: message.parts.filter(isWritten) } : message,
    ),
  );
  const written = withoutEnd(text?.replace(ADDED_PREFIX, '').trim() ?? '');
  return written === '' ? null : written;
}

/** By steps: a pattern that may begin anywhere would look at a long text again and again. */
function withoutEnd(text: string): string {
  const tag = ADDED_AT_END.find((one) => text.endsWith(`</${one}>`));
  const start = tag === undefined ? -1 : text.lastIndexOf(`<${tag}>`);
  return start < 0 ? text : text.slice(0, start).trimEnd();
}

function isWritten(part: MessagePart): boolean {
  return part.type !== 'text' || !ADDED_PART.test(part.text);
}
