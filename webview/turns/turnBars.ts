/** What the turns chart draws: a bar per turn, or per group of neighbours where there are more turns than room. Pure. */
import type { Turn } from '../../src/protocol/turns';
import { formatDuration, formatShare, formatTokens, formatUsd } from '../figures';
import { t } from '../l10n';
import type { SessionIndex } from '../session/sessionIndex';
import type { Measure } from './turnMeasures';
import { measureOf } from './turnMeasures';

export interface TurnBar {
  /** One, or neighbours that share the bar. */
  turns: readonly Turn[];
  first: Turn;
  last: Turn;
  /** By the measure's parts: mean of the turns that tell it; null where none does. */
  parts: readonly (number | null)[];
  /** The bar's height. */
  total: number;
  /** Of the turns in it. */
  errors: number;
  /** Answers that the token limit cut. */
  cut: number;
  loopTurns: number;
  loopId: string | null;
  /** Of a bar with one turn. */
  iteration: number | null;
  /** Share of the model's context window that the fullest turn filled; null when none tells. */
  context: number | null;
}

/** Turns `from` to before `to` (places in the list, 0-based) on at most `maxBars` bars. */
export function turnBars(
  index: SessionIndex,
  measure: Measure,
  { from, to }: { from: number; to: number },
  maxBars: number,
): TurnBar[] {
  const size = binSize(to - from, maxBars);
  const bars: TurnBar[] = [];
  // Bins are counted from the session's start, so that they stay when turns are added.
  for (let start = from - (from % size); start < to; start += size) {
    const turns = index.session.turns.slice(Math.max(start, from), Math.min(start + size, to));
    if (turns.length > 0) bars.push(barOf(turns, index, measure));
  }
  return bars;
}

/** Turns per bar: 1, 2, 5, 10, 20, 50, … */
export function binSize(turns: number, maxBars: number): number {
  const needed = turns / Math.max(1, maxBars);
  if (needed <= 1) return 1;
  const decade = 10 ** Math.floor(Math.log10(needed));
  return decade * ([1, 2, 5, 10].find((step) => step * decade >= needed) ?? 10);
}

function barOf(turns: readonly Turn[], index: SessionIndex, measure: Measure): TurnBar {
  const parts = measure.parts.map(({ of }) => mean(turns.map(of)));
  const places = turns.map((turn) => index.loopOfTurn(turn));
  const inLoop = places.filter((place) => place !== undefined);
  const contexts = turns.flatMap((turn) =>
    turn.contextTokens !== null && turn.contextLimit ? [turn.contextTokens / turn.contextLimit] : [],
  );
  return {
    turns,
    first: turns[0]!,
    last: turns.at(-1)!,
    parts,
    total: parts.reduce<number>((sum, part) => sum + (part ?? 0), 0),
    errors: turns.filter(({ error }) => error !== null).length,
    cut: turns.filter(({ finishReason }) => finishReason === 'length').length,
    loopTurns: inLoop.length,
    loopId: inLoop[0]?.loop.id ?? null,
    iteration: turns.length === 1 ? (inLoop[0]?.iteration ?? null) : null,
    context: contexts.length > 0 ? Math.max(...contexts) : null,
  };
}

function mean(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length > 0 ? known.reduce((sum, value) => sum + value, 0) / known.length : null;
}

/** "Turn 7: 12.1k input, 8k cached, 210 output, in loop"; "Turns 101 to 110: 12.1k tokens on average, 4 in loops". */
export function barLabel(bar: TurnBar, measure: Measure): string {
  if (bar.turns.length > 1) return binLabel(bar, measure);
  const { usage, error, costUsd, timeToFirstTokenMs, finishReason } = bar.first;
  const known = (value: number | null, text: string) => (value === null ? null : text);
  return joined(
    t(
      'Turn {0}: {1} input',
      bar.first.index,
      usage.input === null ? t('unknown') : formatTokens(usage.input),
    ),
    [
      known(usage.cacheRead, t('{0} cached', formatTokens(usage.cacheRead))),
      t('{0} output', usage.output === null ? t('unknown') : formatTokens(usage.output)),
      known(usage.reasoning, t('{0} reasoning', formatTokens(usage.reasoning))),
      known(costUsd, formatUsd(costUsd)),
      known(timeToFirstTokenMs, t('first token after {0}', formatDuration(timeToFirstTokenMs))),
      finishReason === 'length' ? t('answer cut') : null,
      bar.loopId === null ? null : t('in loop'),
      error === null ? null : t('error'),
    ],
  );
}

