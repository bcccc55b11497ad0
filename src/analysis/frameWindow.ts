/**
 * The part of a flame graph that is on screen. What is drawn depends on the pixels, not on the number of spans: in
 * each row a run of frames narrower than a pixel becomes one bucket per pixel.
 */
import type { FrameColumns, FrameWindow } from '../protocol/frames';
import { FRAME_FLAG } from '../protocol/frames';
import type { SpanRef } from '../protocol/units';
import type { FlameLayout } from './flameLayout';

/** In the layout's unit from its origin; `from` <= `to`. */
export interface WindowParams {
  from: number;
  to: number;
  /** Width of the drawing in CSS pixels, at least 1. */
  widthPx: number;
}

/** The wire's rows are 16 bits. Rows below the last are not sent: nobody can scroll that far. */
const MAX_ROWS = 65_535;

/** At most about two frames per row and pixel. Frames that the window cuts come with their whole extent. */
export function frameWindow(
  layout: FlameLayout,
  { from, to, widthPx }: WindowParams,
): Omit<FrameWindow, 'revision' | 'sessionId'> {
  const pixel = (to - from) / widthPx;
  const columns = new ColumnBuilder(layout);
  const rows = Math.min(layout.rowCount, MAX_ROWS);
  for (let row = 0; row < rows; row++) {
    const last = layout.rowOffsets[row + 1]!;
    let frame = firstEndingFrom(layout, row, from);
    while (frame < last && layout.start[frame]! <= to) {
      const runEnd = endOfRun(layout, frame, last, pixel);
      columns.add(row, frame, runEnd);
      frame = runEnd;
    }
  }
  return {
    mode: layout.mode,
    origin: layout.origin,
    extent: layout.extent,
    from,
    to,
    rowCount: layout.rowCount,
    spanCount: layout.spanCount,
    ...columns.build(),
    loopMarks: layout.loopMarks.filter((mark) => mark.end >= from && mark.start <= to),
  };
}

/** The row's first frame that ends at `position` or later. In a row ends ascend like starts: nothing overlaps. */
function firstEndingFrom({ rowOffsets, end }: FlameLayout, row: number, position: number): number {
  let low = rowOffsets[row]!;
  let high = rowOffsets[row + 1]!;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (end[middle]! < position) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Where the run of frames ends that `first` begins and one bucket can show: all narrower than a pixel, starting in
 * the same pixel. Pixels are counted from the layout's origin, so that buckets stay as they are while panning.
 */
function endOfRun({ start, end }: FlameLayout, first: number, last: number, pixel: number): number {
  const isNarrow = (frame: number) => end[frame]! - start[frame]! < pixel || end[frame] === start[frame];
  if (!isNarrow(first)) return first + 1;
  const cellOf = (frame: number) => (pixel > 0 ? Math.floor(start[frame]! / pixel) : start[frame]!);
  const cell = cellOf(first);
  let frame = first + 1;
  while (frame < last && isNarrow(frame) && cellOf(frame) === cell) frame++;
  return frame;
}

/** FrameColumns that grow. */
class ColumnBuilder {
  private length = 0;
  private capacity = 1024;
  private row = new Uint16Array(this.capacity);
  private start = new Float64Array(this.capacity);
  private end = new Float64Array(this.capacity);
  private kind = new Uint8Array(this.capacity);
  private flags = new Uint8Array(this.capacity);
  private count = new Uint32Array(this.capacity);
  private label = new Uint32Array(this.capacity);
  private readonly labels: string[] = [];
  private readonly labelOf = new Map<number, number>();
  private readonly refs: SpanRef[] = [];

  constructor(private readonly layout: FlameLayout) {}

  /** Frames `first` up to before `end` of the layout become one frame. */
  add(row: number, first: number, end: number): void {
    if (this.length === this.capacity) this.grow();
    const { layout } = this;
    let shown = first;
    let joined = 0;
    let allInstant: number = FRAME_FLAG.instant;
    let spans = 0;
    for (let frame = first; frame < end; frame++) {
      const flags = layout.flags[frame]!;
      joined |= flags;
      allInstant &= flags;
      spans++;
      if (this.moreTelling(frame, shown)) shown = frame;
    }
    const i = this.length++;
    this.row[i] = row;
    this.start[i] = layout.start[first]!;
    this.end[i] = layout.end[end - 1]!;
    this.kind[i] = layout.kind[shown]!;
    this.flags[i] = (joined & ~FRAME_FLAG.instant) | allInstant | (spans > 1 ? FRAME_FLAG.bucket : 0);
    this.count[i] = spans;
    this.label[i] = this.labelIndex(layout.label[shown]!);
    this.refs.push({ traceId: layout.traceIds[shown]!, spanId: layout.spanIds[shown]! });
  }

  build(): { frames: FrameColumns; labels: string[]; refs: SpanRef[] } {
    const { length } = this;
    return {
      frames: {
        row: this.row.slice(0, length),
        start: this.start.slice(0, length),
        end: this.end.slice(0, length),
        kind: this.kind.slice(0, length),
        flags: this.flags.slice(0, length),
        count: this.count.slice(0, length),
        label: this.label.slice(0, length),
        ref: new Uint32Array(length).map((_, i) => i),
      },
      labels: this.labels,
      refs: this.refs,
    };
  }

  /** A failure before a loop's step before anything else; of equals the longer. */
  private moreTelling(a: number, b: number): boolean {
    const { flags, start, end } = this.layout;
    const rank = (frame: number) => {
      if (flags[frame]! & FRAME_FLAG.error) return 2;
      return flags[frame]! & FRAME_FLAG.loop ? 1 : 0;
    };
    return rank(a) - rank(b) > 0 || (rank(a) === rank(b) && end[a]! - start[a]! > end[b]! - start[b]!);
  }

  private labelIndex(ofLayout: number): number {
    let index = this.labelOf.get(ofLayout);
    if (index === undefined) {
      index = this.labels.push(this.layout.labels[ofLayout]!) - 1;
      this.labelOf.set(ofLayout, index);
    }
    return index;
  }

  private grow(): void {
    this.capacity *= 2;
    this.row = enlarged(this.row, new Uint16Array(this.capacity));
    this.start = enlarged(this.start, new Float64Array(this.capacity));
    this.end = enlarged(this.end, new Float64Array(this.capacity));
    this.kind = enlarged(this.kind, new Uint8Array(this.capacity));
    this.flags = enlarged(this.flags, new Uint8Array(this.capacity));
    this.count = enlarged(this.count, new Uint32Array(this.capacity));
    this.label = enlarged(this.label, new Uint32Array(this.capacity));
  }
}

function enlarged<T extends { set(values: T): void }>(old: T, larger: T): T {
  larger.set(old);
  return larger;
}
