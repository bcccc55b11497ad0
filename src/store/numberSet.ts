const INITIAL_BYTES = 1024;

/** A set of integers from 0, a bit each: for numbers that are given one after the other. */
export class NumberSet {
  private bits = new Uint8Array(INITIAL_BYTES);

  /** `length` successive numbers. */
  addRun(first: number, length: number): void {
    const end = first + length;
    if (end > this.bits.length * 8) {
      const larger = new Uint8Array(Math.max(Math.ceil(end / 8), 2 * this.bits.length));
      larger.set(this.bits);
      this.bits = larger;
    }
    for (let number = first; number < end; number++) this.bits[number >>> 3]! |= 1 << (number & 7);
  }

  has(number: number): boolean {
    return ((this.bits[number >>> 3] ?? 0) & (1 << (number & 7))) !== 0;
  }

  remove(number: number): void {
    this.bits[number >>> 3]! &= ~(1 << (number & 7));
  }

  /** Its numbers that are not in `other`, ascending. */
  without(other: NumberSet): number[] {
    const numbers: number[] = [];
    for (let at = 0; at < this.bits.length; at++) {
      const left = this.bits[at]! & ~(other.bits[at] ?? 0);
      for (let bit = 0; left >>> bit !== 0; bit++) if (left & (1 << bit)) numbers.push(at * 8 + bit);
    }
    return numbers;
  }

  memoryBytes(): number {
    return this.bits.length;
  }
}
