import { describe, expect, it } from 'vitest';
import type { Translate } from '../../../src/editor/sessionText';
import { traceFileHtml } from '../../../src/editor/traceFilePage';
import { UNKNOWN_USAGE } from '../../../src/protocol/agentModel';
import { COMMAND } from '../../../src/protocol/ids';
import type { ListedSession } from '../../../src/protocol/sessions';

const t: Translate = (message, ...args) =>
  message.replace(/\{(\d+)\}/g, (_, index: string) => String(args[Number(index)]));

const session = (id: string, title: string): ListedSession => ({
  ...{
    id,
    title,
    agents: [],
    services: [],
    models: [],
    startTime: 0,
    endTime: 1,
    live: false,
    traceCount: 1,
  },
  ...{
    spanCount: 1,
    noiseSpans: 0,
    turnCount: 2,
    llmCalls: 2,
    toolCalls: 0,
    errors: 0,
    usage: UNKNOWN_USAGE,
  },
  ...{ costUsd: null, loopCount: 0, flags: [], pinned: false, imported: true },
});
const page = {
  cspSource: 'https://webview',
  styleUri: 'https://webview/traceFile.css',
  language: 'en',
  name: 'traces.jsonl',
  outcome: 'Imported 2 spans.',
  sessions: [],
  leftOut: [],
};

describe('the page of a trace file', () => {
  it('leads to each session by a command of the editor', () => {
    const html = traceFileHtml(
      { ...page, sessions: [session('a "b" & c', 'First'), session('x', 'Second')] },
      t,
    );
    const links = [...html.matchAll(/href="command:([\w.]+)\?([^"]*)"/g)];
    expect(
      links.map(([, command, query]) => [command, JSON.parse(decodeURIComponent(query!)) as unknown]),
    ).toEqual([
      [COMMAND.openSession, ['a "b" & c']],
      [COMMAND.openSession, ['x']],
    ]);
    expect(html).toContain('imported · 2 turns');
  });

  it('takes everything from files and traces as text', () => {
    const hostile = '<img src=x onerror="alert(1)">';
    const html = traceFileHtml(
      { ...page, name: hostile, outcome: hostile, sessions: [session(hostile, hostile)], leftOut: [hostile] },
      t,
    );
    expect(html).not.toContain('<img');
  });

  it('runs no script and loads nothing but its style', () => {
    const html = traceFileHtml(page, t);
    expect(html).toContain(`content="default-src &#39;none&#39;; style-src https://webview"`);
    expect(html).not.toContain('<script');
  });

  it('has no heading over nothing', () => {
    expect(traceFileHtml(page, t)).not.toContain('<h2>');
    expect(traceFileHtml({ ...page, leftOut: ['Line 3: …'] }, t)).toContain('<h2>Left out</h2>');
  });
});
