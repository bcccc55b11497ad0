/** Look-ups over the frames of one window: by row, by place and by span. Pure. */
import type { FrameColumns, FrameWindow } from '../../src/protocol/frames';
import { FRAME_FLAG } from '../../src/protocol/frames';
import type { SpanKind } from '../../src/protocol/agentModel';
import { SPAN_KINDS } from '../../src/protocol/agentModel';
import type { SpanRef } from '../../src/protocol/units';

/** A span as one string, to key maps with. */
export function keyOf(ref: SpanRef): string {
  return `${ref.traceId}:${ref.spanId}`;
}

/** One frame, read out of the columns. */
export interface Frame {
  index: number;
  row: number;
  start: number;
  end: number;
  kind: SpanKind;
  flags: number;
  count: number;
  label: string;
  ref: SpanRef;
}

export class FrameIndex {
  /** Frames of row r lie at rowStart[r] … rowStart[r + 1] - 1, by start. */
  readonly rowStart: Uint32Array;
  private byKey: Map<string, number> | undefined;

  constructor(readonly window: FrameWindow) {
    this.rowStart = rowOffsets(window.frames.row, window.rowCount);
  }

  get columns(): FrameColumns {
    return this.window.frames;
  }

  get length(): number {
    return this.window.frames.row.length;
  }

  get rowCount(): number {
    return this.window.rowCount;
  }

  at(index: number): Frame {
    const { row, start, end, kind, flags, count, label, ref } = this.columns;
    return {
      index,
      row: row[index]!,
      start: start[index]!,
      end: end[index]!,
      kind: SPAN_KINDS[kind[index]!] ?? 'other',
      flags: flags[index]!,
      count: count[index]!,
      label: this.window.labels[label[index]!] ?? '',
      ref: this.window.refs[ref[index]!]!,
    };
  }

  /** The frame that draws this span; -1 when it lies outside the window or inside a bucket. */
  find(ref: SpanRef): number {
    return this.byKeyMap().get(keyOf(ref)) ?? -1;
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

  /** Whether zooming in would show more: some frame between `from` and `to` stands for several spans. */
  hasBuckets(from: number, to: number): boolean {
    const { start, end, flags } = this.columns;
    for (let i = 0; i < this.length; i++) {
      if ((flags[i]! & FRAME_FLAG.bucket) !== 0 && end[i]! >= from && start[i]! <= to) return true;
    }
    return false;
  }

  private byKeyMap(): Map<string, number> {
    if (!this.byKey) {
      this.byKey = new Map();
      const { ref } = this.columns;
      for (let i = 0; i < this.length; i++) {
        const span = this.window.refs[ref[i]!];
        if (span) this.byKey.set(keyOf(span), i);
      }
    }
    return this.byKey;
  }
}

function rowOffsets(rows: Uint16Array, rowCount: number): Uint32Array {
  const offsets = new Uint32Array(rowCount + 1);
  for (const row of rows) if (row < rowCount) offsets[row + 1]!++;
  for (let row = 0; row < rowCount; row++) offsets[row + 1]! += offsets[row]!;
  return offsets;
}
