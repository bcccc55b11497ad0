/** Groups the iterations on the flame graph into brackets and gives overlapping brackets their own lanes. Pure. */
import type { LoopMark } from '../../src/protocol/frames';

export interface LoopBracket {
  loopId: string;
  start: number;
  end: number;
  firstRow: number;
  lastRow: number;
  /** 0 is nearest to the rows. */
  lane: number;
  iterations: { iteration: number; start: number; end: number }[];
}

export function loopBrackets(marks: readonly LoopMark[]): LoopBracket[] {
  const byLoop = new Map<string, LoopBracket>();
  for (const mark of marks) {
    const bracket = byLoop.get(mark.loopId);
    const iteration = { iteration: mark.iteration, start: mark.start, end: mark.end };
    if (!bracket) {
      const { loopId, start, end, firstRow, lastRow } = mark;
      byLoop.set(loopId, { loopId, start, end, firstRow, lastRow, lane: 0, iterations: [iteration] });
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
  for (const bracket of brackets) {
    bracket.iterations.sort((a, b) => a.iteration - b.iteration);
    const free = laneEnds.findIndex((end) => end <= bracket.start);
    bracket.lane = free === -1 ? laneEnds.length : free;
    laneEnds[bracket.lane] = bracket.end;
  }
  return brackets;
}

export function laneCount(brackets: readonly LoopBracket[]): number {
  return brackets.reduce((count, bracket) => Math.max(count, bracket.lane + 1), 0);
}
