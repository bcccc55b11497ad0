/** A frame in words: for the accessible tree, the tooltip and announcements. Pure. */
import { FRAME_FLAG } from '../../src/protocol/frames';
import type { FrameMode } from '../../src/protocol/frames';
import { formatExtent, KIND_NAME } from '../session/kindNames';
import type { SessionIndex } from '../session/sessionIndex';
import type { Frame } from './frameIndex';
import { keyOf } from './frameIndex';

/** "tool search_docs, 812ms, error, loop iteration 3 of 6, turn 9". */
export function frameLabel(frame: Frame, mode: FrameMode, index: SessionIndex): string {
  const bucket = (frame.flags & FRAME_FLAG.bucket) !== 0;
  const what = `${KIND_NAME[frame.kind]} ${frame.label}`;
  return [bucket ? `${frame.count} spans, among them ${what}` : what, ...frameFacts(frame, mode, index)].join(
    ', ',
  );
}

/** Extent, outcome, loop and turn, each as one phrase. */
export function frameFacts(frame: Frame, mode: FrameMode, index: SessionIndex): string[] {
  const facts: string[] = [];
  if ((frame.flags & FRAME_FLAG.pending) !== 0) facts.push('not finished or not received yet');
  else facts.push(formatExtent(frame.end - frame.start, mode));
  if ((frame.flags & FRAME_FLAG.error) !== 0) facts.push('error');
  const place = index.loopOfSpan.get(keyOf(frame.ref));
  if (place) facts.push(`loop iteration ${place.iteration} of ${place.loop.iterations}`);
  else if ((frame.flags & FRAME_FLAG.loop) !== 0) facts.push('part of a loop');
  const turn = index.turnOfSpan.get(keyOf(frame.ref));
  if (turn) facts.push(`turn ${turn.index}`);
  return facts;
}
