/** What the height of a turn's bar can stand for, and its disjoint parts from the bottom to the top. Pure. */
import type { Turn } from '../../src/protocol/turns';
import { formatDuration, formatTokens, formatUsd } from '../figures';
import { t } from '../l10n';

export type TurnMeasure = 'tokens' | 'cost' | 'latency';

export interface MeasurePart {
  /** Also its class in `turns.css`, after `part-`. */
  id: string;
  name: string;
  /** null where the turn does not tell it. */
  of: (turn: Turn) => number | null;
}

export interface Measure {
  id: TurnMeasure;
  /** On the switch. */
  name: string;
  /** Above the chart. */
  title: string;
  parts: readonly MeasurePart[];
  format(value: number): string;
  /** Stands in the chart when no turn tells. */
  nothing: string;
}

/** What is left of a sum when its known parts are taken off; rounding and odd emitters must not make it negative. */
function rest(sum: number | null, ...parts: (number | null)[]): number | null {
  if (sum === null) return null;
  return Math.max(
    0,
    parts.reduce<number>((left, part) => left - (part ?? 0), sum),
  );
}

/** `usage.input` includes what was read from and written to the cache, `usage.output` includes reasoning. */
const TOKENS: Measure = {
  id: 'tokens',
  name: t('Tokens'),
  title: t('Tokens per turn'),
  parts: [
    { id: 'cache-read', name: t('cache read'), of: ({ usage }) => usage.cacheRead },
    { id: 'cache-write', name: t('cache write'), of: ({ usage }) => usage.cacheWrite },
    {
      id: 'input',
      name: t('fresh input'),
      of: ({ usage }) => rest(usage.input, usage.cacheRead, usage.cacheWrite),
    },
    { id: 'output', name: t('output'), of: ({ usage }) => rest(usage.output, usage.reasoning) },
    { id: 'reasoning', name: t('reasoning'), of: ({ usage }) => usage.reasoning },
  ],
  format: formatTokens,
  nothing: t('No turn reports how many tokens it took.'),
};

const COST: Measure = {
  id: 'cost',
  name: t('Cost'),
  title: t('Cost per turn'),
  parts: [{ id: 'cost', name: t('model call'), of: (turn) => turn.costUsd }],
  format: formatUsd,
  nothing: t('The cost of no turn is known: set prices for these models in turnline.prices.'),
};

const LATENCY: Measure = {
  id: 'latency',
  name: t('Latency'),
  title: t('Time per model call'),
  parts: [
    { id: 'first-token', name: t('until the first token'), of: (turn) => turn.timeToFirstTokenMs },
    {
      id: 'answer',
      name: t('rest of the call'),
      of: (turn) => rest(turn.modelDurationMs, turn.timeToFirstTokenMs),
    },
  ],
  format: formatDuration,
  nothing: t('No turn took any time.'),
};

export const MEASURES: readonly Measure[] = [TOKENS, COST, LATENCY];

export function measureOf(id: TurnMeasure): Measure {
  return MEASURES.find((measure) => measure.id === id) ?? TOKENS;
}
