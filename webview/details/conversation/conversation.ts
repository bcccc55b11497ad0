/** Messages as they are read: results under the calls that they answer, repeated history apart from what is new. Pure. */
import type { MessageList, ShownMessage, ShownPart, SpanMessages } from '../../../src/protocol/messages';

export interface PartEntry {
  list: MessageList;
  /** Places in that list and in the message. */
  message: number;
  part: number;
  content: ShownPart;
  /** Of a tool call: what came back, wherever in the conversation that stands. */
  result: PartEntry | null;
}

export interface MessageEntry {
  list: MessageList;
  message: number;
  role: ShownMessage['role'];
  name: string | null;
  finishReason: string | null;
  /** The emitter cut it off. */
  truncated: boolean;
  parts: PartEntry[];
}

/** Neighbours that are all new in this request, or all repeated. */
export interface Segment {
  isNew: boolean;
  /** Messages as they were sent, those included whose results stand elsewhere. */
  count: number;
  entries: MessageEntry[];
}

export interface ReadConversation {
  system: MessageEntry[];
  input: Segment[];
  output: MessageEntry[];
}

/** `isNew`: whether the message at a place of `input` was not in the request before. */
export function readConversation(
  messages: SpanMessages,
  isNew: (message: number) => boolean,
): ReadConversation {
  const entries = {
    system: entriesOf('system', messages.system),
    input: entriesOf('input', messages.input),
    output: entriesOf('output', messages.output),
  };
  const paired = pairResults([...entries.input, ...entries.output], (entry) =>
    entry.list === 'input' && !isNew(entry.message) ? 'repeated' : 'new',
  );
  return {
    system: entries.system,
    input: segmentsOf(entries.input, paired, isNew),
    output: entries.output.filter((entry) => !isMoved(entry, paired)),
  };
}

function entriesOf(list: MessageList, messages: readonly ShownMessage[]): MessageEntry[] {
  return messages.map(({ role, name, parts, finishReason, truncated }, message) => ({
    list,
    message,
    role,
    name: name ?? null,
    finishReason,
    truncated: truncated === true,
    parts: parts.map((content, part) => ({ list, message, part, content, result: null })),
  }));
}

/**
 * Puts results under their calls, and returns those that now stand there. A result never moves between what is
 * repeated and what is new: it would be hidden, or shown as new.
 */
function pairResults(entries: MessageEntry[], sideOf: (entry: MessageEntry) => string): Set<PartEntry> {
  const moved = new Set<PartEntry>();
  const open: { side: string; call: PartEntry }[] = [];
  for (const entry of entries) {
    const side = sideOf(entry);
    for (const part of entry.parts) {
      const { content } = part;
      if (content.type === 'tool_call') open.push({ side, call: part });
      if (content.type !== 'tool_result') continue;
      const at = open.findIndex((each) => each.side === side && answers(content, each.call.content));
      const [found] = at < 0 ? [] : open.splice(at, 1);
      if (!found) continue;
      found.call.result = part;
      moved.add(part);
    }
  }
  for (const entry of entries) entry.parts = entry.parts.filter((part) => !moved.has(part));
  return moved;
}

/** By id; where one of them has none, by name, or simply in order. */
function answers(result: ShownPart, call: ShownPart): boolean {
  if (result.type !== 'tool_result' || call.type !== 'tool_call') return false;
  if (result.id !== null && call.id !== null) return result.id === call.id;
  return result.name === null || call.name === null || result.name === call.name;
}

/** All that it had stands under calls. */
function isMoved({ parts, list, message }: MessageEntry, moved: ReadonlySet<PartEntry>): boolean {
  if (parts.length > 0) return false;
  for (const part of moved) if (part.list === list && part.message === message) return true;
  return false;
}

function segmentsOf(
  entries: readonly MessageEntry[],
  moved: ReadonlySet<PartEntry>,
  isNew: (message: number) => boolean,
): Segment[] {
  const movedMessages = new Set(
    [...moved].filter(({ list }) => list === 'input').map(({ message }) => message),
  );
  const segments: Segment[] = [];
  for (const entry of entries) {
    const isNewEntry = isNew(entry.message);
    let segment = segments.at(-1);
    if (segment?.isNew !== isNewEntry) {
      segment = { isNew: isNewEntry, count: 0, entries: [] };
      segments.push(segment);
    }
    segment.count++;
    if (entry.parts.length > 0 || !movedMessages.has(entry.message)) segment.entries.push(entry);
  }
  return segments;
}
