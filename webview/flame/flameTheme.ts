/** What the drawing needs of a theme: ready colours, no variables to look up. */
export interface FlameTheme {
  font: string;
  /** By index into `SPAN_KINDS`. */
  fills: string[];
  /** Text on any fill. */
  ink: string;
  background: string;
  foreground: string;
  dim: string;
  grid: string;
  loop: string;
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
}
