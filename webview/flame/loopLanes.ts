/** Groups the iterations on the flame graph into brackets and gives overlapping brackets their own lanes. Pure. */
import type { LoopMark } from '../../src/protocol/frames';
import type { Loop } from '../../src/protocol/loops';

export interface LoopBracket {
  loopId: string;
  start: number;
  end: number;
  firstRow: number;
  lastRow: number;
  /** 0 is nearest to the rows. */
  lane: number;
  /** Where the next bracket of the lane begins; Infinity when there is none. */
  nextInLane: number;
  /** By start. */
  iterations: { iteration: number; start: number; end: number }[];
  /** What the loop cost for nothing; null when the loop is not known (any more). */
  wasted: Loop['wasted'] | null;
}

/** More loops at once than this share the last lane: the rows must stay in view. */
const MAX_LANES = 3;

/** By start. `loopOf` knows the loops by their ids. */
export function loopBrackets(
  marks: readonly LoopMark[],
  loopOf: (id: string) => Loop | undefined,
): LoopBracket[] {
  const byLoop = new Map<string, LoopBracket>();
  for (const mark of marks) {
    const bracket = byLoop.get(mark.loopId);
    const iteration = { iteration: mark.iteration, start: mark.start, end: mark.end };
    if (!bracket) {
      const { loopId, start, end, firstRow, lastRow } = mark;
      const wasted = loopOf(loopId)?.wasted ?? null;
      byLoop.set(loopId, {
        loopId,
        start,
        end,
        firstRow,
        lastRow,
        lane: 0,
        nextInLane: Infinity,
        iterations: [iteration],
        wasted,
      });
      continue;
    }
    bracket.start = Math.min(bracket.start, mark.start);
    bracket.end = Math.max(bracket.end, mark.end);
    bracket.firstRow = Math.min(bracket.firstRow, mark.firstRow);
    bracket.lastRow = Math.max(bracket.lastRow, mark.lastRow);
    bracket.iterations.push(iteration);
  }
  const brackets = [...byLoop.values()].sort((a, b) => a.start - b.start);
  const laneEnds: number[] = [];
  const lastOfLane: LoopBracket[] = [];
  for (const bracket of brackets) {
    bracket.iterations.sort((a, b) => a.start - b.start);
    const free = laneEnds.findIndex((end) => end <= bracket.start);
    bracket.lane = free === -1 ? Math.min(laneEnds.length, MAX_LANES - 1) : free;
    const previous = lastOfLane[bracket.lane];
    if (previous) previous.nextInLane = bracket.start;
    lastOfLane[bracket.lane] = bracket;
    laneEnds[bracket.lane] = Math.max(laneEnds[bracket.lane] ?? -Infinity, bracket.end);
  }
  return brackets;
}

export function laneCount(brackets: readonly LoopBracket[]): number {
  return brackets.reduce((count, bracket) => Math.max(count, bracket.lane + 1), 0);
}
