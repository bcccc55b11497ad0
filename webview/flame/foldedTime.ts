/** Between the time of the session and positions on a drawing whose idle gaps are cut. Pure. */
import type { IdleFold } from '../../src/protocol/frames';
import type { DurationMs } from '../../src/protocol/units';

/** Milliseconds since the session's start at a position of the drawing. Inside a fold, its share of the gap. */
export function timeAt(folds: readonly IdleFold[], position: number): DurationMs {
  let hidden = 0;
  for (const { at, width, hiddenMs } of folds) {
    if (position <= at) break;
    hidden += hiddenMs * Math.min((position - at) / width, 1);
  }
  return position + hidden;
}

/** The position of the drawing at so many milliseconds since the session's start. */
export function positionAt(folds: readonly IdleFold[], time: DurationMs): number {
  let hidden = 0;
  for (const { at, width, hiddenMs } of folds) {
    const begins = at + hidden;
    if (time <= begins) break;
    const share = Math.min((time - begins) / (width + hiddenMs), 1);
    hidden += hiddenMs * share;
  }
  return time - hidden;
}

/** How much idle time all folds hide. */
export function hiddenTime(folds: readonly IdleFold[]): DurationMs {
  return folds.reduce((sum, { hiddenMs }) => sum + hiddenMs, 0);
}
