import { describe, expect, it } from 'vitest';
import { analyseSession } from '../../../src/analysis/session';
import { isCourtesy } from '../../../src/analysis/loops/courtesy';
import { agentSpan } from '../support/spans';

/** Agents that answer each other, each request being what the other one has just said, unless it says otherwise. */
function loopsOf(messages: { agent: string; says: string; asked?: string; uses?: string }[]) {
  const spans = messages.flatMap(({ agent, says, asked, uses }, i) => {
    const id = `run${i}`;
    return [
      agentSpan({ id, at: i * 100, durationMs: 90, kind: 'agent', agent }),
      agentSpan({
        id: `m${i}`,
        parent: id,
        at: i * 100 + 1,
        durationMs: 50,
        userMessage: asked ?? messages[i - 1]?.says ?? 'Write a poem together.',
        model: { answerText: says, finishReason: uses ? 'tool' : 'stop' },
      }),
      ...(uses
        ? [
            agentSpan({
              id: `t${i}`,
              parent: id,
              at: i * 100 + 60,
              tool: { name: uses, arguments: '{}', result: `${i}` },
            }),
          ]
        : []),
    ];
  });
  return analyseSession('s', spans, { lastReceived: 0, now: 1e12 }).loops;
}

const talk = (...said: string[]) => said.map((says, i) => ({ agent: i % 2 === 0 ? 'poet' : 'critic', says }));

const GOODBYES = [
  'Thank you for your help! Have a great day!',
  "You're welcome! If you have any questions in the future, feel free to ask. Goodbye!",
  'Thanks again, and take care!',
  'You too! It was a pleasure. Bye!',
  'Goodbye, and have a wonderful evening!',
  'Goodbye! Best wishes with your poem.',
];

describe('two agents that talk to each other', () => {
  it('are in a loop when they say nothing but thanks and goodbye', () => {
    const [loop, ...others] = loopsOf(talk('Here is a poem about rain.', 'I like its rhythm.', ...GOODBYES));
    expect(others).toEqual([]);
    expect(loop).toMatchObject({ kind: 'ping-pong', period: 2, iterations: 3, firstTurn: 3, lastTurn: 8 });
    expect(loop?.reason).toMatch(
      /^poet and critic thanked each other or took leave 3 times and did nothing in between \(turns 3–8\): /,
    );
  });

  it('are in a loop when both say the same again', () => {
    const round = ['Please send me the outline of the text.', 'I am waiting for the outline from you.'];
    const [loop, ...others] = loopsOf(talk(...round, ...round, ...round, round[0]!));
    expect(others).toEqual([]);
    expect(loop).toMatchObject({ kind: 'ping-pong', iterations: 4, firstTurn: 1, lastTurn: 7 });
    expect(loop?.reason).toMatch(
      /^poet and critic said the same to each other 3 times and did nothing in between/,
    );
  });

  it('are in none while they get on, or after two courtesies each', () => {
    const verses = 'rain snow hail fog dew frost'.split(' ').map((word) => `Another verse, about ${word}.`);
    expect(loopsOf(talk(...verses))).toEqual([]);
    expect(loopsOf(talk(...verses, ...GOODBYES.slice(0, 5)))).toEqual([]);
  });

  it('are in none when a person asks each time, or when there is work in between', () => {
    const round = ['This goes to the critic.', 'I cannot help with that.'];
    const asked = talk(...round, ...round, ...round).map((each, i) => ({
      ...each,
      asked: `Question ${Math.floor(i / 2)}`,
    }));
    expect(loopsOf(asked)).toEqual([]);
    const working = talk(...round, ...round, ...round).map((each, i) =>
      i === 3 ? { ...each, uses: 'look' } : each,
    );
    expect(loopsOf(working)).toEqual([]);
  });

  it('are in none when only one of them repeats itself', () => {
    const turns = 'rain snow hail fog'
      .split(' ')
      .flatMap((word) => ['Please go on.', `A verse about ${word}.`]);
    expect(loopsOf(talk(...turns))).toEqual([]);
  });
});

describe('courtesy', () => {
  it.each(GOODBYES)('is %j', (text) => {
    expect(isCourtesy(text)).toBe(true);
  });

  it.each([
    '',
    'Thank you. The invoice of March is rounded down.',
    'Thanks! I will change app.py now.',
    'Thank you for the 3 examples.',
    'TERMINATE',
  ])('is not %j', (text) => {
    expect(isCourtesy(text)).toBe(false);
  });
});
