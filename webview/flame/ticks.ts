/** Ticks of the flame graph's axis: round numbers of the mode's unit, with the digits that tell them apart. */
import { scaleLinear, tickStep } from 'd3';
import type { FrameMode, IdleFold } from '../../src/protocol/frames';
import type { CssPixels } from '../../src/protocol/units';
import { formatDecimal, formatTokens, formatUsd } from '../figures';
import { positionAt, timeAt } from './foldedTime';
import type { View } from './viewport';

export interface Tick {
  value: number;
  label: string;
}

const PX_PER_TICK: CssPixels = 110;
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** Steps above a second at which clocks are read; below, decimal steps are. */
const CLOCK_STEPS = [
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12, 24, 48, 96, 168].map((hours) => hours * HOUR),
];

/** With `folds`, times are those of the session as it was; none lies inside a fold. */
export function axisTicks(
  view: View,
  width: CssPixels,
  mode: FrameMode,
  folds: readonly IdleFold[] = [],
): Tick[] {
  const wanted = Math.max(2, Math.round(width / PX_PER_TICK));
  if (mode === 'time') return timeTicks(view, wanted, folds);
  const scale = scaleLinear().domain([view.from, view.to]);
  const step = tickStep(view.from, view.to, wanted);
  return scale.ticks(wanted).map((value) => ({
    value,
    label: mode === 'tokens' ? formatTokens(value) : formatDollarTick(value, step),
  }));
}

function timeTicks(view: View, wanted: number, folds: readonly IdleFold[]): Tick[] {
  const rough = (view.to - view.from) / wanted;
  const step =
    rough < SECOND
      ? tickStep(view.from, view.to, wanted)
      : (CLOCK_STEPS.find((candidate) => candidate >= rough) ?? 168 * HOUR);
  return stretches(view, folds).flatMap(({ from, to }) => {
    const ticks: Tick[] = [];
    const [first, last] = [timeAt(folds, from), timeAt(folds, to)];
    for (let n = Math.ceil(first / step); n * step <= last; n++) {
      ticks.push({ value: positionAt(folds, n * step), label: formatTimeTick(n * step, step) });
    }
    return ticks;
  });
}

/** The parts of the view between folds: in each of them time passes at the same pace. */
function stretches(view: View, folds: readonly IdleFold[]): View[] {
  const parts: View[] = [];
  let { from } = view;
  for (const { at, width } of folds) {
    if (at + width <= from) continue;
    if (at >= view.to) break;
    if (at > from) parts.push({ from, to: at });
    from = at + width;
  }
  if (from < view.to) parts.push({ from, to: view.to });
  return parts;
}

/** `0s`, `250ms`, `12.35s`, `1m 30s`, `2h 15m`: as exact as the step needs. */
export function formatTimeTick(ms: number, step: number): string {
  if (ms === 0) return '0s';
  if (step < SECOND) {
    if (Math.abs(ms) < SECOND && step >= 1) return `${formatDecimal(ms, 0)}ms`;
    if (Math.abs(ms) < SECOND) return `${formatDecimal(ms, decimals(step))}ms`;
    return `${formatDecimal(ms / SECOND, decimals(step / SECOND))}s`;
  }
  const seconds = Math.round(ms / SECOND);
  const parts = [
    [Math.floor(seconds / 3600), 'h'],
    [Math.floor(seconds / 60) % 60, 'm'],
    [seconds % 60, 's'],
  ] as const;
  const shown = parts.filter(([amount]) => amount > 0).map(([amount, unit]) => `${amount}${unit}`);
  return shown.join(' ');
}

function formatDollarTick(usd: number, step: number): string {
  return usd === 0 ? formatUsd(0) : `$${formatDecimal(usd, Math.max(2, decimals(step)))}`;
}

function decimals(step: number): number {
  return Math.max(0, Math.min(9, -Math.floor(Math.log10(step) + 1e-9)));
}
