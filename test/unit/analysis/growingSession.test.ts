/** A session that is understood while it grows is understood as if all of it had come at once. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AgentSpan } from '../../../src/protocol/agentModel';
import { summariseAgents } from '../../../src/analysis/agents';
import { GrowingSession } from '../../../src/analysis/growingSession';
import { layoutFlame } from '../../../src/analysis/flameLayout';
import { flameNodes } from '../../../src/analysis/flameNodes';
import { analyseSession } from '../../../src/analysis/session';
import type { SessionAnalysis } from '../../../src/analysis/sessionAnalysis';
import type { AgentEvent } from '../../../src/protocol/agentEvents';
import { calls, conversation, times } from '../support/conversation';
import { Random } from '../support/random';
import { readSpans } from '../support/recordings';
import { agentSpan, asked, shuffled } from '../support/spans';

const CONTEXT = { lastReceived: 1_700_000_000_000, now: 1_800_000_000_000 };
const RECORDINGS = join(import.meta.dirname, '..', '..', 'fixtures', 'otlp');

/** All that is known, as JSON. */
function told(analysis: SessionAnalysis): string {
  const { summary, turns, loops, list, spans, tree, duplicates, turnOf } = analysis;
  const { start, end, rowCount, flags } = layoutFlame(flameNodes(tree, false), 'time', loops, turns);
  return JSON.stringify({
    ...{ summary, turns, loops, spans },
    unrequested: list.unrequestedCalls,
    agents: summariseAgents(tree, list),
    order: tree.preorder.map(({ ref, depth, agent }) => [ref, depth, agent]),
    roots: tree.roots.map(({ ref }) => ref),
    pending: tree.pending.length,
    duplicates: [...duplicates].sort(),
    turnsOfSpans: spans.map((span) => turnOf(span) ?? null),
    layout: { start: [...start], end: [...end], flags: [...flags], rowCount },
  });
}

/** Adds the spans in parts of random size and compares, now and then, with all that came so far at once. */
function growAndCompare(spans: readonly AgentSpan[], random: Random): void {
  const session = new GrowingSession('s');
  let from = 0;
  while (from < spans.length) {
    const to = Math.min(spans.length, from + 1 + random.below(1 + spans.length / 4));
    session.add(spans.slice(from, to));
    from = to;
    if (to < spans.length && random.below(2) === 0) continue;
    const whole = analyseSession('s', spans.slice(0, to), CONTEXT);
    expect(told(session.analyse(CONTEXT))).toBe(told(whole));
  }
}

/** Runs in traces of their own, some at the same time: calls told of twice, retries, loops, late and missing parents. */
function randomSession(random: Random): AgentSpan[] {
  const spans: AgentSpan[] = [];
  const traces = 1 + random.below(6);
  // Spans with ids of agents are joined with each other.
  const hasAgentIds = random.below(3) === 0;
  for (let trace = 0; trace < traces; trace++) {
    const traceId = trace.toString(16).padStart(32, '0');
    const begin = trace * 700 + random.below(400);
    const agent = random.pick(['planner', 'writer']);
    const add = (fields: Parameters<typeof agentSpan>[0]) => {
      spans.push({
        ...agentSpan({ ...fields, at: begin + (fields.at ?? 0) }),
        traceId,
        agentId: hasAgentIds && fields.kind === 'agent' ? `agent-${trace}` : null,
      });
    };
    const question = random.pick(['Why?', 'How?', null]);
    add({ id: 'run', kind: 'agent', agent, durationMs: 900, userMessage: question });
    for (let i = 0, at = 5; i < 2 + random.below(9); i++, at += 60) {
      const isLoop = random.below(2) === 0;
      const callId = random.below(3) === 0 ? null : `${trace}-${i}`;
      const parent = random.below(6) === 0 ? `lost${i}` : 'run';
      const requestedCalls = callId === null ? [] : asked(callId);
      const errorClass = random.below(5) === 0 ? 'timeout' : null;
      const usage = { input: 100 + i, output: 9, total: 109 + i };
      const facts = {
        requestedCalls,
        usage: { ...usage, cacheRead: null, cacheWrite: null, reasoning: null },
      };
      add({ id: `m${i}`, parent, at, durationMs: 20, errorClass, model: facts });
      if (random.below(4) === 0)
        add({ id: `n${i}`, parent: `m${i}`, at: at + 1, durationMs: 18, model: facts });
      const tool = {
        name: 'search',
        callId,
        arguments: `{"q":${isLoop ? 0 : i}}`,
        result: isLoop ? 'none' : `r${i}`,
      };
      add({ id: `t${i}`, parent, at: at + 25, durationMs: 20, tool });
      if (random.below(4) === 0)
        add({ id: `a${i}`, parent: `t${i}`, at: at + 26, durationMs: 10, kind: 'approval' });
      if (random.below(3) === 0)
        add({ id: `w${i}`, parent: `t${i}`, at: at + 27, durationMs: 3, name: 'GET' });
    }
  }
  return spans;
}

