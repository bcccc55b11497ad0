/**
 * What stands out in any stretch of frames, without a look at each: blocks of frames, blocks of those, and so on, each
 * with its most telling frame and its flags. As many numbers as a seventh of the frames; a stretch takes a few dozen
 * steps whatever its length.
 */
import { FRAME_FLAG } from '../protocol/frames';
import { countingColumn, uint32Column, uint8Column } from './columns';

/** Of what comes as parallel arrays by frame. */
export interface Rankable {
  start: Float64Array;
  end: Float64Array;
  flags: Uint8Array;
}

const BLOCK_BITS = 3;
const BLOCK = 1 << BLOCK_BITS;

/** By block. */
interface Level {
  telling: Uint32Array;
  /** Flags that any frame has. */
  any: Uint8Array;
  /** Flags that all frames have. */
  all: Uint8Array;
}

export class FrameBuckets {
  /** A failure before a loop's step before anything else; of equals the longest, of those the first. */
  telling = 0;
  /** Flags that any of the frames has. */
  any = 0;
  /** Flags that all of them have. */
  all = 0;

  /** Level i has an entry for every `BLOCK` ** i frames; level 0 is the frames themselves. */
  private readonly levels: Level[];

  constructor(private readonly frames: Rankable) {
    const { flags } = frames;
    let below: Level = { telling: countingColumn(flags.length), any: flags, all: flags };
    this.levels = [below];
    while (below.any.length > BLOCK) {
      const size = Math.ceil(below.any.length / BLOCK);
      const level: Level = {
        telling: uint32Column(size),
        any: uint8Column(size),
        all: uint8Column(size),
      };
      for (let block = 0; block < size; block++) {
        const first = block << BLOCK_BITS;
        this.begin(below.telling[first]!);
        this.join(below, first, Math.min(below.any.length, first + BLOCK));
        level.telling[block] = this.telling;
        level.any[block] = this.any;
        level.all[block] = this.all;
      }
      this.levels.push(level);
      below = level;
    }
  }

  /** Looks at frames `first` up to before `last`, at least one: the answer is in `telling`, `any` and `all`. */
  look(first: number, last: number): void {
    this.begin(first);
    let from = first;
    let to = last;
    for (const level of this.levels) {
      if (to - from < 2 * BLOCK) {
        this.join(level, from, to);
        return;
      }
      const inner = (from + BLOCK - 1) & -BLOCK;
      const outer = to & -BLOCK;
      this.join(level, from, inner);
      this.join(level, outer, to);
      from = inner >>> BLOCK_BITS;
      to = outer >>> BLOCK_BITS;
    }
  }

  private begin(telling: number): void {
    this.telling = telling;
    this.any = 0;
    this.all = 0xff;
  }

  private join({ telling, any, all }: Level, from: number, to: number): void {
    for (let i = from; i < to; i++) {
      if (this.isMoreTelling(telling[i]!, this.telling)) this.telling = telling[i]!;
      this.any |= any[i]!;
      this.all &= all[i]!;
    }
  }

  private isMoreTelling(a: number, b: number): boolean {
    const { flags, start, end } = this.frames;
    const rank = rankOf(flags[a]!) - rankOf(flags[b]!);
    if (rank !== 0) return rank > 0;
    const longer = end[a]! - start[a]! - (end[b]! - start[b]!);
    return longer === 0 ? a < b : longer > 0;
  }
}

function rankOf(flags: number): number {
  return (flags & FRAME_FLAG.error) * 2 + (flags & FRAME_FLAG.loop ? 1 : 0);
}
