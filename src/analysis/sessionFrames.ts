/** All drawings of one session as it is now, each worked out when somebody asks first and kept. */
import type { AggregateNode } from '../protocol/aggregate';
import type { FrameMode } from '../protocol/frames';
import { aggregate } from './aggregate';
import { layoutFlame, type FlameLayout } from './flameLayout';
import { flameNodes, type FlameNodes } from './flameNodes';
import { findMatches, type FrameMatches } from './frameMatches';
import { foldIdle } from './idleFolds';
import { withoutNoise } from './noiseHiding';
import type { SessionAnalysis } from './sessionAnalysis';

export interface LayoutOptions {
  mode: FrameMode;
  foldIdle: boolean;
  hideNoise: boolean;
}

export class SessionFrames {
  private readonly nodesBy = new Map<boolean, FlameNodes>();
  private readonly layouts = new Map<string, FlameLayout>();
  /** Of the last query, which is asked with every window. */
  private lastMatches: { layout: FlameLayout; query: string; matches: FrameMatches } | null = null;

  /** `isLive`: whether spans that have not arrived may still be running. */
  constructor(
    private readonly analysis: Pick<SessionAnalysis, 'tree' | 'loops' | 'turns'>,
    readonly isLive: boolean,
  ) {}

  layout({ mode, foldIdle: isFolded, hideNoise }: LayoutOptions): FlameLayout {
    const folded = isFolded && mode === 'time';
    const key = `${mode} ${folded} ${hideNoise}`;
    let layout = this.layouts.get(key);
    if (!layout) {
      const { loops, turns } = this.analysis;
      layout = folded
        ? foldIdle(this.layout({ mode, foldIdle: false, hideNoise }))
        : layoutFlame(this.nodes(hideNoise), mode, loops, turns);
      this.layouts.set(key, layout);
    }
    return layout;
  }

  matches(layout: FlameLayout, query: string): FrameMatches {
    if (this.lastMatches?.layout !== layout || this.lastMatches.query !== query) {
      this.lastMatches = { layout, query, matches: findMatches(layout, query) };
    }
    return this.lastMatches.matches;
  }

  aggregate(hideNoise: boolean): AggregateNode[] {
    const { loops, turns } = this.analysis;
    return aggregate(this.nodes(hideNoise), loops, turns);
  }

  private nodes(hideNoise: boolean): FlameNodes {
    let nodes = this.nodesBy.get(hideNoise);
    if (!nodes) {
      nodes = hideNoise ? withoutNoise(this.nodes(false)) : flameNodes(this.analysis.tree, this.isLive);
      this.nodesBy.set(hideNoise, nodes);
    }
    return nodes;
  }
}
