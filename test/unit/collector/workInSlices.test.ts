import { describe, expect, it } from 'vitest';
import { workInSlices } from '../../../src/collector/workInSlices';

describe('work in slices', () => {
  /** Each item takes so long. */
  function work(items: Set<number>, itemMs: number) {
    let time = 0;
    const done: number[] = [];
    const rest = workInSlices(
      items,
      (item) => {
        items.delete(item);
        done.push(item);
        time += itemMs;
      },
      () => time,
    );
    return { done, rest };
  }

  it('ends with the items', () => {
    expect(work(new Set([1, 2, 3]), 0.1)).toEqual({ done: [1, 2, 3], rest: null });
  });

  it('stops when its time is up, and wants a rest that is longer than the work', () => {
    const items = new Set(Array.from({ length: 100 }, (_, n) => n));
    const { done, rest } = work(items, 3);
    expect(done).toEqual([0, 1, 2]);
    expect(rest).toBeGreaterThan(9);
    expect(items.size).toBe(97);
  });

  it('does at least one, however long it takes', () => {
    expect(work(new Set([1, 2]), 1_000).done).toEqual([1]);
  });
});
