import { expect, it } from 'vitest';
import { RecentChunks } from '../../../src/store/recentChunks';

const bytes = (length: number) => new Uint8Array(length);

it('has what was added or asked for lately, within its bound', () => {
  const recent = new RecentChunks(100);
  for (let number = 0; number < 50; number++) {
    recent.add(number, bytes(10));
    expect(recent.get(0)).toHaveLength(10);
  }
  const held = Array.from({ length: 50 }, (_, number) => number).filter((number) => recent.get(number));
  expect(held).toContain(0);
  expect(held).toContain(49);
  expect(held).not.toContain(1);
  expect(held.length).toBeLessThanOrEqual(10);
});

it('has nothing after it was cleared', () => {
  const recent = new RecentChunks(100);
  recent.add(1, bytes(10));
  recent.clear();
  expect(recent.get(1)).toBeUndefined();
});
