/** Sums over sessions by day, agent, model, tool and service. */
import type { Overview, OverviewDay, OverviewGroup, OverviewSums } from '../../protocol/overview';
import type { EpochMs, Usd } from '../../protocol/units';
import { statisticsOf } from '../statistics';
import { dailyBurn } from './dailyBurn';
import { dayNumber, dayText } from './days';
import type { RolledTool, RolledTurn, SessionRollup } from './rollup';

export interface OverviewOptions {
  days: number;
  utcOffsetMinutes: number;
  now: EpochMs;
  dailyBudgetUsd: Usd | null;
}

export function overviewOf(
  sessions: readonly SessionRollup[],
  { days, utcOffsetMinutes, now, dailyBudgetUsd }: OverviewOptions,
): Overview {
  const today = dayNumber(now, utcOffsetMinutes);
  const dayOf = (time: EpochMs) => dayNumber(time, utcOffsetMinutes);
  const isShown = ({ startTime }: { startTime: EpochMs }) =>
    dayOf(startTime) <= today && dayOf(startTime) > today - days;

  const shown = sessions
    .map(({ turns, unrequested }) => ({
      turns: turns.filter(isShown),
      unrequested: unrequested.filter(isShown),
    }))
    .filter(({ turns, unrequested }) => turns.length + unrequested.length > 0);
  const turns = shown.flatMap((session) => session.turns);

  const total = noSums();
  const byDay = Array.from({ length: days }, (_, i): OverviewDay => ({
    day: dayText(today - days + 1 + i),
    ...noSums(),
  }));
  for (const turn of turns) {
    addTurn(total, turn);
    addTurn(byDay[dayOf(turn.startTime) - today + days - 1]!, turn);
  }
  return {
    sessions: shown.length,
    total,
    unpricedCalls: turns.filter(({ costUsd, error }) => costUsd === null && error === null).length,
    days: byDay,
    groups: {
      agents: groupsOf(shown, ({ agent }) => agent),
      models: groupsOf(shown, ({ model }) => model),
      tools: toolsOf(shown),
      services: groupsOf(shown, ({ service }) => service),
    },
    statistics: statisticsOf(
      turns,
      shown.flatMap(({ unrequested }) => unrequested),
    ),
    today: dailyBurn(turns, { now, utcOffsetMinutes, budgetUsd: dailyBudgetUsd }),
  };
}

function noSums(): OverviewSums {
  return { costUsd: null, tokens: null, calls: 0, errors: 0 };
}

function add(sums: OverviewSums, part: OverviewSums): void {
  sums.calls += part.calls;
  sums.errors += part.errors;
  if (part.costUsd !== null) sums.costUsd = (sums.costUsd ?? 0) + part.costUsd;
  if (part.tokens !== null) sums.tokens = (sums.tokens ?? 0) + part.tokens;
}

function addTurn(sums: OverviewSums, { costUsd, usage, error }: RolledTurn): void {
  add(sums, { costUsd, tokens: usage.total, calls: 1, errors: error === null ? 0 : 1 });
}

class Groups {
  private readonly groups = new Map<string | null, OverviewGroup>();
  private readonly seen = new Set<OverviewGroup>();

  /** What follows is of another session. */
  next(): void {
    this.seen.clear();
  }

  of(name: string | null): OverviewGroup {
    let group = this.groups.get(name);
    if (!group) this.groups.set(name, (group = { name, sessions: 0, ...noSums() }));
    if (!this.seen.has(group)) group.sessions++;
    this.seen.add(group);
    return group;
  }

  sorted(): OverviewGroup[] {
    return [...this.groups.values()].sort(
      (a, b) => (b.costUsd ?? -1) - (a.costUsd ?? -1) || b.calls - a.calls,
    );
  }
}

function groupsOf(
  sessions: readonly SessionRollup[],
  nameOf: (turn: RolledTurn) => string | null,
): OverviewGroup[] {
  const groups = new Groups();
  for (const { turns } of sessions) {
    groups.next();
    for (const turn of turns) addTurn(groups.of(nameOf(turn)), turn);
  }
  return groups.sorted();
}

function toolsOf(sessions: readonly SessionRollup[]): OverviewGroup[] {
  const groups = new Groups();
  const addCall = (call: RolledTool, costUsd: number | null, tokens: number | null) => {
    add(groups.of(call.name), { costUsd, tokens, calls: 1, errors: call.status === 'ok' ? 0 : 1 });
  };
  for (const { turns, unrequested } of sessions) {
    groups.next();
    for (const { toolCalls, costUsd, usage } of turns) {
      const share = (figure: number | null) => (figure === null ? null : figure / toolCalls.length);
      for (const call of toolCalls) addCall(call, share(costUsd), share(usage.total));
    }
    for (const call of unrequested) addCall(call, null, null);
  }
  return groups.sorted().map((group) => ({
    ...group,
    tokens: group.tokens === null ? null : Math.round(group.tokens),
  }));
}
