/** A session folded by path: spans of one kind, label and agent below the same path are one. */
import { SPAN_KINDS } from '../protocol/agentModel';
import type { AggregateNode, AggregateSums } from '../protocol/aggregate';
import { FRAME_FLAG } from '../protocol/frames';
import type { Loop } from '../protocol/loops';
import type { Turn } from '../protocol/turns';
import { linkForest, type Forest } from './flameForest';
import { NONE, type FlameNodes } from './flameNodes';

/** Paths that an answer lists by themselves, those that took most; the rest of each place is one more node there. */
const MAX_PATHS = 4_000;

/** One path while it is summed up. */
interface Path {
  parent: Path | null;
  /** One of its spans; all have its kind, label and agent. */
  first: number;
  /** The longest of its spans. */
  example: number;
  count: number;
  errors: number;
  loops: number;
  total: AggregateSums;
  self: AggregateSums;
}

/** At most `maxPaths` nodes and one more below each of them, parents before children. */
export function aggregate(
  nodes: FlameNodes,
  loops: readonly Loop[],
  turns: readonly Turn[],
  maxPaths = MAX_PATHS,
): AggregateNode[] {
  const paths = foldPaths(nodes, loops, turns);
  for (const path of paths.toReversed()) {
    if (!path.parent) continue;
    path.parent.total.tokens = sum(path.parent.total.tokens, path.total.tokens);
    path.parent.total.costUsd = sum(path.parent.total.costUsd, path.total.costUsd);
  }
  return listed(paths, nodes, maxPaths);
}

/** Parents before children. Of tokens and cost each total is what the path took itself. */
function foldPaths(nodes: FlameNodes, loops: readonly Loop[], turns: readonly Turn[]): Path[] {
  const forest = linkForest(nodes);
  const own = ownSums(nodes, turns);
  const isLooping = new Uint8Array(nodes.count);
  for (const { steps } of loops) {
    for (const ref of steps.flat()) {
      const node = nodes.find(ref);
      if (node !== undefined) isLooping[node] = 1;
    }
  }
  const paths: Path[] = [];
  const below = new Map<Path | null, Map<string, Path>>();
  const pathOf = new Array<Path>(nodes.count);
  for (const node of forest.topDown) {
    if (node >= nodes.count) continue;
    const parent = nodes.parent[node] === NONE ? null : pathOf[nodes.parent[node]!]!;
    let siblings = below.get(parent);
    if (!siblings) below.set(parent, (siblings = new Map<string, Path>()));
    const key = `${nodes.kind[node]} ${nodes.label.indexes[node]} ${nodes.agent.indexes[node]}`;
    let path = siblings.get(key);
    if (!path) {
      path = newPath(parent, node);
      siblings.set(key, path);
      paths.push(path);
    }
    pathOf[node] = path;
    const covered = coveredByChildren(nodes, forest, node);
    const isPending = (nodes.flags[node]! & FRAME_FLAG.pending) !== 0;
    const length = nodes.end[node]! - nodes.start[node]!;
    path.count++;
    path.errors += nodes.flags[node]! & FRAME_FLAG.error ? 1 : 0;
    path.loops += isLooping[node]!;
    // Nobody has measured a placeholder.
    path.total.ms! += isPending ? covered : length;
    path.self.ms! += isPending ? 0 : length - covered;
    for (const sums of [path.total, path.self]) {
      sums.tokens = sum(sums.tokens, own.tokens[node] ?? null);
      sums.costUsd = sum(sums.costUsd, own.costUsd[node] ?? null);
    }
    if (length > nodes.end[path.example]! - nodes.start[path.example]!) path.example = node;
  }
  return paths;
}

function newPath(parent: Path | null, node: number): Path {
  return {
    ...{ parent, first: node, example: node, count: 0, errors: 0, loops: 0 },
    total: { ms: 0, tokens: null, costUsd: null },
    self: { ms: 0, tokens: null, costUsd: null },
  };
}

/** By node, of its own model call; holes where there is none. */
function ownSums(nodes: FlameNodes, turns: readonly Turn[]) {
  const tokens: (number | null)[] = [];
  const costUsd: (number | null)[] = [];
  for (const turn of turns) {
    const node = nodes.find(turn);
    if (node === undefined) continue;
    tokens[node] = turn.usage.total;
    costUsd[node] = turn.costUsd;
  }
  return { tokens, costUsd };
}

