/** Findings of several rules that are about the same work become one: a person sees one loop once. */
import { LOOP_KINDS } from '../../protocol/loops';
import type { SpanNode } from '../spanNode';
import type { Finding } from './finding';
import { spansOf } from './finding';

/** A finding that has more than this share of its spans in another one says nothing new. */
const MOSTLY = 0.5;
/** What is told as nearly the same is told as the same where this share of it is just that. */
const EXACTLY = 0.75;

/**
 * The findings that together tell of all loops: what covers more goes first, of equals the more telling kind. What
 * happens inside of a loop, in the sub-agents of its tool calls, is part of it.
 */
export function mergeFindings(findings: readonly Finding[]): Finding[] {
  const candidates = findings.map((finding) => ({
    finding,
    spans: new Set(spansOf(finding.iterations.flat())),
  }));
  const exact = candidates.filter(({ finding }) => finding.kind === 'repeat');
  // A loop around another one covers it, even where it has fewer steps of its own.
  const depth = ({ spans }: { spans: Set<SpanNode> }) => Math.min(...[...spans].map(depthOf));
  const order = candidates
    .filter(
      ({ finding, spans }) =>
        finding.kind !== 'near-repeat' || !exact.some((other) => covers(other.spans, spans)),
    )
    .map((candidate) => ({ ...candidate, depth: depth(candidate) }))
    .sort(
      (a, b) =>
        Number(a.finding.loose) - Number(b.finding.loose) ||
        a.depth - b.depth ||
        b.spans.size - a.spans.size ||
        a.finding.period - b.finding.period ||
        LOOP_KINDS.indexOf(a.finding.kind) - LOOP_KINDS.indexOf(b.finding.kind),
    );
  const taken = new Set<SpanNode>();
  const kept: Finding[] = [];
  for (const { finding, spans } of order) {
    let inside = 0;
    for (const span of spans) if (isWithin(span, taken)) inside++;
    if (inside > (finding.loose ? 0 : MOSTLY * spans.size)) continue;
    kept.push(finding);
    for (const span of spans) taken.add(span);
  }
  return kept;
}

function covers(exact: ReadonlySet<SpanNode>, near: ReadonlySet<SpanNode>): boolean {
  let inside = 0;
  for (const span of near) if (exact.has(span)) inside++;
  return inside >= EXACTLY * near.size;
}

/** Runs of agents and tool calls around a span. */
function depthOf(node: SpanNode): number {
  let depth = 0;
  for (let actor = node.actor; actor; actor = actor.actor) depth++;
  return depth;
}

function isWithin(node: SpanNode, taken: ReadonlySet<SpanNode>): boolean {
  for (let at: SpanNode | null = node; at; at = at.actor) if (taken.has(at)) return true;
  return false;
}
