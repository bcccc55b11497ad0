/** Interval partitioning: which of several overlapping siblings shares a lane with which. */

/**
 * Times are kept to the microsecond, starts cut and durations exact: one span's end and the next one's start that
 * met exactly may seem to cross by up to two microseconds. That is no overlap.
 */
export const TOUCHING_MS = 0.002;

/**
 * Items without any length at the same place get lanes of their own, up to so many: in one lane no zoom could tell
 * them apart. Clocks that tick in milliseconds make many of them.
 */
const MAX_STACKED_INSTANTS = 16;

/**
 * Puts each of `items` into the lowest lane that is free at its start; a lane is as high as the highest item in it.
 * Where nothing goes on, lanes begin anew: what lies beside each other here is not held apart by something far away.
 * Writes the row of each item within these lanes to `rows`, and returns how many rows there are.
 * `from`, `to`, `heights` and `rows` are indexed by item.
 */
export function packLanes(
  items: Uint32Array,
  from: Float64Array,
  to: Float64Array,
  heights: Uint32Array,
  rows: Uint32Array,
): number {
  if (items.length === 0) return 0;
  const sequential = packSequential(items, from, to, heights, rows);
  if (sequential > 0) return sequential;

  // A skewed clock below an item can make it start earlier than its siblings' order says.
  const byStart = items.slice().sort((a, b) => from[a]! - from[b]!);
  const lanes = new Lanes(from, to, heights, rows);
  let rowCount = 0;
  for (const item of byStart) {
    if (lanes.areOver(item)) rowCount = Math.max(rowCount, lanes.settle());
    lanes.add(item);
  }
  return Math.max(rowCount, lanes.settle());
}

/** Items that overlap each other, or are held together by others that do. */
class Lanes {
  private readonly items: number[] = [];
  /** By item in `items`. */
  private readonly laneOf: number[] = [];
  private readonly laneHeights: number[] = [];
  /** By lane: where its latest item without length is. */
  private readonly instantAt: number[] = [];
  /** Under when they are free. */
  private readonly busy = new MinHeap();
  /** Under their numbers. */
  private readonly free = new MinHeap();
  private end = -Infinity;

  constructor(
    private readonly from: Float64Array,
    private readonly to: Float64Array,
    private readonly heights: Uint32Array,
    private readonly rows: Uint32Array,
  ) {}

  /** Whether everything has ended before this one, which comes next. Items at the same place may have to be stacked. */
  areOver(item: number): boolean {
    const { from, items } = this;
    return this.end <= from[item]! + TOUCHING_MS && from[items.at(-1)!] !== from[item];
  }

  /** Next by start. */
  add(item: number): void {
    const { from, to, busy, free, instantAt, laneHeights } = this;
    while (busy.size > 0 && busy.minKey <= from[item]! + TOUCHING_MS) {
      const lane = busy.pop();
      free.push(lane, lane);
    }
    const isInstant = from[item] === to[item];
    const stacked: number[] = [];
    while (isInstant && free.size > 0 && instantAt[free.minKey] === from[item]) stacked.push(free.pop());
    const isFull = stacked.length >= MAX_STACKED_INSTANTS;
    const lane = isFull ? stacked[0]! : free.size > 0 ? free.pop() : laneHeights.push(0) - 1;
    for (const each of stacked) if (each !== lane) free.push(each, each);
    if (isInstant) instantAt[lane] = from[item]!;
    laneHeights[lane] = Math.max(laneHeights[lane]!, this.heights[item]!);
    busy.push(to[item]!, lane);
    this.items.push(item);
    this.laneOf.push(lane);
    this.end = Math.max(this.end, to[item]!);
  }

  /** Gives all items their rows and begins anew. Returns how many rows they take. */
  settle(): number {
    const laneRows: number[] = [];
    let rowCount = 0;
    for (const height of this.laneHeights) {
      laneRows.push(rowCount);
      rowCount += height;
    }
    this.items.forEach((item, i) => {
      this.rows[item] = laneRows[this.laneOf[i]!]!;
    });
    for (const list of [this.items, this.laneOf, this.laneHeights, this.instantAt]) list.length = 0;
    this.busy.clear();
    this.free.clear();
    return rowCount;
  }
}

/** The common case, one after the other: all in lane 0. Returns 0 when they have to share it otherwise. */
function packSequential(
  items: Uint32Array,
  from: Float64Array,
  to: Float64Array,
  heights: Uint32Array,
  rows: Uint32Array,
): number {
  let end = -Infinity;
  let height = 0;
  let instantAt = -Infinity;
  for (const item of items) {
    if (end > from[item]! + TOUCHING_MS) return 0;
    if (from[item] === to[item]) {
      if (instantAt === from[item]) return 0;
      instantAt = from[item]!;
    }
    end = to[item]!;
    height = Math.max(height, heights[item]!);
    rows[item] = 0;
  }
  return height;
}

/** A binary heap of numbers under numeric keys. */
class MinHeap {
  private readonly keys: number[] = [];
  private readonly values: number[] = [];

  get size(): number {
    return this.keys.length;
  }

  /** Infinity when empty. */
  get minKey(): number {
    return this.keys[0] ?? Infinity;
  }

  clear(): void {
    this.keys.length = 0;
    this.values.length = 0;
  }

  push(key: number, value: number): void {
    let i = this.keys.push(key) - 1;
    this.values.push(value);
    for (let up = (i - 1) >> 1; i > 0 && this.keys[up]! > key; i = up, up = (i - 1) >> 1) this.swap(i, up);
  }

  /** The value with the smallest key. Only when `size` > 0. */
  pop(): number {
    const top = this.values[0]!;
    this.swap(0, this.size - 1);
    this.keys.pop();
    this.values.pop();
    for (let i = 0; ;) {
      const left = 2 * i + 1;
      const right = left + 1;
      let least = i;
      if (left < this.size && this.keys[left]! < this.keys[least]!) least = left;
      if (right < this.size && this.keys[right]! < this.keys[least]!) least = right;
      if (least === i) return top;
      this.swap(i, least);
      i = least;
    }
  }

  private swap(a: number, b: number): void {
    const { keys, values } = this;
    [keys[a], keys[b]] = [keys[b]!, keys[a]!];
    [values[a], values[b]] = [values[b]!, values[a]!];
  }
}
