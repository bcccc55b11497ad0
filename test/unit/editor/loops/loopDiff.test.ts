/** Which iterations a person is asked for, and what is shown then, by an editor that is a fake. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { LoopDiff } from '../../../../src/editor/loops/loopDiff';
import { placeIn } from '../../../../src/editor/loops/iterationReader';
import type { Loop } from '../../../../src/protocol/loops';

interface Item {
  label: string;
  description: string;
}

const editor = vi.hoisted(() => ({
  executed: [] as unknown[][],
  /** What each choice offered, and which label is taken; undefined dismisses it. */
  offered: [] as string[][],
  answers: [] as (string | undefined)[],
}));

vi.mock('vscode', () => ({
  l10n: {
    t: (message: string, ...args: unknown[]) =>
      message.replace(/\{(\d)\}/g, (_, at: string) => String(args[Number(at)])),
  },
  Uri: { from: (parts: object) => parts },
  EventEmitter: class {
    event = () => ({ dispose: () => undefined });
    fire = () => undefined;
    dispose = () => undefined;
  },
  workspace: { registerTextDocumentContentProvider: () => ({ dispose: () => undefined }) },
  commands: {
    executeCommand: (...args: unknown[]) => {
      editor.executed.push(args);
      return Promise.resolve();
    },
  },
  window: {
    showQuickPick: (items: Item[]) => {
      editor.offered.push(items.map(({ label }) => label));
      const answer = editor.answers.shift();
      return Promise.resolve(items.find(({ label }) => label === answer));
    },
  },
}));

function loop(id: string, iterations: number, fields: Partial<Loop> = {}): Loop {
  return {
    id,
    kind: 'repeat',
    severity: 'warning',
    agent: 'researcher',
    period: 1,
    iterations,
    toolNames: ['mcp/search'],
    steps: Array.from({ length: iterations }, (_, at) => [{ traceId: 'a', spanId: String(at) }]),
    firstTurn: 1,
    lastTurn: iterations,
    wasted: { tokens: null, costUsd: null, durationMs: 0 },
    reason: 'mcp/search ran again and again.',
    ...fields,
  };
}

function diffOf(...loops: Loop[]): LoopDiff {
  const request = (method: string) =>
    method === 'session/loops' ? Promise.resolve(loops) : Promise.reject(new Error(method));
  return new LoopDiff({ request: request as ConstructorParameters<typeof LoopDiff>[0]['request'] });
}

/** What the diff editor was opened with. */
function shown() {
  const [[command, left, right, title] = []] = editor.executed;
  const sides = [left, right] as { path: string; query: string }[];
  return {
    command,
    title,
    paths: sides.map(({ path }) => path),
    places: sides.map(({ query }) => placeIn(query)),
  };
}

beforeEach(() => {
  editor.executed = [];
  editor.offered = [];
  editor.answers = [];
});

describe('comparing iterations', () => {
  it('shows the only two without a question', async () => {
    expect(await diffOf(loop('a', 2)).compare('s', 'a')).toBe(true);
    expect(editor.offered).toEqual([]);
    expect(shown()).toEqual({
      command: 'vscode.diff',
      title: 'mcp/search: iteration 1 ↔ 2 of 2',
      paths: ['/mcp_search 1.md', '/mcp_search 2.md'],
      places: [1, 2].map((iteration) => ({ sessionId: 's', loopId: 'a', iteration })),
    });
  });

  it('proposes the first and then the next one, and shows what is chosen', async () => {
    editor.answers = ['Iteration 3', 'Iteration 1'];
    expect(await diffOf(loop('a', 4)).compare('s', 'a')).toBe(true);
    expect(editor.offered).toEqual([
      ['Iteration 1', 'Iteration 2', 'Iteration 3', 'Iteration 4'],
      ['Iteration 4', 'Iteration 1', 'Iteration 2'],
    ]);
    expect(shown().title).toBe('mcp/search: iteration 3 ↔ 1 of 4');
  });

  it('asks for the loop where none is named and there are several', async () => {
    editor.answers = ['monologue · researcher'];
    const second = loop('b', 2, { kind: 'monologue', toolNames: [] });
    expect(await diffOf(loop('a', 2), second).compare('s')).toBe(true);
    expect(editor.offered).toEqual([['mcp/search', 'monologue · researcher']]);
    expect(shown().places[0]?.loopId).toBe('b');
  });

  it('shows nothing when a choice is dismissed', async () => {
    editor.answers = ['Iteration 1', undefined];
    expect(await diffOf(loop('a', 3)).compare('s', 'a')).toBe(true);
    expect(editor.executed).toEqual([]);
  });

  it('says when there is no such loop', async () => {
    expect(await diffOf(loop('a', 3)).compare('s', 'gone')).toBe(false);
    expect(await diffOf().compare('s')).toBe(false);
    expect(editor.executed).toEqual([]);
  });

  it('says in the document that its iteration is gone', async () => {
    const uri = { query: 'session=s&loop=gone&iteration=1' };
    expect(await diffOf(loop('a', 3)).provideTextDocumentContent(uri)).toContain('no longer there');
  });
});
