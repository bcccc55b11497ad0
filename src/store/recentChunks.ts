/**
 * Contents of chunks that were read lately: the prompts of a conversation share nearly all of theirs, and sql.js takes
 * longer to hand over a piece than all else that is done with it.
 *
 * Two generations instead of an order of use: what is asked for again moves to the younger, and when that is full the
 * older goes.
 */
export class RecentChunks {
  private younger = new Map<number, Uint8Array>();
  private older = new Map<number, Uint8Array>();
  private youngerBytes = 0;

  /** `maxBytes`: of both generations together. */
  constructor(private readonly maxBytes: number) {}

  get(number: number): Uint8Array | undefined {
    const young = this.younger.get(number);
    if (young) return young;
    const old = this.older.get(number);
    if (old) this.add(number, old);
    return old;
  }

  add(number: number, content: Uint8Array): void {
    if (this.youngerBytes + content.length > this.maxBytes / 2) {
      this.older = this.younger;
      this.younger = new Map();
      this.youngerBytes = 0;
    }
    this.younger.set(number, content);
    this.youngerBytes += content.length;
  }

  clear(): void {
    this.younger.clear();
    this.older.clear();
    this.youngerBytes = 0;
  }
}
