/** What the turns chart draws: one stack of token counts per turn. Pure. */
import { formatDuration, formatTokens, formatUsd } from '../../src/protocol/format';
import type { Turn } from '../../src/protocol/turns';
import type { SessionIndex } from '../session/sessionIndex';

export type TokenPart = 'cacheRead' | 'cacheWrite' | 'input' | 'output' | 'reasoning';

/** From the bottom of a bar to its top. */
export const TOKEN_PARTS: readonly { part: TokenPart; name: string }[] = [
  { part: 'cacheRead', name: 'cache read' },
  { part: 'cacheWrite', name: 'cache write' },
  { part: 'input', name: 'fresh input' },
  { part: 'output', name: 'output' },
  { part: 'reasoning', name: 'reasoning' },
];

export interface TurnBar {
  turn: Turn;
  /** Disjoint parts, whose sum is the bar. */
  parts: Record<TokenPart, number>;
  total: number;
  loopId: string | null;
  iteration: number | null;
}

/**
 * Splits usage into disjoint parts: `input` includes what was read from and written to the cache, `output` includes
 * reasoning. Unknown parts are not drawn.
 */
export function turnBars(index: SessionIndex): TurnBar[] {
  return index.session.turns.map((turn) => {
    const { input, cacheRead, cacheWrite, output, reasoning } = turn.usage;
    const parts = {
      cacheRead: cacheRead ?? 0,
      cacheWrite: cacheWrite ?? 0,
      input: Math.max(0, (input ?? 0) - (cacheRead ?? 0) - (cacheWrite ?? 0)),
      output: Math.max(0, (output ?? 0) - (reasoning ?? 0)),
      reasoning: reasoning ?? 0,
    };
    const total = parts.cacheRead + parts.cacheWrite + parts.input + parts.output + parts.reasoning;
    const place = index.loopOfTurn(turn);
    return { turn, parts, total, loopId: place?.loop.id ?? null, iteration: place?.iteration ?? null };
  });
}

/** "Turn 7: 12.1k input, 8k cached, 210 output, in loop". */
export function turnLabel(bar: TurnBar): string {
  const { usage, error } = bar.turn;
  return [
    `Turn ${bar.turn.index}: ${usage.input === null ? 'unknown' : formatTokens(usage.input)} input`,
    usage.cacheRead === null ? null : `${formatTokens(usage.cacheRead)} cached`,
    `${usage.output === null ? 'unknown' : formatTokens(usage.output)} output`,
    usage.reasoning === null ? null : `${formatTokens(usage.reasoning)} reasoning`,
    bar.loopId === null ? null : 'in loop',
    error === null ? null : 'error',
  ]
    .filter((part) => part !== null)
    .join(', ');
}

/** Lines of the tooltip, heading first. */
export function turnFacts(bar: TurnBar): string[] {
  const { turn, parts } = bar;
  const heading = [`Turn ${turn.index}`, turn.agent, turn.model].filter((part) => part !== null).join(' · ');
  const known: Record<TokenPart, boolean> = {
    cacheRead: turn.usage.cacheRead !== null,
    cacheWrite: turn.usage.cacheWrite !== null,
    input: turn.usage.input !== null,
    output: turn.usage.output !== null,
    reasoning: turn.usage.reasoning !== null,
  };
  const tokens = TOKEN_PARTS.filter(({ part }) => known[part]).map(
    ({ part, name }) => `${formatTokens(parts[part])} ${name}`,
  );
  const context =
    turn.contextTokens !== null && turn.contextLimit !== null
      ? `context ${percent(turn.contextTokens / turn.contextLimit)} of ${formatTokens(turn.contextLimit)}`
      : null;
  const calls = turn.toolCalls.map((call) => call.name).join(', ');
  return [
    heading,
    tokens.length > 0 ? tokens.join(' · ') : 'no token counts reported',
    [formatDuration(turn.durationMs), formatUsd(turn.costUsd), context].filter(Boolean).join(' · '),
    ...(calls ? [`asked for ${calls}`] : []),
    ...(bar.iteration === null ? [] : [`loop iteration ${bar.iteration}`]),
    ...(turn.finishReason === 'length' ? ['answer cut by the token limit'] : []),
    ...(turn.error === null ? [] : [`failed: ${turn.error}`]),
  ];
}

/** `61 %`; with one digit more below a percent. */
export function percent(share: number): string {
  const value = share * 100;
  return `${value > 0 && value < 1 ? value.toFixed(1) : value.toFixed(0)} %`;
}

/** Turns of one loop as runs of neighbours: brackets to draw. Indexes are inclusive. */
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
