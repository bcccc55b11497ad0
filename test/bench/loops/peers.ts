/**
 * The published loop rules of other tools, written again from their sources, each as generous as its rule allows: it
 * watches every agent by itself, and alarms that touch count once. What a language model judges there (gemini-cli's
 * third rule) cannot be had here.
 */
import { createHash } from 'node:crypto';
import { canonicalArguments } from '../../../src/analysis/canonicalArguments';
import type { Act, Call } from './run';

/** What one agent did for one request or more, as its own program sees it. */
export type Conversation = readonly Act[];

/** First and last place in the conversation of what was taken for a loop. */
export interface Alarm {
  from: number;
  to: number;
}

export interface PeerRule {
  name: string;
  alarms: (conversation: Conversation) => Alarm[];
}

interface Event {
  at: number;
  type: 'action' | 'observation' | 'message' | 'user';
  /** Equal texts are equal events. */
  text: string;
  failed: boolean;
}

/** `stuck_detector.py` of the OpenHands SDK: its last 20 events, since the user's last message. */
export const OPEN_HANDS: PeerRule = {
  name: 'OpenHands',
  alarms: (conversation) => {
    const found: Alarm[] = [];
    const events: Event[] = [];
    for (const event of eventsOf(conversation)) {
      if (event.type === 'user') events.length = 0;
      else events.push(event);
      const alarm = openHandsStuck(events.slice(-20));
      if (alarm) found.push(alarm);
    }
    return joined(found);
  },
};

function openHandsStuck(events: readonly Event[]): Alarm | undefined {
  const last = events.at(-1);
  if (!last) return undefined;
  const actions = events.filter(({ type }) => type === 'action');
  const observations = events.filter(({ type }) => type === 'observation');
  const same = (list: readonly Event[], count: number) =>
    list.length >= count && list.slice(-count).every(({ text }) => text === list.at(-1)!.text);
  const since = (list: readonly Event[], count: number) => ({ from: list.at(-count)!.at, to: last.at });
  if (same(actions, 4) && same(observations, 4)) return since(actions, 4);
  const failing = observations.length >= 3 && observations.slice(-3).every(({ failed }) => failed);
  if (same(actions, 3) && failing) return since(actions, 3);
  if (events.length >= 3 && events.slice(-3).every(({ type }) => type === 'message')) return since(events, 3);
  const alternates = (list: readonly Event[]) => {
    const six = list.slice(-6);
    return (
      six.length === 6 &&
      six.every(({ text }, i) => text === six[i % 2]!.text) &&
      six[0]!.text !== six[1]!.text
    );
  };
  return alternates(actions) && alternates(observations) ? since(actions, 6) : undefined;
}

function eventsOf(conversation: Conversation): Event[] {
  return conversation.flatMap((act, at): Event[] => {
    if (act.type === 'failed-request') return [];
    if (act.type === 'user') return [{ at, type: 'user', text: act.text, failed: false }];
    if (act.calls.length === 0) return [{ at, type: 'message', text: act.text, failed: false }];
    return act.calls.flatMap((each): Event[] => [
      {
        at,
        type: 'action',
        text: JSON.stringify([act.text, each.tool, canonicalArguments(each.args)]),
        failed: false,
      },
      { at, type: 'observation', text: each.result, failed: each.status !== 'ok' },
    ]);
  });
}

/** `loopDetectionService.ts` of gemini-cli: five consecutive identical calls, or a text of 50 characters ten times. */
export const GEMINI_CLI: PeerRule = {
  name: 'gemini-cli',
  alarms: (conversation) => {
    const calls = consecutive(conversation, 5, ({ tool, args }) =>
      createHash('sha256').update(`${tool}:${args}`).digest('hex'),
    );
    return joined([...calls, ...chanting(conversation)]);
  },
};

const CHUNK = 50;
const CHUNK_REPEATS = 10;
const MAX_AVERAGE_GAP = 250;
const HISTORY = 5_000;

