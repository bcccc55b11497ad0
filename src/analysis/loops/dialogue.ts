/** Agents that answer each other in turn and have nothing new to say: the same sentences again, or only courtesies. */
import type { LoopThresholds } from '../../protocol/loops';
import { requestOf } from '../steps';
import type { TurnNodes } from '../turnNodes';
import { isCourtesy } from './courtesy';
import type { Finding } from './finding';
import type { Repetition } from './repetitions';
import { repetitionsIn, UNKNOWN } from './repetitions';
import { isNearlyTheSame, SaidText } from './sameMessage';

/** Most agents that talk in turn. */
const MAX_AGENTS = 4;
/** Messages of an agent that its next one is compared with. */
const COMPARED = 2;
/** As much of a request is looked for in what was said before. */
const QUOTED = 200;

/** `turns` in canonical order. */
export function findDialogues(turns: readonly TurnNodes[], thresholds: LoopThresholds): Finding[] {
  const least = thresholds['ping-pong'].warning;
  const outer = turns.filter(({ model }) => model.actor?.span?.kind !== 'tool');
  if (new Set(outer.map(({ model }) => model.agent)).size < 2) return [];
  return talksIn(outer).flatMap((talk) => {
    // Most talks are short, or of one agent: their texts need not be read.
    const agents = new Set(talk.map(({ model }) => model.agent));
    if (talk.length < 2 * least || agents.size < 2) return [];
    const sayings = new Sayings();
    return repetitionsIn(
      talk.map((turn) => sayings.of(turn)),
      MAX_AGENTS,
      least,
    )
      .filter(({ period }) => period > 1)
      .flatMap((found) => dialogue(talk, found) ?? []);
  });
}

function dialogue(talk: readonly TurnNodes[], { start, end, period }: Repetition): Finding | undefined {
  const said = talk.slice(start, end);
  const names = [...new Set(said.slice(0, period).flatMap(({ model }) => model.agent ?? []))];
  if (names.length < 2) return undefined;
  const complete = Math.floor(said.length / period);
  const iterations = [];
  for (let at = 0; at < said.length; at += period)
    iterations.push(said.slice(at, at + period).map((turn) => ({ turn, calls: [] })));
  const who = `${names.slice(0, -1).join(', ')} and ${names.at(-1)!}`;
  const what = said.every((turn) => isCourtesy(answerOf(turn)))
    ? `thanked each other or took leave ${complete} times`
    : `said the same to each other ${complete} times`;
  return {
    kind: 'ping-pong',
    agent: names[0]!,
    period,
    complete,
    iterations,
    toolNames: [],
    claim: `${who} ${what} and did nothing in between`,
    loose: false,
  };
}

/**
 * Messages that follow each other, nothing but messages, split where a person spoke: where a request is neither the
 * one before nor what an agent has just said.
 */
function talksIn(turns: readonly TurnNodes[]): TurnNodes[][] {
  const talks: TurnNodes[][] = [];
  let talk: TurnNodes[] = [];
  for (const turn of turns) {
    const last = talk.at(-1);
    const speaks = turn.tools.length === 0 && turn.turn.error === null && answerOf(turn) !== '';
    if (!speaks || (last && isAsked(turn, talk))) {
      if (talk.length > 0) talks.push(talk);
      talk = [];
    }
    if (speaks) talk.push(turn);
  }
  return talk.length > 0 ? [...talks, talk] : talks;
}

function isAsked({ model }: TurnNodes, talk: readonly TurnNodes[]): boolean {
  const request = requestOf(model);
  if (request === null) return false;
  const before = talk.slice(-MAX_AGENTS);
  const quoted = request.trim().slice(0, QUOTED);
  return before.every((other) => requestOf(other.model) !== request && !answerOf(other).startsWith(quoted));
}

function answerOf({ model }: TurnNodes): string {
  return model.span!.model!.answerText?.trim() ?? '';
}

/** Numbers what agents say: the same for what an agent says again, and for all its courtesies. */
class Sayings {
  private readonly ofAgent = new Map<
    string | null,
    { said: SaidText; courtesy: boolean; symbol: number }[]
  >();
  private last = UNKNOWN;

  of(turn: TurnNodes): number {
    const text = answerOf(turn);
    const said = new SaidText(text);
    const courtesy = isCourtesy(text);
    const before = this.ofAgent.get(turn.model.agent) ?? [];
    const same = before.find((each) => (courtesy && each.courtesy) || isNearlyTheSame(each.said, said));
    const symbol = same?.symbol ?? ++this.last;
    this.ofAgent.set(turn.model.agent, [...before, { said, courtesy, symbol }].slice(-COMPARED));
    return symbol;
  }
}
