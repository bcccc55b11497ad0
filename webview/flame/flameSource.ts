/** Where the flame graph's frames come from: the collector, or the folded session laid out here. */
import type { AggregateNode } from '../../src/protocol/aggregate';
import type { FrameWindow, StepResult, StepTarget } from '../../src/protocol/frames';
import { FRAME_FLAG } from '../../src/protocol/frames';
import { SPAN_KINDS } from '../../src/protocol/agentModel';
import type { SpanRef } from '../../src/protocol/units';
import { t } from '../l10n';
import type { SessionData } from '../session/sessionData';
import type { SessionIndex } from '../session/sessionIndex';
import { aggregateWindow } from './aggregateFrames';
import { nodeLabel, nodeTooltip } from './aggregateWords';
import { frameLabel, frameTooltip } from './describe';
import type { Frame } from './frameIndex';
import { FrameIndex, keyOf } from './frameIndex';
import type { WindowRequest } from './frameLoader';
import type { FlameOptions } from './options';

/** What a step led to. */
export interface Step {
  frame: Frame;
  /** 1-based. */
  position: number;
  count: number;
}

export interface FlameSource {
  /** What the frames are, for the tree's name. */
  readonly treeName: string;
  frames(request: WindowRequest, options: FlameOptions): Promise<FrameWindow>;
  /** Where a span lies; null when it is not drawn. */
  locate(ref: SpanRef, options: FlameOptions): Promise<Frame | null>;
  /** The next or previous frame of some sort; null when there is none. */
  step(
    from: SpanRef | null,
    direction: 1 | -1,
    what: StepTarget,
    options: FlameOptions,
  ): Promise<Step | null>;
  label(frame: Frame, options: FlameOptions, index: SessionIndex): string;
  tooltip(frames: FrameIndex, at: number, index: SessionIndex): string[];
}

/** Spans where they lie in the session. */
export class TimelineSource implements FlameSource {
  readonly treeName = t('Spans of the session');

  constructor(private readonly data: SessionData) {}

  frames(request: WindowRequest, options: FlameOptions): Promise<FrameWindow> {
    const { colourBy } = options;
    const query = options.query.trim();
    return this.data.frames({ ...viewOf(options), ...request, colourBy, ...(query === '' ? {} : { query }) });
  }

  locate(ref: SpanRef, options: FlameOptions): Promise<Frame | null> {
    return this.data.locate({ ...viewOf(options), ref });
  }

  step(
    from: SpanRef | null,
    direction: 1 | -1,
    what: StepTarget,
    options: FlameOptions,
  ): Promise<StepResult | null> {
    return this.data.step({ ...viewOf(options), from, direction, what });
  }

  label(frame: Frame, { mode }: FlameOptions, index: SessionIndex): string {
    return frameLabel(frame, mode, index);
  }

  tooltip(frames: FrameIndex, at: number, index: SessionIndex): string[] {
    return frameTooltip(frames, at, index);
  }
}

/** The session folded by path. There are few paths however many spans: all of them are at hand. */
export class AggregateSource implements FlameSource {
  readonly treeName = t('Paths of the session');
  nodes: readonly AggregateNode[] = [];
  private byExample = new Map<string, AggregateNode>();
  private last: FrameIndex | null = null;

  constructor(private readonly data: SessionData) {}

  async frames(_request: WindowRequest, options: FlameOptions): Promise<FrameWindow> {
    this.nodes = await this.data.aggregate(options.hideNoise);
    this.byExample = new Map(this.nodes.map((node) => [keyOf(node.example), node]));
    const window = aggregateWindow(this.nodes, { ...options, sessionId: this.data.sessionId });
    this.last = new FrameIndex(window);
    return window;
  }

  locate(ref: SpanRef): Promise<Frame | null> {
    const at = this.last?.find(ref) ?? -1;
    return Promise.resolve(this.last && at >= 0 ? this.last.at(at) : null);
  }

  step(from: SpanRef | null, direction: 1 | -1, what: StepTarget): Promise<Step | null> {
    const { last } = this;
    if (!last) return Promise.resolve(null);
    const { columns } = last;
    const fits = (i: number) => {
      if ('kind' in what) return SPAN_KINDS[columns.kind[i]!] === what.kind;
      return (columns.flags[i]! & ('flag' in what ? FRAME_FLAG[what.flag] : FRAME_FLAG.match)) !== 0;
    };
    const found = Array.from({ length: last.length }, (_, i) => i).filter(fits);
    if (found.length === 0) return Promise.resolve(null);
    const at = from ? found.indexOf(last.find(from)) : -1;
    const start = at === -1 && direction === -1 ? 0 : at;
    const next = (start + direction + found.length) % found.length;
    return Promise.resolve({ frame: last.at(found[next]!), position: next + 1, count: found.length });
  }

  label(frame: Frame): string {
    const node = this.byExample.get(keyOf(frame.ref));
    return node ? nodeLabel(node) : frame.label;
  }

  tooltip(frames: FrameIndex, at: number): string[] {
    const node = this.byExample.get(keyOf(frames.refAt(at)));
    return node ? nodeTooltip(node) : [frames.labelAt(at)];
  }
}

function viewOf({
  mode,
  foldIdle,
  hideNoise,
}: FlameOptions): Pick<FlameOptions, 'mode' | 'foldIdle' | 'hideNoise'> {
  return { mode, foldIdle, hideNoise };
}
