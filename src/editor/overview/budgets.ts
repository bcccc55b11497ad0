/** Budgets of the user's settings, and when to say something about them. Pure: whoever has the settings passes them in. */
import { SETTING } from '../../protocol/ids';
import type { Usd } from '../../protocol/units';

export interface Budgets {
  /** null for no budget. */
  sessionUsd: Usd | null;
  dailyUsd: Usd | null;
}

/** @param get the value of a setting by its name without the section */
export function budgetsOf(get: (name: string) => unknown): Budgets {
  const amount = (name: string) => {
    const value = get(name);
    return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : null;
  };
  return { sessionUsd: amount(SETTING.sessionBudget), dailyUsd: amount(SETTING.dailyBudget) };
}

/** At these shares of a budget a person is told, once each. */
const LEVELS = [1, 0.8] as const;
export type BudgetLevel = (typeof LEVELS)[number];

export class BudgetNotes {
  /** Highest level that was told of, by session and budget: another budget is another matter. */
  private readonly told = new Map<string, BudgetLevel>();

  /** The level that the session has newly reached; null when there is nothing new to tell. */
  reached(sessionId: string, costUsd: Usd | null, budgetUsd: Usd): BudgetLevel | null {
    const share = (costUsd ?? 0) / budgetUsd;
    const level = LEVELS.find((each) => share >= each);
    const key = JSON.stringify([sessionId, budgetUsd]);
    if (level === undefined || level <= (this.told.get(key) ?? 0)) return null;
    this.told.set(key, level);
    return level;
  }
}
