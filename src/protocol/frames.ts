/**
 * The window of a flame graph that the webview asks for: struct-of-arrays, so that it crosses a thread or a webview
 * boundary as transferable buffers. Positions are in the mode's unit from the session's start: milliseconds, tokens
 * or US dollars.
 */
import type { CssPixels, EpochMs, SpanRef } from './units';

/** What a frame's width stands for. */
export type FrameMode = 'time' | 'tokens' | 'cost';

export interface FramesParams {
  sessionId: string;
  mode: FrameMode;
  /** Window in the mode's unit from the session's start; the whole session when both are absent. */
  from?: number;
  to?: number;
  /** Device-independent width of the drawing: spans below one pixel merge into buckets. */
  widthPx: CssPixels;
}

/** Bits of `FrameColumns.flags`. */
export const FRAME_FLAG = {
  /** The span, or one in the bucket, failed. */
  error: 1,
  /** The span, or one in the bucket, is part of a loop. */
  loop: 2,
  /** A placeholder: children arrived, the span itself has not. It may still be running. */
  pending: 4,
  /** Several spans below one pixel, merged; `count` says how many. */
  bucket: 8,
  /** Zero duration. */
  instant: 16,
} as const;

/** All arrays have the same length, one entry per frame, ordered by row, then start. */
export interface FrameColumns {
  row: Uint16Array;
  start: Float64Array;
  end: Float64Array;
  /** Index into `SPAN_KINDS`. */
  kind: Uint8Array;
  flags: Uint8Array;
  /** Spans behind this frame: 1, or more for a bucket. */
  count: Uint32Array;
  /** Index into `FrameWindow.labels`. */
  label: Uint32Array;
  /** Index into `FrameWindow.refs`: the span, for a bucket its most telling one (error, then loop, then longest). */
  ref: Uint32Array;
}

/** One iteration of a loop as it lies on the flame graph. */
export interface LoopMark {
  loopId: string;
  /** 1-based. */
  iteration: number;
  start: number;
  end: number;
  /** First and last row that the iteration touches. */
  firstRow: number;
  lastRow: number;
}

export interface FrameWindow {
  sessionId: string;
  mode: FrameMode;
  revision: number;
  /** Epoch of position 0. */
  origin: EpochMs;
  /** Full extent of the session in the mode's unit. */
  extent: { from: number; to: number };
  /** The window that `frames` covers. */
  from: number;
  to: number;
  /** Rows of the whole session, sub-rows of parallel siblings included. */
  rowCount: number;
  /** Spans of the whole session. */
  spanCount: number;
  frames: FrameColumns;
  labels: string[];
  refs: SpanRef[];
  loopMarks: LoopMark[];
}