function binLabel(bar: TurnBar, measure: Measure): string {
  const { first, last, errors, cut, loopTurns } = bar;
  return joined(t('Turns {0} to {1}: {2} on average', first.index, last.index, measure.format(bar.total)), [
    loopTurns > 0 ? t('{0, plural, one {# in loops} other {# in loops}}', loopTurns) : null,
    errors > 0 ? t('{0, plural, one {# failed} other {# failed}}', errors) : null,
    cut > 0 ? t('{0, plural, one {# cut} other {# cut}}', cut) : null,
  ]);
}

/** Lines of the tooltip, heading first. */
export function barFacts(bar: TurnBar, measure: Measure): string[] {
  return bar.turns.length > 1 ? binFacts(bar, measure) : turnFacts(bar);
}

function turnFacts({ first: turn, iteration }: TurnBar): string[] {
  const heading = [t('Turn {0}', turn.index), turn.agent, turn.model]
    .filter((part) => part !== null)
    .join(' · ');
  const tokens = measureOf('tokens').parts.flatMap(({ name, of }) => {
    const value = of(turn);
    return value === null ? [] : [`${formatTokens(value)} ${name}`];
  });
  const context =
    turn.contextTokens !== null && turn.contextLimit !== null
      ? t(
          'context {0} of {1}',
          formatShare(turn.contextTokens / turn.contextLimit),
          formatTokens(turn.contextLimit),
        )
      : null;
  const firstToken =
    turn.timeToFirstTokenMs === null
      ? null
      : t('first token after {0}', formatDuration(turn.timeToFirstTokenMs));
  const cost = turn.costUsd === null ? null : formatUsd(turn.costUsd);
  const calls = turn.toolCalls.map((call) => call.name).join(', ');
  return [
    heading,
    tokens.length > 0 ? tokens.join(' · ') : t('no token counts reported'),
    [formatDuration(turn.durationMs), firstToken, cost, context].filter((part) => part !== null).join(' · '),
    ...(calls ? [t('asked for {0}', calls)] : []),
    ...(iteration === null ? [] : [t('loop iteration {0}', iteration)]),
    ...(turn.finishReason === 'length' ? [t('answer cut by the token limit')] : []),
    ...(turn.error === null ? [] : [t('failed: {0}', turn.error)]),
  ];
}

function binFacts(bar: TurnBar, measure: Measure): string[] {
  const parts = measure.parts.flatMap(({ name }, i) => {
    const value = bar.parts[i] ?? null;
    return value === null || value === 0 ? [] : [`${measure.format(value)} ${name}`];
  });
  const marks = [
    bar.loopTurns > 0 ? t('{0, plural, one {# in loops} other {# in loops}}', bar.loopTurns) : null,
    bar.errors > 0 ? t('{0, plural, one {# failed} other {# failed}}', bar.errors) : null,
    bar.cut > 0
      ? t('{0, plural, one {# cut by the token limit} other {# cut by the token limit}}', bar.cut)
      : null,
    bar.context === null ? null : t('context up to {0}', formatShare(bar.context)),
  ].filter((mark) => mark !== null);
  return [
    t('Turns {0}–{1}', bar.first.index, bar.last.index),
    t('{0} per turn on average', measure.format(bar.total)),
    ...(parts.length > 1 ? [parts.join(' · ')] : []),
    ...(marks.length > 0 ? [marks.join(' · ')] : []),
    t('Click to show them one by one'),
  ];
}

/** Bars of one loop as runs of neighbours: brackets to draw. Places of bars, inclusive. */
export function loopRuns(bars: readonly TurnBar[]): { loopId: string; first: number; last: number }[] {
  const runs = new Map<string, { loopId: string; first: number; last: number }>();
  for (const [i, { loopId }] of bars.entries()) {
    if (loopId === null) continue;
    const run = runs.get(loopId);
    if (run) run.last = i;
    else runs.set(loopId, { loopId, first: i, last: i });
  }
  return [...runs.values()];
}

function joined(start: string, more: readonly (string | null)[]): string {
  return [start, ...more.filter((part) => part !== null)].join(', ');
}
