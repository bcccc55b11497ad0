import { describe, expect, it } from 'vitest';
import { UNKNOWN_USAGE } from '../../../src/protocol/agentModel';
import { repetitionsIn } from '../../../src/analysis/loops/repetitions';
import { loopsOf, says, times, type TurnSpec } from '../support/conversation';
import { agentSpan } from '../support/spans';

const brief = (turns: TurnSpec[]) =>
  loopsOf(turns).map(({ kind, period, iterations, firstTurn }) => [kind, period, iterations, firstTurn]);

const search = (result = '{"hits":[]}') => ({ tools: [{ name: 'search', arguments: '{"q":"x"}', result }] });
const read = (result = 'text') => ({ tools: [{ name: 'read', arguments: '{"path":"a"}', result }] });
const write = (text: string) => ({
  tools: [{ name: 'write', arguments: `{"text":"${text}"}`, result: 'ok' }],
});
const failing = (i: number, errorClass = 'TimeoutError'): TurnSpec => ({
  tools: [
    {
      name: 'fetch',
      arguments: `{"url":"page ${'abcdefg'[i]!}"}`,
      result: `failed after ${i}`,
      status: 'error',
      errorClass,
    },
  ],
});

describe('cycle', () => {
  it('is found where it begins, with its period', () => {
    expect(brief([write('a'), ...times(3, () => [search(), read()]).flat(), write('b')])).toEqual([
      ['cycle', 2, 3, 2],
    ]);
  });

  it('counts an iteration that is not complete', () => {
    const [loop] = loopsOf([...times(3, () => [search(), read()]).flat(), search()]);
    expect(loop).toMatchObject({ kind: 'cycle', iterations: 4 });
    expect(loop?.steps.map((step) => step.length)).toEqual([4, 4, 4, 2]);
    expect(loop?.reason).toMatch(/^search → read ran 3 times and began once more in the same order/);
  });

  it('is one loop, whatever repeats inside', () => {
    expect(brief(times(3, () => [search(), search(), search(), read()]).flat())).toEqual([
      ['cycle', 4, 3, 1],
    ]);
  });

  it('is none where a result changes', () => {
    expect(brief(times(4, (i) => [search(), read(`text ${'abcd'[i]!}`)]).flat())).toEqual([]);
  });

  it('is none of edit and test with edits that differ', () => {
    expect(brief(times(4, (i) => [write('abcd'[i]!), search('1 failed')]).flat())).toEqual([]);
  });
});

describe('error-retry', () => {
  it('is the same failure in a row, whatever the arguments', () => {
    const [loop] = loopsOf(times(3, (i) => failing(i)));
    expect(loop).toMatchObject({ kind: 'error-retry', iterations: 3, toolNames: ['fetch'] });
    expect(loop?.reason).toMatch(
      /^fetch failed 3 times in a row with the same error, TimeoutError \(turns 1–3\): /,
    );
  });

  it('is none of failures of other kinds, or with a success in between', () => {
    expect(brief(times(4, (i) => failing(i, `Error${i % 2}`)))).toEqual([]);
    expect(brief([failing(0), failing(1), search(), failing(2)])).toEqual([]);
  });
});

describe('near-repeat', () => {
  const page = (i: number, result: string): TurnSpec => ({
    tools: [{ name: 'list', arguments: `{"offset":${i * 10}}`, result }],
  });

  it('is four calls that differ in numbers, with the same result', () => {
    expect(brief(times(4, (i) => page(i, '{"hits":[]}')))).toEqual([['near-repeat', 1, 4, 1]]);
    expect(brief(times(3, (i) => page(i, '{"hits":[]}')))).toEqual([]);
  });

  it.each(['ok', 'File written.', '{"success":true}', '', '{"status":"updated"}'])(
    'is none where the result %j only says that it was done',
    (result) => {
      expect(brief(times(6, (i) => page(i, result)))).toEqual([]);
    },
  );

  it('is none of pages', () => {
    expect(brief(times(6, (i) => page(i, `page ${i}`)))).toEqual([]);
  });
});

describe('monologue', () => {
  const long =
    'I will now look into the invoices and tell you which of them are rounded down and why that is so';

  it('is the same message, nearly word by word', () => {
    expect(brief([says(`${long}.`), says(`${long}!`), says(`${long} indeed`)])).toEqual([
      ['monologue', 1, 3, 1],
    ]);
  });

  it('is none of messages with other numbers, or with work in between', () => {
    expect(brief(times(4, (i) => says(`${long}: ${i} of 4 done`)))).toEqual([]);
    expect(brief([says(long), search('a'), says(long), search('b'), says(long)])).toEqual([]);
  });
});

describe('model-retry', () => {
  it('is a request that fails three times in a row', () => {
    const failed: TurnSpec = { failure: 'RateLimitError', model: { usage: UNKNOWN_USAGE } };
    const [loop] = loopsOf([search(), failed, failed, failed, search('found')]);
    expect(loop).toMatchObject({ kind: 'model-retry', iterations: 3, firstTurn: 2, lastTurn: 4 });
    expect(loopsOf([failed, failed, search()])).toEqual([]);
  });
});

