/** A frame in words: for the accessible tree, the tooltip and announcements. Pure. */
import { formatTokens, formatUsd } from '../../src/protocol/format';
import type { FrameMode } from '../../src/protocol/frames';
import { FRAME_FLAG } from '../../src/protocol/frames';
import { formatExtent, KIND_NAME } from '../session/kindNames';
import type { SessionIndex } from '../session/sessionIndex';
import type { Frame, FrameIndex } from './frameIndex';
import { keyOf } from './frameIndex';
import { selfExtent } from './selfExtent';

/** "tool search_docs, 812ms, error, loop iteration 3 of 6, turn 9". */
export function frameLabel(frame: Frame, mode: FrameMode, index: SessionIndex): string {
  const what = `${KIND_NAME[frame.kind]} ${frame.label}`;
  return [
    isBucket(frame) ? `${frame.count} spans, among them ${what}` : what,
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
      `${frame.count} spans`,
      `among them ${kind} ${frame.label}`,
      [...frameFacts(frame, mode, index), 'zoom in to tell them apart'].join(' · '),
    ];
  }
  const turn = index.turnOfSpan.get(keyOf(frame.ref));
  const call = turn?.toolCalls.find((candidate) => keyOf(candidate) === keyOf(frame.ref));
  const isModelCall = turn !== undefined && keyOf(turn) === keyOf(frame.ref);
  const self = selfExtent(frames, at);
  const extent = formatExtent(frame.end - frame.start, mode);
  const own =
    self !== null && self > 0 && self < (frame.end - frame.start) * 0.999
      ? [`${formatExtent(self, mode)} itself`]
      : [];
  const usage = isModelCall
    ? [
        `${formatTokens(turn.usage.input)} in, ${formatTokens(turn.usage.output)} out`,
        formatUsd(turn.costUsd),
      ]
    : [];
  const [, ...outcome] = frameFacts(frame, mode, index);
  const status = call && call.status !== 'ok' ? [call.status.replace('_', ' ')] : [];
  const who = [
    kind,
    ...named(isModelCall ? turn.model : null, frame.label),
    ...named(turn?.agent ?? null, ''),
  ];
  const pending = (frame.flags & FRAME_FLAG.pending) !== 0;
  return [
    frame.label,
    who.join(' · '),
    [pending ? 'not finished or not received yet' : extent, ...own, ...usage].join(' · '),
    [...outcome, ...status].join(' · '),
  ].filter((line) => line !== '');
}

/** Extent, outcome, loop and turn, each as one phrase; the extent first. */
export function frameFacts(frame: Frame, mode: FrameMode, index: SessionIndex): string[] {
  const facts: string[] = [];
  if ((frame.flags & FRAME_FLAG.pending) !== 0) facts.push('not finished or not received yet');
  else facts.push(formatExtent(frame.end - frame.start, mode));
  if ((frame.flags & FRAME_FLAG.error) !== 0) facts.push('error');
  if ((frame.flags & FRAME_FLAG.cut) !== 0) facts.push('answer cut by the token limit');
  const place = index.loopOfSpan.get(keyOf(frame.ref));
  if (place) facts.push(`loop iteration ${place.iteration} of ${place.loop.iterations}`);
  else if ((frame.flags & FRAME_FLAG.loop) !== 0) facts.push('part of a loop');
  const turn = index.turnOfSpan.get(keyOf(frame.ref));
  if (turn) facts.push(`turn ${turn.index}`);
  if ((frame.flags & FRAME_FLAG.folded) !== 0) facts.push('plumbing hidden below');
  return facts;
}

function isBucket(frame: Frame): boolean {
  return (frame.flags & FRAME_FLAG.bucket) !== 0;
}

function named(name: string | null, shown: string): string[] {
  return name === null || name === shown ? [] : [name];
}
