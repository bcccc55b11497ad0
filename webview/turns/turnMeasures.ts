/** What the height of a turn's bar can stand for, and its disjoint parts from the bottom to the top. Pure. */
import { formatDuration, formatTokens, formatUsd } from '../../src/protocol/format';
import type { Turn } from '../../src/protocol/turns';

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
  name: 'Tokens',
  title: 'Tokens per turn',
  parts: [
    { id: 'cache-read', name: 'cache read', of: ({ usage }) => usage.cacheRead },
    { id: 'cache-write', name: 'cache write', of: ({ usage }) => usage.cacheWrite },
    {
      id: 'input',
      name: 'fresh input',
      of: ({ usage }) => rest(usage.input, usage.cacheRead, usage.cacheWrite),
    },
    { id: 'output', name: 'output', of: ({ usage }) => rest(usage.output, usage.reasoning) },
    { id: 'reasoning', name: 'reasoning', of: ({ usage }) => usage.reasoning },
  ],
  format: formatTokens,
  nothing: 'No turn reports how many tokens it took.',
};

const COST: Measure = {
  id: 'cost',
  name: 'Cost',
  title: 'Cost per turn',
  parts: [{ id: 'cost', name: 'model call', of: (turn) => turn.costUsd }],
  format: formatUsd,
  nothing: 'The cost of no turn is known: set prices for these models in turnline.prices.',
};

const LATENCY: Measure = {
  id: 'latency',
  name: 'Latency',
  title: 'Time per model call',
  parts: [
    { id: 'first-token', name: 'until the first token', of: (turn) => turn.timeToFirstTokenMs },
    {
      id: 'answer',
      name: 'rest of the call',
      of: (turn) => rest(turn.modelDurationMs, turn.timeToFirstTokenMs),
    },
  ],
  format: formatDuration,
  nothing: 'No turn took any time.',
};

export const MEASURES: readonly Measure[] = [TOKENS, COST, LATENCY];

export function measureOf(id: TurnMeasure): Measure {
  return MEASURES.find((measure) => measure.id === id) ?? TOKENS;
}
