/** Where two prompts begin to differ, and what that did to the provider's cache, which serves common beginnings only. */
import type { PromptDiff, PromptPlace } from '../protocol/context';
import type { Conversation } from '../protocol/messages';
import type { Turn } from '../protocol/turns';
import { messageText, toolText } from './promptUnits';

export interface TurnConversation {
  turn: Turn;
  /** The whole prompt, for emitters of news only too; null where the emitter sent none. */
  conversation: Conversation | null;
}

/** Less than this share of what the earlier turn left in the cache is a miss. */
const MISS_SHARE = 0.5;
/** Characters that an excerpt shows before the difference and in all. */
const EXCERPT_BEFORE = 40;
const EXCERPT = 160;

interface Section {
  place: PromptPlace;
  text: string;
}

/** `a` is the earlier turn. */
export function promptDiff(a: TurnConversation, b: TurnConversation): PromptDiff {
  const cacheMiss = isCacheMiss(a.turn, b.turn);
  const base = { a: a.turn.index, b: b.turn.index, cacheMiss };
  const nowhere = { where: null, offset: null, before: null, after: null };
  if (a.conversation === null || b.conversation === null) {
    const which = (a.conversation === null ? a : b).turn.index;
    const sentence = `The prompt of turn ${which} was not recorded, so there is nothing to compare. Switch content capture on where the agent's tracing is set up.`;
    return { ...base, ...nowhere, kind: 'unrecorded', samePrefixChars: 0, samePrefixTokens: null, sentence };
  }
  const [before, after] = [sectionsOf(a.conversation), sectionsOf(b.conversation)];
  const difference = firstDifference(before, after);
  const total = before.reduce((sum, { text }) => sum + text.length, 0);
  const { contextTokens } = a.turn;
  const diff = {
    ...base,
    ...nowhere,
    ...difference,
    samePrefixTokens:
      contextTokens === null || total === 0
        ? null
        : Math.round((contextTokens * difference.samePrefixChars) / total),
  };
  return { ...diff, sentence: sentenceOf(diff, a.turn, b.turn, after.length - before.length) };
}

function sectionsOf({ tools, system, input }: Conversation): Section[] {
  const sections: Section[] = tools.map((tool, index) => ({
    place: { section: 'tools', index, role: null, name: tool.name },
    text: toolText(tool),
  }));
  if (system.length > 0) {
    const place: PromptPlace = { section: 'system', index: 0, role: 'system', name: null };
    sections.push({ place, text: system.map(messageText).join('\n') });
  }
  for (const [index, message] of input.entries()) {
    const place: PromptPlace = { section: 'messages', index, role: message.role, name: message.name ?? null };
    sections.push({ place, text: messageText(message) });
  }
  return sections;
}

type Difference = Pick<PromptDiff, 'kind' | 'samePrefixChars'> &
  Partial<Pick<PromptDiff, 'where' | 'offset' | 'before' | 'after'>>;

function firstDifference(before: readonly Section[], after: readonly Section[]): Difference {
  let samePrefixChars = 0;
  const shorter = Math.min(before.length, after.length);
  for (let i = 0; i < shorter; i++) {
    const [old, now] = [before[i]!, after[i]!];
    if (
      old.text === now.text &&
      old.place.section === now.place.section &&
      old.place.role === now.place.role
    ) {
      samePrefixChars += now.text.length;
      continue;
    }
    // Of what stands in another section's place nothing is the same.
    const offset = old.place.section === now.place.section ? commonPrefix(old.text, now.text) : 0;
    return {
      kind: 'changed',
      samePrefixChars: samePrefixChars + offset,
      where: firstOf(old.place, now.place),
      offset,
      before: excerpt(old.text, offset),
      after: excerpt(now.text, offset),
    };
  }
  if (before.length === after.length) return { kind: 'same', samePrefixChars };
  const [kind, next] =
    after.length > before.length
      ? (['extended', after[shorter]!] as const)
      : (['shortened', before[shorter]!] as const);
  // Tools and system text come before the messages: more of them move everything behind.
  const text = excerpt(next.text, 0);
  return {
    kind,
    samePrefixChars,
    where: next.place,
    offset: 0,
    before: kind === 'shortened' ? text : null,
    after: kind === 'extended' ? text : null,
  };
}

const ORDER = ['tools', 'system', 'messages'];

/** What only one prompt has stands where the other goes on with the next section. */
function firstOf(a: PromptPlace, b: PromptPlace): PromptPlace {
  return ORDER.indexOf(a.section) < ORDER.indexOf(b.section) ? a : b;
}

function commonPrefix(a: string, b: string): number {
  const end = Math.min(a.length, b.length);
  let same = 0;
  while (same < end && a.charCodeAt(same) === b.charCodeAt(same)) same++;
  return same;
}

function excerpt(text: string, offset: number): string {
  const from = Math.max(0, offset - EXCERPT_BEFORE);
  const shown = text.slice(from, from + EXCERPT);
  return `${from > 0 ? '…' : ''}${shown}${from + EXCERPT < text.length ? '…' : ''}`;
}

function isCacheMiss(a: Turn, b: Turn): boolean {
  const left = (a.usage.cacheRead ?? 0) + (a.usage.cacheWrite ?? 0);
  return b.usage.cacheRead !== null && left > 0 && b.usage.cacheRead < left * MISS_SHARE;
}

function sentenceOf(
  { kind, where, offset, cacheMiss }: Pick<PromptDiff, 'kind' | 'where' | 'offset' | 'cacheMiss'>,
  a: Turn,
  b: Turn,
  difference: number,
): string {
  if (kind === 'changed' && where !== null) {
    const change = `${nameOf(where)} changed at character ${offset}`;
    return cacheMiss ? `Cache miss because ${change}.` : `${capitalised(change)}.`;
  }
  const count = Math.abs(difference);
  const messages = `${count} ${where?.section === 'messages' ? 'message' : 'part'}${count === 1 ? '' : 's'}`;
  const what =
    kind === 'extended'
      ? `Turn ${b.index} sends all of turn ${a.index} again and adds ${messages}`
      : kind === 'shortened'
        ? `Turn ${b.index} leaves out the last ${messages} of turn ${a.index}`
        : `Turns ${a.index} and ${b.index} send the same prompt`;
  if (!cacheMiss) return `${what}.`;
  const models =
    a.model !== b.model
      ? ` The model is another one (${b.model ?? 'unknown'}), with a cache of its own.`
      : '';
  const apart = b.startTime - (a.startTime + a.durationMs);
  return `${what}, yet little of it was read from the cache, ${duration(apart)} later.${models || ' The cached prompt had most likely expired.'}`;
}

function nameOf({ section, index, role, name }: PromptPlace): string {
  if (section === 'system') return 'the system prompt';
  if (section === 'tools') return `the definition of the tool "${name ?? index + 1}"`;
  return `message ${index + 1} (${role ?? 'unknown'})`;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
