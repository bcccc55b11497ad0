/** One colour of a frame in every state that it is drawn in. Text on each is readable: see `themeColours.ts`. */
export interface Paint {
  fill: string;
  /** Of a frame that stands for several spans: paler, so that it is seen to be less exact. */
  bucket: string;
  /** Of a frame that the search does not mean, and the text on it. */
  dimmed: string;
  dimmedInk: string;
}

export const FRAME_STATUSES = ['ok', 'error', 'loop', 'cut', 'pending'] as const;
export type FrameStatus = (typeof FRAME_STATUSES)[number];

/** What the drawing needs of a theme: ready colours, no variables to look up. */
export interface FlameTheme {
  font: string;
  /** By index into `SPAN_KINDS`. */
  kinds: readonly Paint[];
  /** By index into `FrameWindow.groups`, the first for none; where there are more groups they start over after it. */
  groups: readonly Paint[];
  /** By index into `FRAME_STATUSES`. */
  statuses: readonly Paint[];
  /** Text on any fill. */
  ink: string;
  background: string;
  foreground: string;
  dim: string;
  grid: string;
  loop: string;
  /** `loop` as text on the background. */
  loopText: string;
  loopBand: string;
  error: string;
  onError: string;
  selection: string;
  match: string;
  accent: string;
  /** Outline of every frame; null outside high contrast. */
  contrastBorder: string | null;
  /** Paint for loop hatching: a canvas pattern. */
  hatch: unknown;
  /** The stripes of `hatch`, for painters that have no canvas patterns. */
  hatchStripe: string;
}