/** Milliseconds of a node in which something below it ran. */
function coveredByChildren(
  { start, end }: FlameNodes,
  { childOffsets, children }: Forest,
  node: number,
): number {
  let covered = 0;
  let until = start[node]!;
  for (let c = childOffsets[node]!; c < childOffsets[node + 1]!; c++) {
    const child = children[c]!;
    const from = Math.max(until, start[child]!);
    const to = Math.min(end[node]!, end[child]!);
    if (to <= from) continue;
    covered += to - from;
    until = to;
  }
  return covered;
}

function listed(paths: readonly Path[], nodes: FlameNodes, maxPaths: number): AggregateNode[] {
  const kept = pathsToKeep(paths, maxPaths);
  const list: AggregateNode[] = [];
  const idOf = new Map<Path | null, number | null>([[null, null]]);
  for (const path of paths) {
    if (!kept.has(path)) continue;
    const id = list.length;
    idOf.set(path, id);
    list.push(nodeOf(path, nodes, { id, parent: idOf.get(path.parent)! }));
  }
  if (kept.size === paths.length) return list;

  // Counts of what is left out include all below it.
  for (const path of paths.toReversed()) {
    const { parent } = path;
    if (kept.has(path) || !parent || kept.has(parent)) continue;
    parent.count += path.count;
    parent.errors += path.errors;
    parent.loops += path.loops;
  }
  const others = new Map<Path | null, Path>();
  for (const path of paths) {
    const { parent } = path;
    if (kept.has(path) || (parent && !kept.has(parent))) continue;
    const other = others.get(parent) ?? newPath(parent, path.first);
    others.set(parent, other);
    mergeInto(other, path, nodes);
  }
  for (const other of others.values()) {
    const node = nodeOf(other, nodes, { id: list.length, parent: idOf.get(other.parent)! });
    list.push({
      ...node,
      label: 'other',
      kind: 'other',
      agent: null,
      model: null,
      tool: null,
      isOther: true,
    });
  }
  return list;
}

/** Those that took the largest share of time, tokens or cost, and all that they are below of. */
function pathsToKeep(paths: readonly Path[], maxPaths: number): Set<Path> {
  if (paths.length <= maxPaths) return new Set(paths);
  const whole = { ms: 0, tokens: 0, costUsd: 0 };
  for (const { parent, total } of paths) {
    if (parent) continue;
    whole.ms += total.ms ?? 0;
    whole.tokens += total.tokens ?? 0;
    whole.costUsd += total.costUsd ?? 0;
  }
  const share = new Map<Path, number>();
  for (const path of paths.toReversed()) {
    const { ms, tokens, costUsd } = path.total;
    const own = Math.max(
      (ms ?? 0) / (whole.ms || 1),
      (tokens ?? 0) / (whole.tokens || 1),
      (costUsd ?? 0) / (whole.costUsd || 1),
    );
    const most = Math.max(own, share.get(path) ?? 0);
    share.set(path, most);
    // Never less than what is below, so that the parents of what is kept are kept.
    if (path.parent) share.set(path.parent, Math.max(most, share.get(path.parent) ?? 0));
  }
  // Of equals the parents come first: the sort is stable.
  const byShare = [...paths].sort((a, b) => share.get(b)! - share.get(a)!);
  return new Set(byShare.slice(0, maxPaths));
}

type Place = Pick<AggregateNode, 'id' | 'parent'>;

function nodeOf(path: Path, nodes: FlameNodes, place: Place): AggregateNode {
  const { first, example, count, errors, loops, total, self } = path;
  const name = (column: 'agent' | 'model' | 'tool') =>
    nodes[column].texts[nodes[column].indexes[first]!]! || null;
  return {
    ...place,
    label: nodes.label.texts[nodes.label.indexes[first]!]!,
    kind: SPAN_KINDS[nodes.kind[first]!]!,
    agent: name('agent'),
    model: name('model'),
    tool: name('tool'),
    ...{ count, errors, loops },
    total: { ...total },
    self: { ...self },
    example: nodes.refs[example]!,
    isOther: false,
  };
}

/** All of the path with everything below it: nothing is below a node that stands for several. */
function mergeInto(other: Path, path: Path, { start, end }: FlameNodes): void {
  other.count += path.count;
  other.errors += path.errors;
  other.loops += path.loops;
  for (const sums of [other.total, other.self]) {
    sums.ms = sum(sums.ms, path.total.ms);
    sums.tokens = sum(sums.tokens, path.total.tokens);
    sums.costUsd = sum(sums.costUsd, path.total.costUsd);
  }
  const length = (node: number) => end[node]! - start[node]!;
  if (length(path.example) > length(other.example)) other.example = path.example;
}

function sum(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : a + b;
}
