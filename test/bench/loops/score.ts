/** How well somebody finds the labelled loops of a corpus. */
import type { LoopKind } from '../../../src/protocol/loops';
import { findCalls } from '../../../src/analysis/calls';
import { findLoops } from '../../../src/analysis/loops/findLoops';
import { buildSpanTree } from '../../../src/analysis/spanTree';
import { spanKey } from '../../../src/analysis/spanNode';
import { buildTurns } from '../../../src/analysis/turns';
import type { PeerRule } from './peers';
import { conversationsOf } from './peers';
import type { Act, Label, Run } from './run';
import { record } from './spans';

/** What somebody took for a loop. */
export interface Claim {
  acts: ReadonlySet<Act>;
  /** 1-based turn in which it begins. */
  firstTurn: number;
  kind?: LoopKind;
  iterations?: number;
  text: string;
}

export interface Judged {
  run: string;
  labels: Label[];
  found: { label: Label; claim: Claim; startError: number }[];
  missed: Label[];
  falseAlarms: Claim[];
}

export interface Score {
  precision: number;
  recall: number;
  /** Mean of the distances between the turns in which loops begin and are said to begin. */
  startError: number;
}

/** The share of a claim's acts, and of a label's, that the other one must have. */
const MOSTLY = 0.5;

/** `strict`: a claim must also be about no more and not much less than the label, as one who draws it has to be. */
export function judge(
  run: Run,
  claims: readonly Claim[],
  turnOf: (act: Act) => number,
  strict: boolean,
): Judged {
  const found: Judged['found'] = [];
  const falseAlarms: Claim[] = [];
  for (const claim of claims) {
    const label = run.labels.find((each) => {
      const acts = new Set(each.acts);
      const common = [...claim.acts].filter((act) => acts.has(act)).length;
      return common >= MOSTLY * claim.acts.size && (!strict || common >= MOSTLY * acts.size);
    });
    // One loop is told once: who tells it again is no help.
    if (!label || (strict && found.some((each) => each.label === label))) falseAlarms.push(claim);
    else if (!found.some((each) => each.label === label)) {
      found.push({ label, claim, startError: Math.abs(turnOf(label.acts[0]!) - claim.firstTurn) });
    }
  }
  const missed = run.labels.filter((label) => !found.some((each) => each.label === label));
  return { run: run.name, labels: run.labels, found, missed, falseAlarms };
}

export function judgeOurs(run: Run): Judged {
  const { spans, actOfSpan, turnOfAct } = record(run);
  const tree = buildSpanTree(spans);
  const loops = findLoops(tree, buildTurns(findCalls(tree)));
  const claims = loops.map((loop): Claim => ({
    acts: new Set(loop.steps.flat().flatMap((ref) => actOfSpan.get(spanKey(ref)) ?? [])),
    firstTurn: loop.firstTurn,
    kind: loop.kind,
    iterations: loop.iterations,
    text: loop.reason,
  }));
  return judge(run, claims, (act) => turnOfAct.get(act)!, true);
}

export function judgePeer(run: Run, { name, alarms }: PeerRule): Judged {
  const { turnOfAct } = record(run);
  const turnOf = (act: Act) => turnOfAct.get(act) ?? 0;
  const claims = conversationsOf(run.acts).flatMap((conversation) =>
    alarms(conversation).map(({ from, to }): Claim => {
      const acts = conversation.slice(from, to + 1).filter(({ type }) => type !== 'user');
      return { acts: new Set(acts), firstTurn: turnOf(acts[0]!), text: name };
    }),
  );
  return judge(run, claims, turnOf, false);
}

export function scoreOf(judged: readonly Judged[]): Score {
  const found = judged.flatMap((each) => each.found);
  const labels = judged.reduce((sum, each) => sum + each.labels.length, 0);
  const alarms = judged.reduce((sum, each) => sum + each.falseAlarms.length, found.length);
  return {
    precision: alarms === 0 ? 1 : found.length / alarms,
    recall: labels === 0 ? 1 : found.length / labels,
    startError: found.reduce((sum, { startError }) => sum + startError, 0) / Math.max(found.length, 1),
  };
}
