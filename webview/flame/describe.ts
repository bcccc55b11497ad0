/** A frame in words: for the accessible tree, the tooltip and announcements. Pure. */
import type { FrameMode } from '../../src/protocol/frames';
import { FRAME_FLAG } from '../../src/protocol/frames';
import { formatTokens, formatUsd } from '../figures';
import { t } from '../l10n';
import { formatExtent, KIND_NAME, STATUS_NAME } from '../session/names';
import type { SessionIndex } from '../session/sessionIndex';
import type { Frame, FrameIndex } from './frameIndex';
import { keyOf } from './frameIndex';
import { selfExtent } from './selfExtent';

/** "tool search_docs, 812ms, error, loop iteration 3 of 6, turn 9". */
export function frameLabel(frame: Frame, mode: FrameMode, index: SessionIndex): string {
  const what = `${KIND_NAME[frame.kind]} ${frame.label}`;
  return [
    isBucket(frame)
      ? t('{0, plural, one {# span} other {# spans}}, among them {1}', frame.count, what)
      : what,
    ...frameFacts(frame, mode, index),
  ].join(', ');
}

/** Heading, what it is, how much, and what is wrong with it: one line each. */
export function frameTooltip(frames: FrameIndex, at: number, index: SessionIndex): string[] {
  const frame = frames.at(at);
  const { mode } = frames.window;
  const kind = KIND_NAME[frame.kind];
  if (isBucket(frame)) {
    return [
      t('{0, plural, one {# span} other {# spans}}', frame.count),
      t('among them {0} {1}', kind, frame.label),
      [...frameFacts(frame, mode, index), t('zoom in to tell them apart')].join(' · '),
    ];
  }
  const turn = index.turnOfSpan.get(keyOf(frame.ref));
  const call = turn?.toolCalls.find((candidate) => keyOf(candidate) === keyOf(frame.ref));
  const isModelCall = turn !== undefined && keyOf(turn) === keyOf(frame.ref);
  const self = selfExtent(frames, at);
  const extent = formatExtent(frame.end - frame.start, mode);
  const own =
    self !== null && self > 0 && self < (frame.end - frame.start) * 0.999
      ? [t('{0} itself', formatExtent(self, mode))]
      : [];
  const usage = isModelCall
    ? [
        t('{0} in, {1} out', formatTokens(turn.usage.input), formatTokens(turn.usage.output)),
        formatUsd(turn.costUsd),
      ]
    : [];
  const [, ...outcome] = frameFacts(frame, mode, index);
  const status = call && call.status !== 'ok' ? [STATUS_NAME[call.status]] : [];
  const who = [
    kind,
    ...named(isModelCall ? turn.model : null, frame.label),
    ...named(turn?.agent ?? null, ''),
  ];
  const pending = (frame.flags & FRAME_FLAG.pending) !== 0;
  return [
    frame.label,
    who.join(' · '),
    [pending ? t('not finished or not received yet') : extent, ...own, ...usage].join(' · '),
    [...outcome, ...status].join(' · '),
  ].filter((line) => line !== '');
}

/** Extent, outcome, loop and turn, each as one phrase; the extent first. */
export function frameFacts(frame: Frame, mode: FrameMode, index: SessionIndex): string[] {
  const facts: string[] = [];
  if ((frame.flags & FRAME_FLAG.pending) !== 0) facts.push(t('not finished or not received yet'));
  else facts.push(formatExtent(frame.end - frame.start, mode));
  if ((frame.flags & FRAME_FLAG.error) !== 0) facts.push(STATUS_NAME.error);
  if ((frame.flags & FRAME_FLAG.cut) !== 0) facts.push(t('answer cut by the token limit'));
  const place = index.loopOfSpan.get(keyOf(frame.ref));
  if (place) facts.push(t('loop iteration {0} of {1}', place.iteration, place.loop.iterations));
  else if ((frame.flags & FRAME_FLAG.loop) !== 0) facts.push(t('part of a loop'));
  const turn = index.turnOfSpan.get(keyOf(frame.ref));
  if (turn) facts.push(t('turn {0}', turn.index));
  if ((frame.flags & FRAME_FLAG.folded) !== 0) facts.push(t('plumbing hidden below'));
  return facts;
}

function isBucket(frame: Frame): boolean {
  return (frame.flags & FRAME_FLAG.bucket) !== 0;
}

function named(name: string | null, shown: string): string[] {
  return name === null || name === shown ? [] : [name];
}