describe('a session that grows', () => {
  it('is the same as all of it at once, whichever part comes when', () => {
    for (let seed = 1; seed <= 60; seed++) {
      const random = new Random(seed);
      const spans = randomSession(random);
      growAndCompare(spans, random);
      growAndCompare(shuffled(spans, seed), random);
    }
  });

  it('counts a span that comes again once', () => {
    const spans = randomSession(new Random(5));
    const session = new GrowingSession('s');
    session.add(spans);
    session.analyse(CONTEXT);
    session.add(spans.slice(3, 9));
    expect(told(session.analyse(CONTEXT))).toBe(told(analyseSession('s', spans, CONTEXT)));
  });

  it('is the same for recordings of real programs', () => {
    const names = readdirSync(RECORDINGS, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.includes('traces'))
      .map(({ parentPath }) => parentPath.slice(RECORDINGS.length + 1));
    const recordings = [...new Set(names)];
    expect(recordings.length).toBeGreaterThan(20);
    recordings.forEach((name, seed) => {
      const spans = readSpans(name);
      growAndCompare(shuffled(spans, seed), new Random(seed + 1));
    });
  });

  it('takes back what it completed in one trace when another one knows better', () => {
    const other = { traceId: 'f'.repeat(32) };
    const requestedCalls = [{ id: 'c1', name: 'search', arguments: null }];
    const tool = { name: 'search', arguments: null };
    const spans = [
      agentSpan({ id: 'm', at: 0, model: { requestedCalls } }),
      agentSpan({ id: 'without id', at: 20, tool: { ...tool, callId: null } }),
      { ...agentSpan({ id: 'with id', at: 40, tool: { ...tool, callId: 'c1' } }), ...other },
    ];
    const session = new GrowingSession('s');
    session.add(spans.slice(0, 2));
    expect(session.analyse(CONTEXT).turns[0]!.toolCalls.map(({ callId }) => callId)).toEqual(['c1']);
    session.add(spans.slice(2));
    expect(told(session.analyse(CONTEXT))).toBe(told(analyseSession('s', spans, CONTEXT)));
  });

  it('keeps what it knows of traces in which nothing is new', () => {
    const spans = randomSession(new Random(11));
    const last = spans.at(-1)!.traceId;
    const session = new GrowingSession('s');
    session.add(spans.slice(0, -1));
    const before = session.analyse(CONTEXT).tree.traces;
    session.add(spans.slice(-1));
    const after = session.analyse(CONTEXT).tree.traces;
    expect(before.length).toBeGreaterThan(1);
    for (const trace of after) expect(before.includes(trace)).toBe(trace.traceId !== last);
  });

  it('tells of a loop in the latest part of a long session as of all of it, but for the turns', () => {
    const work = times(3_000, (i) => calls('read_file', { path: `chapter ${i}` }, `What stands in ${i}.`));
    const loop = times(4, () => calls('search_docs', { query: 'the same' }, 'nothing'));
    const session = new GrowingSession('s');
    session.add(conversation([...work, ...loop]));
    const [whole] = session.analyse(CONTEXT).loops;
    const [latest, ...others] = session.latestLoops(CONTEXT)!;
    expect(others).toEqual([]);
    expect(latest).toEqual({
      ...whole!,
      firstTurn: 0,
      lastTurn: 0,
      reason: whole!.reason.replace(' (turns 3001–3004)', ''),
    });
  });

  it('does not look at a part of a session that log records have a say in', () => {
    const session = new GrowingSession('s');
    session.add(conversation([calls('search_docs', {}, 'nothing')]));
    const events = [{ kind: 'compaction' } as AgentEvent];
    expect(session.latestLoops({ ...CONTEXT, events })).toBeNull();
  });
});
