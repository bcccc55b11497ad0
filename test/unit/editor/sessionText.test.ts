import { describe, expect, it } from 'vitest';
import type { Translate } from '../../../src/editor/sessionText';
import {
  escapeMarkdown,
  problemLine,
  sessionAccessibleLabel,
  sessionDescription,
  sessionFigures,
  sessionIcon,
  sessionWarnings,
  shortTitle,
  statusBarText,
} from '../../../src/editor/sessionText';
import { UNKNOWN_USAGE } from '../../../src/protocol/agentModel';
import type { ListedSession } from '../../../src/protocol/sessions';

const t: Translate = (message, ...args) =>
  message.replace(/\{(\d+)\}/g, (_, index: string) => String(args[Number(index)]));

const session: ListedSession = {
  id: 'conv_1',
  title: 'What is the rounding rule?',
  agents: ['researcher', 'writer'],
  services: ['sample'],
  models: ['gpt-5'],
  startTime: 1_000,
  endTime: 134_000,
  live: false,
  traceCount: 1,
  spanCount: 30,
  noiseSpans: 0,
  turnCount: 7,
  llmCalls: 7,
  toolCalls: 6,
  errors: 0,
  usage: { input: 12_000, cacheRead: 8_000, cacheWrite: 0, output: 345, reasoning: null, total: 12_345 },
  costUsd: 0.0412,
  loopCount: 0,
  flags: [],
  pinned: false,
  imported: false,
};

describe('shortTitle', () => {
  it.each([
    ['What is the rounding rule?', 'What is the rounding rule?'],
    ['What is the rounding rule of invoices in release 42?', 'What is the rounding…'],
    ['a'.repeat(40), `${'a'.repeat(25)}…`],
    [`Why ${'a'.repeat(40)}`, `Why ${'a'.repeat(21)}…`],
  ])('%s → %s', (title, short) => {
    expect(shortTitle(title)).toBe(short);
  });
});

describe('sessionDescription', () => {
  it('says how big and how expensive a session was', () => {
    expect(sessionDescription(session, t)).toBe('7 turns · $0.04 · 12.3k tokens · researcher');
  });

  it('says that it is pinned', () => {
    expect(sessionDescription({ ...session, pinned: true }, t)).toMatch(/^pinned · 7 turns/);
    expect(sessionDescription({ ...session, imported: true }, t)).toMatch(/^imported · 7 turns/);
    expect(sessionAccessibleLabel({ ...session, imported: true }, t)).toContain(', imported, 7 turns');
  });

  it('says what went wrong before the figures', () => {
    expect(sessionDescription({ ...session, loopCount: 1, errors: 2 }, t)).toBe(
      '↻ 1 · 2 errors · 7 turns · $0.04 · 12.3k tokens · researcher',
    );
  });

  it('leaves out what is unknown and counts one as one', () => {
    const unknown = {
      ...session,
      turnCount: 1,
      errors: 1,
      usage: UNKNOWN_USAGE,
      costUsd: null,
      agents: [],
    };
    expect(sessionDescription(unknown, t)).toBe('1 error · 1 turn');
  });
});

describe('sessionAccessibleLabel', () => {
  it('uses words, not signs', () => {
    expect(sessionAccessibleLabel({ ...session, live: true, loopCount: 1, errors: 2 }, t)).toBe(
      'What is the rounding rule?, live, 7 turns, 12.3k tokens, cost $0.04, 1 loop, 2 errors',
    );
  });
});

describe('sessionIcon', () => {
  it.each([
    [{}, 'comment-discussion', null],
    [{ errors: 1 }, 'error', 'charts.red'],
    [{ errors: 1, live: true }, 'loading~spin', null],
    [{ errors: 1, loopCount: 1 }, 'sync', 'charts.yellow'],
    [{ loopCount: 1, live: true }, 'sync~spin', 'charts.yellow'],
  ])('%j → %s', (change, codicon, color) => {
    expect(sessionIcon({ ...session, ...change })).toEqual({ codicon, color });
  });
});

describe('sessionFigures', () => {
  it('has all figures, and says so when the cost is a lower bound', () => {
    const figures = Object.fromEntries(sessionFigures({ ...session, flags: ['cost-incomplete'] }, t));
    expect(figures).toMatchObject({
      Agents: 'researcher, writer',
      Duration: '2m 13s',
      Tokens: '12k in (8k cached), 345 out',
      Cost: 'at least $0.04',
    });
  });

  it('leaves out lines without a value, but not unknown figures', () => {
    const figures = Object.fromEntries(sessionFigures({ ...session, models: [], costUsd: null }, t));
    expect(figures).not.toHaveProperty('Models');
    expect(figures).toHaveProperty('Cost', '–');
  });
});

describe('sessionWarnings', () => {
  it('has a sentence for each flag', () => {
    const flags: ListedSession['flags'] = ['pending-spans', 'truncated-answer'];
    expect(sessionWarnings({ ...session, flags }, t)).toEqual([
      'Some parent spans have not arrived: the agent may still be running.',
      'An answer was cut by the token limit.',
    ]);
  });
});

describe('statusBarText', () => {
  it('shows the port alone, or the live session beside it', () => {
    expect(statusBarText(4318, undefined)).toBe('$(pulse) 4318');
    expect(statusBarText(4318, session)).toBe('$(pulse) 4318  12.3k · $0.04');
    expect(statusBarText(4318, { ...session, loopCount: 2 })).toBe('$(pulse) 4318  12.3k · $0.04 $(sync) 2');
  });

  it('does not invent what is unknown', () => {
    const unknown = { ...session, usage: UNKNOWN_USAGE, costUsd: null };
    expect(statusBarText(null, unknown)).toBe('$(pulse) –  –');
  });
});

describe('escapeMarkdown', () => {
  it('leaves no markup, no link, no HTML and no icon', () => {
    expect(escapeMarkdown('[a](command:x) **b** <img src=x> $(flame)\n# c')).toBe(
      String.raw`\[a\]\(command\:x\) \*\*b\*\* &lt;img src=x&gt; \$\(flame\) \# c`,
    );
  });

  it('shows an entity as it was written', () => {
    expect(escapeMarkdown('&lt;')).toBe(String.raw`\&lt;`);
  });
});

describe('problemLine', () => {
  const problem = {
    id: 'rejected:malformed-json',
    severity: 'warning',
    count: 2,
    text: '2 requests were refused: the content is not OTLP in JSON.',
    advice: 'Send protobuf.',
  } as const;

  it('says nothing when there is nothing to say', () => {
    expect(problemLine([], t)).toBeNull();
  });

  it('says what is wrong and what to do', () => {
    expect(problemLine([problem], t)).toBe(`${problem.text} Send protobuf.`);
  });

  it('says the worst of several, how many more there are, and where they are listed', () => {
    expect(problemLine([problem, problem, problem], t)).toBe(
      `${problem.text} 2 more problems: see “Turnline: Doctor”.`,
    );
  });
});
