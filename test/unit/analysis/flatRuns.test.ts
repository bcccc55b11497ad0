import { describe, expect, it } from 'vitest';
import { buildSpanTree } from '../../../src/analysis/spanTree';
import { agentSpan, shuffled } from '../support/spans';

type Fields = Parameters<typeof agentSpan>[0];

/** The parent of each span, by id, whatever order the spans come in. */
function parentsOf(fields: Fields[]): Record<string, string | null> {
  const spans = fields.map((span) => agentSpan(span));
  const parents = [spans, shuffled(spans, 1), shuffled(spans, 2)].map((order) =>
    Object.fromEntries(
      buildSpanTree(order)
        .all.map(({ ref, parent }): [string, string | null] => [ref.spanId, parent?.ref.spanId ?? null])
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    ),
  );
  expect(parents[1]).toEqual(parents[0]);
  expect(parents[2]).toEqual(parents[0]);
  return parents[0]!;
}

const workflow: Fields = { id: 'w', kind: 'workflow', at: 0, durationMs: 1000 };
const child = { parent: 'w' };
const agent = { ...child, kind: 'agent' } as const;
const main: Fields = { id: 'main', ...agent, at: 1, durationMs: 900 };

describe('spans that are all children of the workflow', () => {
  it('are put into the agents and tool calls that they happened in', () => {
    expect(
      parentsOf([
        workflow,
        main,
        { id: 'm1', ...child, at: 10, durationMs: 50, model: {} },
        { id: 'ask', ...child, at: 100, durationMs: 200, tool: {} },
        { id: 'sub', ...agent, at: 101, durationMs: 190 },
        { id: 's1', ...child, at: 110, durationMs: 20, model: {} },
        { id: 'search', ...child, at: 140, durationMs: 10, tool: {} },
        { id: 'prompt', ...child, at: 160, durationMs: 1 },
        { id: 'm2', ...child, at: 400, durationMs: 50, model: {} },
        { id: 'late', ...child, at: 950, durationMs: 20, model: {} },
      ]),
    ).toEqual({
      w: null,
      main: 'w',
      m1: 'main',
      ask: 'main',
      sub: 'ask',
      s1: 'sub',
      search: 'sub',
      prompt: 'sub',
      m2: 'main',
      late: 'w',
    });
  });

  it('stay with the agent where they ran side by side', () => {
    expect(
      parentsOf([
        workflow,
        main,
        { id: 'm1', ...child, at: 10, durationMs: 50, model: {} },
        { id: 'slow', ...child, at: 100, durationMs: 200, tool: {} },
        { id: 'quick', ...child, at: 101, durationMs: 100, tool: {} },
        { id: 'whose', ...agent, at: 110, durationMs: 50 },
        { id: 's1', ...child, at: 120, durationMs: 10, model: {} },
      ]),
    ).toMatchObject({ slow: 'main', quick: 'main', whose: 'main', s1: 'whose' });
  });
});

describe('spans that know their parents stay with them', () => {
  it('when a tool call encloses others beside it', () => {
    expect(
      parentsOf([
        workflow,
        { id: 'a', ...agent, at: 1, durationMs: 900 },
        { id: 'm1', parent: 'a', at: 10, durationMs: 50, model: {} },
        { id: 'slow', parent: 'a', at: 100, durationMs: 200, tool: {} },
        { id: 'quick', parent: 'a', at: 110, durationMs: 20, tool: {} },
      ]),
    ).toMatchObject({ m1: 'a', slow: 'a', quick: 'a' });
  });

  it('when an agent that nothing is known of runs beside the calls of another', () => {
    expect(
      parentsOf([
        { ...workflow, kind: 'agent' },
        { id: 'remote', ...agent, at: 1, durationMs: 900 },
        { id: 'm1', ...child, at: 10, durationMs: 50, model: {} },
      ]),
    ).toMatchObject({ remote: 'w', m1: 'w' });
    expect(
      parentsOf([
        workflow,
        main,
        { id: 'own', parent: 'main', at: 5, durationMs: 10, model: {} },
        { id: 'm1', ...child, at: 10, durationMs: 50, model: {} },
      ]),
    ).toMatchObject({ own: 'main', m1: 'w' });
  });
});
