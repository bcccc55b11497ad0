/**
 * The part of a flame graph that is on screen. What is drawn depends on the pixels, not on the number of spans: in
 * each row a run of frames narrower than a pixel becomes one bucket per pixel, and nobody looks at each of them.
 */
import type { FrameColour, FrameColumns, FrameWindow } from '../protocol/frames';
import { FRAME_FLAG } from '../protocol/frames';
import type { SpanRef } from '../protocol/units';
import type { FlameLayout } from './flameLayout';
import type { FlameNodes, TextColumn } from './flameNodes';
import type { FrameBuckets } from './frameBuckets';
import type { FrameMatches } from './frameMatches';

/** In the layout's unit from its origin; `from` <= `to`. */
export interface WindowParams {
  from: number;
  to: number;
  /** Width of the drawing in CSS pixels, at least 1. */
  widthPx: number;
  colourBy?: FrameColour;
  /** Of a query. */
  matches?: FrameMatches | null;
}

/** The wire's rows are 16 bits. Rows below the last are not sent: nobody can scroll that far. */
const MAX_ROWS = 65_535;
const MAX_UINT16 = 65_535;

/** At most about two frames per row and pixel. Frames that the window cuts come with their whole extent. */
export function frameWindow(
  layout: FlameLayout,
  { from, to, widthPx, colourBy = 'kind', matches = null }: WindowParams,
): Omit<FrameWindow, 'revision' | 'sessionId'> {
  const pixel = (to - from) / widthPx;
  const groups = groupsOf(layout.nodes, colourBy);
  const columns = new ColumnBuilder(layout, groups, matches);
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
    origin: layout.nodes.origin,
    extent: layout.extent,
    from,
    to,
    rowCount: layout.rowCount,
    spanCount: layout.nodes.spanCount,
    ...columns.build(),
    groups: groups?.texts.slice(0, MAX_UINT16) ?? [''],
    loopMarks: layout.loopMarks.filter((mark) => mark.end >= from && mark.start <= to),
    folds: layout.folds,
    matchCount: matches?.count ?? null,
    noiseCount: layout.nodes.noiseCount,
  };
}

function groupsOf({ agent, model, tool }: FlameNodes, colourBy: FrameColour): TextColumn | null {
  return { kind: null, status: null, agent, model, tool }[colourBy];
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
  // In ever larger steps to a frame of a later cell, then back to where it begins.
  let low = first + 1;
  let high = low;
  for (let step = 1; high < last && cellOf(high) === cell; step *= 2) {
    low = high + 1;
    high = Math.min(last, high + step);
  }
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (cellOf(middle) === cell) low = middle + 1;
    else high = middle;
  }
  // Nothing in the row overlaps: of frames that start in one pixel only the last can be as wide as that.
  return low - 1 > first && !isNarrow(low - 1) ? low - 1 : low;
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
  private depth = new Uint16Array(this.capacity);
  private group = new Uint16Array(this.capacity);
  private label = new Uint32Array(this.capacity);
  private readonly labels: string[] = [];
  private readonly labelOf = new Map<number, number>();
  private readonly refs: SpanRef[] = [];
  private readonly buckets: FrameBuckets;

  constructor(
    private readonly layout: FlameLayout,
    private readonly groups: TextColumn | null,
    private readonly matches: FrameMatches | null,
  ) {
    this.buckets = layout.buckets();
  }

  /** Frames `first` up to before `end` of the layout become one frame. */
  add(row: number, first: number, end: number): void {
    if (this.length === this.capacity) this.grow();
    const { layout, matches } = this;
    const { nodes } = layout;
    const spans = end - first;
    let shown = first;
    let flags = layout.flags[first]!;
    if (spans > 1) {
      const { buckets } = this;
      buckets.look(first, end);
      const { telling, any, all } = buckets;
      shown = telling;
      flags = (any & ~FRAME_FLAG.instant) | (all & FRAME_FLAG.instant) | FRAME_FLAG.bucket;
    }
    if (matches && matches.before[end]! > matches.before[first]!) flags |= FRAME_FLAG.match;
    const node = layout.node[shown]!;
    const group = this.groups?.indexes[node] ?? 0;
    const i = this.length++;
    this.row[i] = row;
    this.start[i] = layout.start[first]!;
    this.end[i] = layout.end[end - 1]!;
    this.kind[i] = nodes.kind[node]!;
    this.flags[i] = flags;
    this.count[i] = spans;
    this.depth[i] = Math.min(MAX_UINT16, layout.depth[node]!);
    this.group[i] = group < MAX_UINT16 ? group : 0;
    this.label[i] = this.labelIndex(nodes.label.indexes[node]!);
    this.refs.push(nodes.refs[node]!);
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
        depth: this.depth.slice(0, length),
        group: this.group.slice(0, length),
        label: this.label.slice(0, length),
        ref: new Uint32Array(length).map((_, i) => i),
      },
      labels: this.labels,
      refs: this.refs,
    };
  }

  private labelIndex(ofNodes: number): number {
    let index = this.labelOf.get(ofNodes);
    if (index === undefined) {
      index = this.labels.push(this.layout.nodes.label.texts[ofNodes]!) - 1;
      this.labelOf.set(ofNodes, index);
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
    this.depth = enlarged(this.depth, new Uint16Array(this.capacity));
    this.group = enlarged(this.group, new Uint16Array(this.capacity));
    this.label = enlarged(this.label, new Uint32Array(this.capacity));
  }
}

function enlarged<T extends { set(values: T): void }>(old: T, larger: T): T {
  larger.set(old);
  return larger;
}
