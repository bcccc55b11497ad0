import { describe, expect, it } from 'vitest';
import { mapConcurrently } from '../../../../src/editor/source/mapConcurrently';

describe('mapConcurrently', () => {
  it('keeps the order and the limit', async () => {
    let running = 0;
    let most = 0;
    const doubled = await mapConcurrently([5, 1, 4, 2, 3], 2, async (n) => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, n));
      running -= 1;
      return n * 2;
    });
    expect(doubled).toEqual([10, 2, 8, 4, 6]);
    expect(most).toBe(2);
  });

  it('maps nothing to nothing', async () => {
    expect(await mapConcurrently([], 4, () => Promise.reject(new Error('not called')))).toEqual([]);
  });

  it('rejects with the failure', async () => {
    const work = (n: number) => (n === 2 ? Promise.reject(new Error('two')) : Promise.resolve(n));
    await expect(mapConcurrently([1, 2, 3], 2, work)).rejects.toThrow('two');
  });
});
