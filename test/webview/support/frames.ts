import type { SpanKind } from '../../../src/protocol/agentModel';
import { SPAN_KINDS } from '../../../src/protocol/agentModel';
import type { FrameWindow, LoopMark } from '../../../src/protocol/frames';
import { FrameIndex } from '../../../webview/flame/frameIndex';

export interface FrameSketch {
  row: number;
  start: number;
  end: number;
  kind?: SpanKind;
  flags?: number;
  count?: number;
  label?: string;
  /** As deep as its row when absent. */
  depth?: number;
  group?: number;
}

/** Frames by hand, in order of row and start. The span id of frame i is `i`. */
export function frameIndex(
  frames: readonly FrameSketch[],
  loopMarks: LoopMark[] = [],
  changes: Partial<FrameWindow> = {},
): FrameIndex {
  const to = Math.max(0, ...frames.map(({ end }) => end));
  const window: FrameWindow = {
    sessionId: 'session',
    mode: 'time',
    revision: 1,
    origin: 0,
    extent: { from: 0, to },
    from: 0,
    to,
    rowCount: Math.max(-1, ...frames.map(({ row }) => row)) + 1,
    spanCount: frames.length,
    frames: {
      row: Uint16Array.from(frames, ({ row }) => row),
      start: Float64Array.from(frames, ({ start }) => start),
      end: Float64Array.from(frames, ({ end }) => end),
      kind: Uint8Array.from(frames, ({ kind }) => SPAN_KINDS.indexOf(kind ?? 'tool')),
      flags: Uint8Array.from(frames, ({ flags }) => flags ?? 0),
      count: Uint32Array.from(frames, ({ count }) => count ?? 1),
      depth: Uint16Array.from(frames, ({ row, depth }) => depth ?? row),
      group: Uint16Array.from(frames, ({ group }) => group ?? 0),
      label: Uint32Array.from(frames, (_, i) => i),
      ref: Uint32Array.from(frames, (_, i) => i),
    },
    labels: frames.map(({ label }, i) => label ?? `frame ${i}`),
    refs: frames.map((_, i) => ({ traceId: 'trace', spanId: String(i) })),
    loopMarks,
    groups: [''],
    folds: [],
    matchCount: null,
    noiseCount: 0,
  };
  return new FrameIndex({ ...window, ...changes });
}
