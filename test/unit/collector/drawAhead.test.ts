import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { DrawAhead } from '../../../src/collector/drawAhead';

const LARGE = 500_000;
const SOON_MS = 1_000;

/** A drawing takes `drawMs` of the clock; `drawn` are those that were drawn. */
function drawing(drawMs = 0) {
  const drawn: string[] = [];
  let clock = 0;
  const ahead = new DrawAhead(
    (id) => {
      drawn.push(id);
      clock += drawMs;
    },
    () => clock,
  );
  return { ahead, drawn };
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

it('draws a large session that was understood, and no small one', () => {
  const { ahead, drawn } = drawing();
  ahead.understood('large', LARGE);
  ahead.understood('small', 100);
  expect(drawn).toEqual([]);
  vi.advanceTimersByTime(SOON_MS);
  expect(drawn).toEqual(['large']);
});

it('does not draw what has changed since', () => {
  const { ahead, drawn } = drawing();
  ahead.understood('s', LARGE);
  ahead.forget(['other']);
  ahead.forget(['s']);
  vi.advanceTimersByTime(SOON_MS);
  expect(drawn).toEqual([]);
});

it('waits for a session that grows to rest for longer than its drawing takes', () => {
  const { ahead, drawn } = drawing(500);
  ahead.understood('s', LARGE);
  vi.advanceTimersByTime(SOON_MS);
  ahead.forget(['s']);
  ahead.understood('s', LARGE);
  vi.advanceTimersByTime(SOON_MS);
  expect(drawn).toEqual(['s']);
  vi.advanceTimersByTime(10 * SOON_MS);
  expect(drawn).toEqual(['s', 's']);
});
