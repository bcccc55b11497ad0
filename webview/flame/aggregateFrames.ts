/** A session folded by path as frames: an icicle, each path as wide as all its spans together. Pure. */
import type { HierarchyRectangularNode } from 'd3';
import { partition, stratify } from 'd3';
import type { AggregateNode } from '../../src/protocol/aggregate';
import { SPAN_KINDS } from '../../src/protocol/agentModel';
import type { FrameColour, FrameMode, FrameWindow } from '../../src/protocol/frames';
import { FRAME_FLAG } from '../../src/protocol/frames';

/** The sum that a width stands for; unknown has none. */
export function weightOf(sums: AggregateNode['total'], mode: FrameMode): number {
  const value = mode === 'time' ? sums.ms : mode === 'tokens' ? sums.tokens : sums.costUsd;
  return Math.max(0, value ?? 0);
}

export interface AggregateView {
  sessionId: string;
  mode: FrameMode;
  colourBy: FrameColour;
  /** As in `FramesParams`. */
  query: string;
}

export interface AggregateWindow extends FrameWindow {
  /** Of each frame what its spans took: less than its width where children ran side by side. */
  sums: Float64Array;
}

/** The nodes as one window that holds all of them, widest first. A frame's `ref` is the node's example. */
export function aggregateWindow(nodes: readonly AggregateNode[], view: AggregateView): AggregateWindow {
  const placed = place(nodes, view.mode);
  placed.sort((a, b) => a.depth - b.depth || a.x0 - b.x0);
  const shown = placed.map(({ data }) => data.node!);
  const groups = groupNames(shown, view.colourBy);
  const groupIndex = new Map(groups.map((name, i) => [name, i]));
  const query = view.query.trim().toLowerCase();
  const matches = (node: AggregateNode) =>
    query !== '' &&
    [node.label, node.agent, node.model, node.tool].some((text) => text?.toLowerCase().includes(query));
  const flagsOf = (node: AggregateNode) =>
    (node.errors > 0 ? FRAME_FLAG.error : 0) |
    (node.loops > 0 ? FRAME_FLAG.loop : 0) |
    (matches(node) ? FRAME_FLAG.match : 0);
  const to = Math.max(0, ...placed.map(({ x1 }) => x1));
  return {
    sessionId: view.sessionId,
    mode: view.mode,
    revision: 0,
    origin: 0,
    extent: { from: 0, to },
    from: 0,
    to,
    rowCount: placed.reduce((rows, { depth }) => Math.max(rows, depth), 0),
    spanCount: shown.reduce((sum, { count }) => sum + count, 0),
    frames: {
      row: Uint16Array.from(placed, ({ depth }) => depth - 1),
      start: Float64Array.from(placed, ({ x0 }) => x0),
      end: Float64Array.from(placed, ({ x1 }) => x1),
      kind: Uint8Array.from(shown, ({ kind }) => SPAN_KINDS.indexOf(kind)),
      flags: Uint8Array.from(shown, flagsOf),
      count: Uint32Array.from(shown, ({ count }) => count),
      depth: Uint16Array.from(placed, ({ depth }) => depth - 1),
      group: Uint16Array.from(shown, (node) => groupIndex.get(groupOf(node, view.colourBy)) ?? 0),
      label: Uint32Array.from(shown, (_, i) => i),
      ref: Uint32Array.from(shown, (_, i) => i),
    },
    labels: shown.map(({ label, isOther }) => (isOther ? `${label} …` : label)),
    groups,
    refs: shown.map(({ example }) => example),
    loopMarks: [],
    folds: [],
    sums: Float64Array.from(shown, ({ total }) => weightOf(total, view.mode)),
    matchCount: query === '' ? null : shown.filter(matches).length,
    noiseCount: 0,
  };
}

interface Datum {
  id: string;
  parent: string | null;
  /** null for what holds the topmost nodes together. */
  node: AggregateNode | null;
}

function place(nodes: readonly AggregateNode[], mode: FrameMode): HierarchyRectangularNode<Datum>[] {
  const data: Datum[] = [
    { id: 'all', parent: null, node: null },
    ...nodes.map((node) => ({
      id: String(node.id),
      parent: node.parent === null ? 'all' : String(node.parent),
      node,
    })),
  ];
  // Children that ran side by side may take more than their parent: then it is as wide as all of them.
  const ofChildren = new Map<number, number>();
  for (const { parent, total } of nodes) {
    if (parent !== null) ofChildren.set(parent, (ofChildren.get(parent) ?? 0) + weightOf(total, mode));
  }
  const root = stratify<Datum>()
    .id(({ id }) => id)
    .parentId(({ parent }) => parent)(data)
    .sum(({ node }) => (node ? Math.max(0, weightOf(node.total, mode) - (ofChildren.get(node.id) ?? 0)) : 0))
    .sort((a, b) => (b.value ?? 0) - (a.value ?? 0));
  const whole = partition<Datum>().size([root.value ?? 0, root.height + 1])(root);
  return whole.descendants().filter(({ data: { node } }) => node !== null);
}

function groupOf(node: AggregateNode, colourBy: FrameColour): string {
  if (colourBy === 'kind' || colourBy === 'status') return '';
  return node[colourBy] ?? '';
}

/** The first is empty: none. */
function groupNames(nodes: readonly AggregateNode[], colourBy: FrameColour): string[] {
  return [...new Set(['', ...nodes.map((node) => groupOf(node, colourBy))])];
}