function chanting(conversation: Conversation): Alarm[] {
  const found: Alarm[] = [];
  let text = '';
  let from = 0;
  let places = new Map<string, number[]>();
  for (const [at, act] of conversation.entries()) {
    if (act.type !== 'answer' || act.calls.length > 0) {
      [text, places] = ['', new Map<string, number[]>()];
      continue;
    }
    if (text === '') from = at;
    const begin = Math.max(0, text.length - CHUNK + 1);
    text += act.text;
    for (let place = begin; place + CHUNK <= text.length; place++) {
      const chunk = text.slice(place, place + CHUNK);
      const seen = (places.get(chunk) ?? []).filter((each) => each > text.length - HISTORY);
      seen.push(place);
      places.set(chunk, seen);
      const recent = seen.slice(-CHUNK_REPEATS);
      const gap = (recent.at(-1)! - recent[0]!) / (CHUNK_REPEATS - 1);
      if (recent.length === CHUNK_REPEATS && gap <= MAX_AVERAGE_GAP) found.push({ from, to: at });
    }
  }
  return found;
}

/** `loop-detection.ts` of Cline: its first warning, at three consecutive calls with the same name and arguments. */
export const CLINE: PeerRule = {
  name: 'Cline',
  alarms: (conversation) =>
    joined(consecutive(conversation, 3, ({ tool, args }) => `${tool}:${canonicalArguments(args)}`)),
};

/** The same label anywhere, three times: what a call is and is about, whatever came of it. */
export const SAME_LABEL: PeerRule = {
  name: 'same label ×3',
  alarms: (conversation) => {
    const places = new Map<string, number[]>();
    const found: Alarm[] = [];
    for (const [at, act] of conversation.entries()) {
      for (const each of act.type === 'answer' ? act.calls : []) {
        const label = labelOf(each);
        const seen = places.get(label) ?? [];
        seen.push(at);
        places.set(label, seen);
        if (seen.length >= 3) found.push({ from: seen.at(-3)!, to: at });
      }
    }
    return joined(found);
  },
};

export const PEER_RULES: readonly PeerRule[] = [OPEN_HANDS, GEMINI_CLI, CLINE, SAME_LABEL];

/** A tool's name with its first argument, as lists of steps show it: `read_file src/app.py`. */
function labelOf({ tool, args }: Call): string {
  const value: unknown = JSON.parse(args);
  const [first] = typeof value === 'object' && value !== null ? (Object.values(value) as unknown[]) : [value];
  return `${tool} ${JSON.stringify(first ?? '')}`;
}

function consecutive(conversation: Conversation, count: number, keyOf: (call: Call) => string): Alarm[] {
  const found: Alarm[] = [];
  let row: number[] = [];
  let last: string | undefined;
  for (const [at, act] of conversation.entries()) {
    if (act.type === 'user') [row, last] = [[], undefined];
    for (const each of act.type === 'answer' ? act.calls : []) {
      const key = keyOf(each);
      row = key === last ? [...row, at] : [at];
      last = key;
      if (row.length >= count) found.push({ from: row[0]!, to: at });
    }
  }
  return found;
}

/** Alarms that overlap are one: nobody is told twice of the same. */
function joined(alarms: readonly Alarm[]): Alarm[] {
  const result: Alarm[] = [];
  for (const alarm of [...alarms].sort((a, b) => a.from - b.from || a.to - b.to)) {
    const last = result.at(-1);
    if (last && alarm.from <= last.to) last.to = Math.max(last.to, alarm.to);
    else result.push({ ...alarm });
  }
  return result;
}

/** What each agent of a run did by itself: every sub-agent's call is a conversation of its own. */
export function conversationsOf(acts: readonly Act[]): Conversation[] {
  const ofAgent = new Map<string, Act[]>();
  const inner: Conversation[] = [];
  for (const act of acts) {
    if (act.type === 'user') {
      for (const list of ofAgent.values()) list.push(act);
      continue;
    }
    const list = ofAgent.get(act.agent) ?? [];
    list.push(act);
    ofAgent.set(act.agent, list);
    for (const each of act.type === 'answer' ? act.calls : []) inner.push(...conversationsOf(each.inside));
  }
  return [...ofAgent.values(), ...inner];
}
