/**
 * The window of a flame graph that the webview asks for: struct-of-arrays, so that it crosses a thread or a webview
 * boundary as transferable buffers. Positions are in the mode's unit from the session's start: milliseconds, tokens
 * or US dollars. With `foldIdle` they are milliseconds of the folded session, all of them.
 */
import type { SpanKind } from './agentModel';
import type { CssPixels, DurationMs, EpochMs, SpanRef } from './units';

/** What a frame's width stands for. */
export const FRAME_MODES = ['time', 'tokens', 'cost'] as const;
export type FrameMode = (typeof FRAME_MODES)[number];

/** What a frame's colour stands for. */
export const FRAME_COLOURS = ['kind', 'agent', 'model', 'tool', 'status'] as const;
export type FrameColour = (typeof FRAME_COLOURS)[number];

/** Which drawing of a session: what decides where a span lies. */
export interface FrameView {
  sessionId: string;
  mode: FrameMode;
  /** In mode `time`: gaps in which nothing runs are cut to a small width. False when absent. */
  foldIdle?: boolean;
  /** Spans with `AgentSpan.noise` are left out, their children move up to the next shown ancestor. False when absent. */
  hideNoise?: boolean;
}

export interface FramesParams extends FrameView {
  /** Window in the mode's unit from the session's start; the whole session when both are absent. */
  from?: number;
  to?: number;
  /** Device-independent width of the drawing: spans below one pixel merge into buckets. */
  widthPx: CssPixels;
  /** `kind` when absent. */
  colourBy?: FrameColour;
  /**
   * Case-insensitive substring of a span's label, agent (where that agent's work begins), model, tool or error. Frames
   * that have it get the flag `match`.
   */
  query?: string;
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
  /** The span, or one in the bucket, has what `query` asks for. */
  match: 32,
  /** Noise is hidden directly below the span, or one in the bucket. */
  folded: 64,
  /** The model's answer, or one in the bucket, was cut by the token limit. */
  cut: 128,
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
  /** Levels above it in the tree of what is shown, 0 for a root; at most 65 535. Sub-rows do not count. */
  depth: Uint16Array;
  /** Index into `FrameWindow.groups`. */
  group: Uint16Array;
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

/** A gap in which nothing ran, cut short. */
export interface IdleFold {
  /** Where the cut begins in the drawing; it is `width` wide, all folds of a session alike. */
  at: number;
  width: number;
  /** How much of the gap is not drawn. */
  hiddenMs: DurationMs;
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
  /** Spans of the whole session, hidden ones too. */
  spanCount: number;
  frames: FrameColumns;
  labels: string[];
  /**
   * Names that `colourBy` tells apart (agents, models or tools), of the whole session in order of first appearance.
   * The first is empty: none. A span has its nearest agent's, but only its own model and tool.
   */
  groups: string[];
  refs: SpanRef[];
  /** Those that touch the window. */
  loopMarks: LoopMark[];
  /** Of the whole session, from left to right; empty without `foldIdle`. */
  folds: IdleFold[];
  /** Shown spans of the whole session that have what `query` asks for; null without a query. */
  matchCount: number | null;
  /** Spans of the whole session that `hideNoise` hides, or would. */
  noiseCount: number;
}

/** One span's frame, wherever it lies. */
export interface LocatedFrame {
  row: number;
  start: number;
  end: number;
  kind: SpanKind;
  /** Bits of `FRAME_FLAG`, never `bucket` or `match`. */
  flags: number;
  count: 1;
  label: string;
  ref: SpanRef;
  depth: number;
}

export interface LocateParams extends FrameView {
  ref: SpanRef;
}

/** What to step through; `query` as in `FramesParams`. */
export type StepTarget = { query: string } | { flag: 'error' | 'loop' | 'cut' } | { kind: SpanKind };

export interface StepParams extends FrameView {
  /** Where to go on from; null for the first (or, backwards, the last) of all. */
  from: SpanRef | null;
  direction: 1 | -1;
  what: StepTarget;
}

/** By start, then row; after the last comes the first. */
export interface StepResult {
  frame: LocatedFrame;
  /** 1-based. */
  position: number;
  count: number;
}
