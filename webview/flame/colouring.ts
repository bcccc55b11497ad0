/** Which colour a frame has, and what the colours in use mean. Pure. */
import { SPAN_KINDS } from '../../src/protocol/agentModel';
import type { FrameColour, FrameColumns } from '../../src/protocol/frames';
import { FRAME_FLAG } from '../../src/protocol/frames';
import { t } from '../l10n';
import { KIND_NAME } from '../session/names';
import type { FrameIndex } from './frameIndex';
import type { FlameTheme, FrameStatus, Paint } from './flameTheme';
import { FRAME_STATUSES } from './flameTheme';

export interface LegendEntry {
  name: string;
  colour: string;
}

const STATUS_NAME: Record<FrameStatus, string> = {
  ok: t('ok'),
  error: t('error'),
  loop: t('in a loop'),
  cut: t('answer cut'),
  pending: t('not finished'),
};

const STATUS = Object.fromEntries(FRAME_STATUSES.map((status, i) => [status, i])) as Record<
  FrameStatus,
  number
>;

/** The colours of one way of colouring; `paintIndex` says which a frame has. */
export function paintsOf(theme: FlameTheme, colourBy: FrameColour): readonly Paint[] {
  if (colourBy === 'kind') return theme.kinds;
  return colourBy === 'status' ? theme.statuses : theme.groups;
}

/** Index into `paintsOf`. */
export function paintIndex(columns: FrameColumns, colourBy: FrameColour, paints: number, i: number): number {
  if (colourBy === 'kind') return columns.kind[i]!;
  if (colourBy === 'status') return statusOf(columns.flags[i]!);
  return groupPaint(columns.group[i]!, paints);
}

/** Names and colours of what there is in the frames: of groups all that the session has. */
export function legendOf(frames: FrameIndex, colourBy: FrameColour, theme: FlameTheme): LegendEntry[] {
  const paints = paintsOf(theme, colourBy);
  if (colourBy === 'kind') return kindLegend(frames.columns, paints);
  if (colourBy === 'status') return statusLegend(frames.columns, paints);
  return frames.window.groups
    .map((name, group) => ({ name, colour: paints[groupPaint(group, paints.length)]!.fill }))
    .filter(({ name }) => name !== '');
}

function kindLegend({ kind }: FrameColumns, paints: readonly Paint[]): LegendEntry[] {
  const used = new Uint8Array(SPAN_KINDS.length);
  for (const index of kind) used[index] = 1;
  // Kinds of one colour share an entry: nobody could tell them apart by it.
  const names = new Map<string, string[]>();
  for (const [i, name] of SPAN_KINDS.entries()) {
    if (used[i] === 0) continue;
    const { fill } = paints[i]!;
    names.set(fill, [...(names.get(fill) ?? []), KIND_NAME[name]]);
  }
  return [...names].map(([colour, shared]) => ({ name: shared.join(', '), colour }));
}

function statusLegend({ flags }: FrameColumns, paints: readonly Paint[]): LegendEntry[] {
  const used = new Uint8Array(FRAME_STATUSES.length);
  for (const flag of flags) used[statusOf(flag)] = 1;
  return FRAME_STATUSES.flatMap((status, i) =>
    used[i] === 0 ? [] : [{ name: STATUS_NAME[status], colour: paints[i]!.fill }],
  );
}

/** The worst that is known of it. */
function statusOf(flags: number): number {
  if ((flags & FRAME_FLAG.error) !== 0) return STATUS.error;
  if ((flags & FRAME_FLAG.cut) !== 0) return STATUS.cut;
  if ((flags & FRAME_FLAG.loop) !== 0) return STATUS.loop;
  return (flags & FRAME_FLAG.pending) !== 0 ? STATUS.pending : STATUS.ok;
}

function groupPaint(group: number, paints: number): number {
  return group === 0 ? 0 : 1 + ((group - 1) % (paints - 1));
}
