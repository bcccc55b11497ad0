/**
 * The flame graph with its idle time cut short: a conversation that went on after lunch is mostly lunch. Only time in
 * which nothing runs is cut, so every span stays as long as it is.
 */
import type { IdleFold } from '../protocol/frames';
import type { DurationMs } from '../protocol/units';
import { float64Column } from './columns';
import type { FlameLayout } from './flameLayout';
import type { FlameNodes } from './flameNodes';

/** Shorter gaps are part of the picture: a person notices how long they are. */
const SHORTEST_GAP_MS: DurationMs = 2_000;
/** All folds together are at most this share of the time in which something ran. */
const FOLDS_SHARE = 1 / 8;
/** Up to so many folds are as wide as if they were so many. */
const FEW_FOLDS = 8;
/** Of runs shorter than this a fold is as wide as of one that long. */
const LEAST_ACTIVE_MS: DurationMs = 64;

interface Gap {
  from: number;
  to: number;
}

/** A layout of mode `time`, folded. Where nothing is to be folded it is the same. */
export function foldIdle(layout: FlameLayout): FlameLayout {
  const { gaps, width } = gapsToFold(layout.nodes);
  if (gaps.length === 0) return layout;
  const hiddenBefore = new Float64Array(gaps.length + 1);
  const folds: IdleFold[] = [];
  for (const [i, { from, to }] of gaps.entries()) {
    const hiddenMs = to - from - width;
    folds.push({ at: from - hiddenBefore[i]!, width, hiddenMs });
    hiddenBefore[i + 1] = hiddenBefore[i]! + hiddenMs;
  }
  const place = (position: number) => position - hiddenBefore[gapsBefore(gaps, position)]!;
  return {
    ...layout,
    extent: { from: layout.extent.from, to: place(layout.extent.to) },
    start: placed(layout.start, place),
    end: placed(layout.end, place),
    loopMarks: layout.loopMarks.map((mark) => ({ ...mark, start: place(mark.start), end: place(mark.end) })),
    folds,
  };
}

function placed(positions: Float64Array, place: (position: number) => number): Float64Array {
  const moved = float64Column(positions.length);
  for (let i = 0; i < positions.length; i++) moved[i] = place(positions[i]!);
  return moved;
}

/**
 * Which gaps are cut, and to what width. That depends on powers of two, so that a session that grows does not move
 * under a reader's eyes with every span.
 */
function gapsToFold({ count, start, end }: FlameNodes): { gaps: Gap[]; width: number } {
  const gaps: Gap[] = [];
  let active = 0;
  let last = 0;
  for (let i = 0; i < count; i++) {
    if (start[i]! - last > SHORTEST_GAP_MS) gaps.push({ from: last, to: start[i]! });
    active += Math.max(0, end[i]! - Math.max(last, start[i]!));
    last = Math.max(last, end[i]!);
  }
  const roundActive = 2 ** Math.floor(Math.log2(Math.max(LEAST_ACTIVE_MS, active)));
  const roundCount = 2 ** Math.ceil(Math.log2(Math.max(FEW_FOLDS, gaps.length)));
  const width = (roundActive * FOLDS_SHARE) / roundCount;
  // What is hardly shorter afterwards is not worth a cut.
  return { gaps: gaps.filter(({ from, to }) => to - from > 2 * width), width };
}

/** How many gaps are over at this position. */
function gapsBefore(gaps: readonly Gap[], position: number): number {
  let low = 0;
  let high = gaps.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (gaps[middle]!.to <= position) low = middle + 1;
    else high = middle;
  }
  return low;
}
