/**
 * What stands out in any stretch of frames, without a look at each: blocks of frames, blocks of those, and so on, each
 * with its most telling frame and its flags. As many numbers as an eighth of the frames; a stretch takes a few dozen
 * steps whatever its length.
 */
import { FRAME_FLAG } from '../protocol/frames';

/** Of what comes as parallel arrays by frame. */
export interface Rankable {
  start: Float64Array;
  end: Float64Array;
  flags: Uint8Array;
}

export interface Stretch {
  /** A failure before a loop's step before anything else; of equals the longest, of those the first. */
  telling: number;
  /** Flags that any of them has. */
  any: number;
  /** Flags that all of them have. */
  all: number;
}

const NOTHING = -1;
const BLOCK_BITS = 3;
const BLOCK = 1 << BLOCK_BITS;

interface Level {
  telling: Uint32Array;
  any: Uint8Array;
  all: Uint8Array;
}

export class FrameBuckets {
  /** Level i has an entry for every `BLOCK` ** (i + 1) frames. */
  private readonly levels: Level[] = [];

  constructor(private readonly frames: Rankable) {
    let below = frames.flags.length;
    while (below > BLOCK) {
      const size = Math.ceil(below / BLOCK);
      const level: Level = {
        telling: new Uint32Array(size),
        any: new Uint8Array(size),
        all: new Uint8Array(size),
      };
      for (let block = 0; block < size; block++) {
        const found = nothing();
        const last = Math.min(below, (block + 1) << BLOCK_BITS);
        for (let i = block << BLOCK_BITS; i < last; i++) this.join(found, this.levels.length, i);
        level.telling[block] = found.telling;
        level.any[block] = found.any;
        level.all[block] = found.all;
      }
      this.levels.push(level);
      below = size;
    }
  }

  /** Frames `first` up to before `last`, at least one. */
  stretch(first: number, last: number): Stretch {
    const found = nothing();
    let [from, to] = [first, last];
    for (let level = 0; from < to; level++) {
      const isTop = level === this.levels.length;
      const inner = isTop ? to : Math.min(to, Math.ceil(from / BLOCK) * BLOCK);
      const outer = isTop ? to : Math.max(inner, Math.floor(to / BLOCK) * BLOCK);
      for (let i = from; i < inner; i++) this.join(found, level, i);
      for (let i = outer; i < to; i++) this.join(found, level, i);
      from = inner >>> BLOCK_BITS;
      to = isTop ? from : outer >>> BLOCK_BITS;
    }
    return found;
  }

  /** Adds entry `i` below `level`: a frame at 0, a block above. */
  private join(found: Stretch, level: number, i: number): void {
    const blocks = this.levels[level - 1];
    const telling = blocks ? blocks.telling[i]! : i;
    const { flags } = this.frames;
    if (found.telling === NOTHING || this.isMoreTelling(telling, found.telling)) found.telling = telling;
    found.any |= blocks ? blocks.any[i]! : flags[i]!;
    found.all &= blocks ? blocks.all[i]! : flags[i]!;
  }

  private isMoreTelling(a: number, b: number): boolean {
    const { flags, start, end } = this.frames;
    const [rankA, rankB] = [rankOf(flags[a]!), rankOf(flags[b]!)];
    if (rankA !== rankB) return rankA > rankB;
    const [lengthA, lengthB] = [end[a]! - start[a]!, end[b]! - start[b]!];
    return lengthA === lengthB ? a < b : lengthA > lengthB;
  }
}

function nothing(): Stretch {
  return { telling: NOTHING, any: 0, all: 0xff };
}

function rankOf(flags: number): number {
  return flags & FRAME_FLAG.error ? 2 : flags & FRAME_FLAG.loop ? 1 : 0;
}
