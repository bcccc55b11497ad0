/** What the script in a measured page offers, `pages/bench.ts`. */

/** One frame's worth of input: a turn of the wheel, a letter, or a key. */
export type Gesture =
  | { panPx: number; zoomDelta?: undefined }
  /** With the control key, as a pinch; what a delta means differs between programs. */
  | { zoomDelta: number; panPx?: undefined }
  | { type: string }
  | { key: string };

export interface Bench {
  /** Milliseconds from the page's start until its first drawing is on the screen. */
  firstPaint: Promise<number>;
  /** Makes one gesture per animation frame over the last element that fits. Returns how long each frame took, in milliseconds. */
  run(selector: string, gestures: readonly Gesture[]): Promise<number[]>;
}