describe('ping-pong', () => {
  const handover = (i: number, to: string): TurnSpec => ({
    parent: i % 2 === 0 ? 'a' : 'b',
    tools: [{ name: `transfer_to_${to}`, arguments: '{}', result: 'ok' }],
  });
  const agents = (length: number) => [
    agentSpan({ id: 'a', kind: 'agent', agent: 'triage', durationMs: length * 100 }),
    agentSpan({ id: 'b', kind: 'agent', agent: 'billing', durationMs: length * 100 }),
  ];

  it('is three round trips of hand-offs', () => {
    const turns = times(6, (i) => handover(i, i % 2 === 0 ? 'billing' : 'triage'));
    const loops = loopsOf(turns, agents(6));
    expect(loops).toMatchObject([{ kind: 'ping-pong', iterations: 3, agent: 'triage' }]);
    expect(loopsOf(turns.slice(0, 4), agents(4))).toEqual([]);
  });

  it('is told once, even where an agent hands over more often than the two do in one go', () => {
    const rounds = times(6, (i) => handover(i, i % 2 === 0 ? 'billing' : 'triage'));
    const turns = [...rounds, { ...read('new'), parent: 'a' }, ...rounds];
    expect(loopsOf(turns, agents(13)).map(({ kind }) => kind)).toEqual(['ping-pong', 'ping-pong']);
  });
});

describe('what only looks like a loop', () => {
  const poll = (result: string) => ({ tools: [{ name: 'job_status', arguments: '{"id":7}', result }] });
  const fetches = (status: 'ok' | 'error', result: string) => ({
    tools: [{ name: 'fetch', arguments: '{"url":"a"}', result, status }],
  });

  it('is waiting, unless it goes on for long', () => {
    const waiting = (count: number) => times(count, (i) => poll(`{"status":"running","elapsed_s":${i * 5}}`));
    expect(brief(waiting(8))).toEqual([]);
    expect(brief(waiting(9))).toEqual([['repeat', 1, 9, 1]]);
    expect(brief([...waiting(20), poll('{"status":"done"}')])).toEqual([]);
  });

  it('is a retry that went well', () => {
    const failing503 = times(4, () => fetches('error', '503 Service Unavailable'));
    expect(brief(failing503)).toEqual([['repeat', 1, 4, 1]]);
    expect(brief([...failing503, fetches('ok', 'found')])).toEqual([]);
    expect(brief([...failing503, failing503[0]!, fetches('ok', 'found')])).toEqual([['repeat', 1, 5, 1]]);
  });

  it('is failing for another reason each time, where the class says nothing', () => {
    const run = (result: string): TurnSpec => ({
      tools: [
        {
          ...{ name: 'shell', arguments: `{"command":"${result.length}"}`, result },
          ...{ status: 'error', errorClass: 'ToolError' },
        },
      ],
    });
    const errors = ['KeyError: a', 'SyntaxError: in line 3', 'no such file'];
    expect(brief(errors.map(run))).toEqual([]);
    expect(brief(['cannot open a1', 'cannot open b22', 'cannot open c333'].map(run))).toEqual([]);
    expect(brief(['no such file 1', 'no such file 2', 'no such file 3'].map(run))).toEqual([
      ['error-retry', 1, 3, 1],
    ]);
  });

  it('is going on, in a browser or a terminal', () => {
    const scroll = { tools: [{ name: 'browser_scroll', arguments: '{"by":5}', result: 'ok' }] };
    expect(brief(times(6, () => scroll))).toEqual([]);
  });
});

describe('what does not hide a loop', () => {
  it('is a remark of the model beside the arguments', () => {
    const shell = (why: string) => ({
      tools: [
        { name: 'shell', arguments: JSON.stringify({ command: 'ls', description: why }), result: 'a b' },
      ],
    });
    expect(brief(['Look', 'Look again', 'See what is there'].map(shell))).toEqual([['repeat', 1, 3, 1]]);
    const issue = (description: string) => ({
      tools: [{ name: 'create', arguments: JSON.stringify({ description }), result: '[]' }],
    });
    expect(brief(['Look', 'Look again', 'See what is there'].map(issue))).toEqual([]);
  });

  it('is a message in between, or one that takes turns with another', () => {
    const said = 'Let me look at the configuration of the payment gateway once more before I change it';
    expect(brief(times(3, () => [search(), says(said)]).flat())).toEqual([['cycle', 2, 3, 1]]);
    expect(brief(times(3, () => [says('What next?'), says('You tell me.')]).flat())).toEqual([
      ['cycle', 2, 3, 1],
    ]);
  });
});

describe('ping-pong after other work', () => {
  it('begins with the first hand-off of it', () => {
    const work = times(5, (i) => ({ ...read(`text ${'abcde'[i]!}`), parent: 'a' }));
    const hands = times(6, (i) => ({
      parent: i % 2 === 0 ? 'a' : 'b',
      tools: [{ name: `transfer_to_${i % 2 === 0 ? 'billing' : 'triage'}`, arguments: '{}', result: 'ok' }],
    }));
    const agents = ['triage', 'billing'].map((agent, i) =>
      agentSpan({ id: 'ab'[i]!, kind: 'agent', agent, durationMs: 2_000 }),
    );
    const [loop] = loopsOf([...work, ...hands], agents);
    expect(loop).toMatchObject({ kind: 'ping-pong', iterations: 3, firstTurn: 6, lastTurn: 11 });
    expect(loop?.steps.flat()).toHaveLength(12);
  });
});

describe('repetitions', () => {
  it.each([
    ['ABABAB', [[0, 6, 2]]],
    ['XABABABAY', [[1, 8, 2]]],
    ['AAAAAA', [[0, 6, 1]]],
    ['ABCABCABD', []],
    [
      'AAABBB',
      [
        [0, 3, 1],
        [3, 6, 1],
      ],
    ],
  ])('of %s', (text, expected) => {
    const symbols = Array.from(text, (letter) => letter.charCodeAt(0));
    expect(repetitionsIn(symbols, 8, 3).map(({ start, end, period }) => [start, end, period])).toEqual(
      expected,
    );
  });
});
