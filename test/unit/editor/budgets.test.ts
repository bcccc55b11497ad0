import { describe, expect, it } from 'vitest';
import { BudgetNotes, budgetsOf } from '../../../src/editor/overview/budgets';

describe('budgets', () => {
  it('are what the settings say, and none where they say nothing sensible', () => {
    const settings: Record<string, unknown> = { 'budget.sessionUsd': 0.5, 'budget.dailyUsd': 20 };
    expect(budgetsOf((name) => settings[name])).toEqual({ sessionUsd: 0.5, dailyUsd: 20 });
    for (const value of [0, -1, '3', null, undefined, Number.NaN]) {
      expect(budgetsOf(() => value)).toEqual({ sessionUsd: null, dailyUsd: null });
    }
  });
});

describe('notes about a budget', () => {
  it('come at 80 % and at 100 %, once each', () => {
    const notes = new BudgetNotes();
    const reached = [0.5, null, 0.8, 0.9, 1, 2].map((cost) => notes.reached('a', cost, 1));
    expect(reached).toEqual([null, null, 0.8, null, 1, null]);
  });

  it('skip what was jumped over', () => {
    const notes = new BudgetNotes();
    expect(notes.reached('a', 3, 1)).toBe(1);
    expect(notes.reached('a', 0.9, 1)).toBeNull();
  });

  it('are of one session and one budget', () => {
    const notes = new BudgetNotes();
    expect(notes.reached('a', 1, 1)).toBe(1);
    expect(notes.reached('b', 1, 1)).toBe(1);
    expect(notes.reached('a', 1.7, 2)).toBe(0.8);
  });
});
