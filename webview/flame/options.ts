/** How the flame graph is drawn: what the toolbar chooses and a reload restores. */
import type { FrameColour, FrameMode } from '../../src/protocol/frames';
import { FRAME_COLOURS, FRAME_MODES } from '../../src/protocol/frames';

/** Spans where they lie in the session, or folded by path. */
export const FLAME_LAYOUTS = ['timeline', 'aggregate'] as const;
export type FlameLayoutName = (typeof FLAME_LAYOUTS)[number];

export interface FlameOptions {
  layout: FlameLayoutName;
  mode: FrameMode;
  colourBy: FrameColour;
  foldIdle: boolean;
  hideNoise: boolean;
  /** Empty when nobody searches. */
  query: string;
}

export const DEFAULT_OPTIONS: Readonly<FlameOptions> = {
  layout: 'timeline',
  mode: 'time',
  colourBy: 'kind',
  foldIdle: true,
  hideNoise: true,
  query: '',
};

/** What of a saved state is still understood; the rest as by default. */
export function restoredOptions(saved: Partial<Record<keyof FlameOptions, unknown>>): FlameOptions {
  const choice = <T extends string>(value: unknown, choices: readonly T[], fallback: T): T =>
    choices.find((candidate) => candidate === value) ?? fallback;
  const flag = (value: unknown, fallback: boolean) => (typeof value === 'boolean' ? value : fallback);
  return {
    layout: choice(saved.layout, FLAME_LAYOUTS, DEFAULT_OPTIONS.layout),
    mode: choice(saved.mode, FRAME_MODES, DEFAULT_OPTIONS.mode),
    colourBy: choice(saved.colourBy, FRAME_COLOURS, DEFAULT_OPTIONS.colourBy),
    foldIdle: flag(saved.foldIdle, DEFAULT_OPTIONS.foldIdle),
    hideNoise: flag(saved.hideNoise, DEFAULT_OPTIONS.hideNoise),
    query: typeof saved.query === 'string' ? saved.query : DEFAULT_OPTIONS.query,
  };
}
