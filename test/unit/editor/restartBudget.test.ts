import { describe, expect, it } from 'vitest';
import { RestartBudget } from '../../../src/editor/restartBudget';

const MINUTE = 60_000;

describe('RestartBudget', () => {
  it('allows three restarts in five minutes', () => {
    const budget = new RestartBudget();
    expect([0, 1, 2, 3].map((second) => budget.take(second * 1_000))).toEqual([true, true, true, false]);
  });

  it('forgets restarts that are long ago', () => {
    const budget = new RestartBudget();
    for (const at of [0, MINUTE, 2 * MINUTE]) budget.take(at);
    expect(budget.take(4 * MINUTE)).toBe(false);
    expect(budget.take(5 * MINUTE)).toBe(true);
    expect(budget.take(5 * MINUTE)).toBe(false);
  });

  it('starts anew when a person asked', () => {
    const budget = new RestartBudget();
    for (const at of [0, 1, 2]) budget.take(at);
    budget.reset();
    expect(budget.take(3)).toBe(true);
  });
});
