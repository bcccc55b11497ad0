/** Look-ups over the frames of one window: by row, by place and by span. Pure. */
import { SPAN_KINDS } from '../../src/protocol/agentModel';
import type { FrameColumns, FrameWindow, LocatedFrame } from '../../src/protocol/frames';
import { FRAME_FLAG } from '../../src/protocol/frames';
import type { SpanRef } from '../../src/protocol/units';

/** A span as one string, to key maps with. */
export function keyOf(ref: SpanRef): string {
  return `${ref.traceId}:${ref.spanId}`;
}

/** One frame, read out of the columns. */
export interface Frame extends Omit<LocatedFrame, 'count'> {
  /** Spans behind it: 1, or more for a bucket. */
  count: number;
}

export class FrameIndex {
  /** Frames of row r lie at rowStart[r] … rowStart[r + 1] - 1, by start. */
  readonly rowStart: Uint32Array;
  /** The answer to the last `find`: the same span is asked for with every picture. */
  private found: { ref: SpanRef; index: number } | null = null;

  /** `sums`: what each frame stands for, where that is not its width. */
  constructor(readonly window: FrameWindow & { readonly sums?: Float64Array }) {
    this.rowStart = rowOffsets(window.frames.row, window.rowCount);
  }

  get columns(): FrameColumns {
    return this.window.frames;
  }

  get length(): number {
    return this.window.frames.row.length;
  }

  get rowCount(): number {
    return this.rowStart.length - 1;
  }

  at(index: number): Frame {
    const { row, start, end, kind, flags, count, depth } = this.columns;
    return {
      row: row[index]!,
      start: start[index]!,
      end: end[index]!,
      kind: SPAN_KINDS[kind[index]!] ?? 'other',
      flags: flags[index]!,
      count: count[index]!,
      depth: depth[index]!,
      label: this.labelAt(index),
      ref: this.refAt(index),
    };
  }

  labelAt(index: number): string {
    return this.window.labels[this.columns.label[index]!] ?? '';
  }

  /** In the mode's unit. */
  extentAt(index: number): number {
    return this.window.sums?.[index] ?? this.columns.end[index]! - this.columns.start[index]!;
  }

  refAt(index: number): SpanRef {
    return this.window.refs[this.columns.ref[index]!]!;
  }

  /** The frame that draws this span; -1 when it lies outside the window or inside a bucket. */
  find(ref: SpanRef): number {
    if (this.found?.ref !== ref) this.found = { ref, index: this.search(ref) };
    return this.found.index;
  }

  /** First frame of the row that ends at or after `position`; the row's end when there is none. */
  firstEndingAfter(row: number, position: number): number {
    let low = this.rowStart[row]!;
    let high = this.rowStart[row + 1]!;
    // Frames of one row do not overlap, so their ends are as ordered as their starts.
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.columns.end[middle]! < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Index of the frame left or right of this one in its row; -1 at the edge. */
  neighbour(index: number, step: -1 | 1): number {
    const row = this.columns.row[index]!;
    const next = index + step;
    return next >= this.rowStart[row]! && next < this.rowStart[row + 1]! ? next : -1;
  }

  /** The nearest frame in a row above (-1) or below (1) that shares time with this one; -1 when there is none. */
  vertical(index: number, step: -1 | 1): number {
    const { row, start, end } = this.columns;
    for (let r = row[index]! + step; r >= 0 && r < this.rowCount; r += step) {
      const candidate = this.firstEndingAfter(r, start[index]!);
      if (candidate < this.rowStart[r + 1]! && start[candidate]! <= end[index]!) return candidate;
    }
    return -1;
  }

  /**
   * The frame that this one lies under in the tree; -1 for a root, or where the parent is not among the frames. A
   * subtree fills the rows below its root, so the parent is the nearest above that is one level higher.
   */
  parentOf(index: number): number {
    const { row, start, depth } = this.columns;
    const level = depth[index]! - 1;
    if (level < 0) return -1;
    for (let r = row[index]! - 1; r >= 0; r--) {
      const candidate = this.firstEndingAfter(r, start[index]!);
      if (candidate >= this.rowStart[r + 1]! || start[candidate]! > start[index]!) continue;
      if (depth[candidate] === level) return candidate;
    }
    return -1;
  }

  /** Whether zooming in would show more: some frame between `from` and `to` stands for several spans. */
  hasBuckets(from: number, to: number): boolean {
    const { start, end, flags } = this.columns;
    for (let i = 0; i < this.length; i++) {
      if ((flags[i]! & FRAME_FLAG.bucket) !== 0 && end[i]! >= from && start[i]! <= to) return true;
    }
    return false;
  }

  private search({ traceId, spanId }: SpanRef): number {
    const { ref } = this.columns;
    const { refs } = this.window;
    for (let i = 0; i < this.length; i++) {
      const span = refs[ref[i]!]!;
      if (span.spanId === spanId && span.traceId === traceId) return i;
    }
    return -1;
  }
}

/** Rows beyond what the 16 bits of a frame's row can say have no frames here. */
function rowOffsets(rows: Uint16Array, rowCount: number): Uint32Array {
  const shown = Math.min(rowCount, 65_536);
  const offsets = new Uint32Array(shown + 1);
  for (const row of rows) if (row < shown) offsets[row + 1]!++;
  for (let row = 0; row < shown; row++) offsets[row + 1]! += offsets[row]!;
  return offsets;
}
