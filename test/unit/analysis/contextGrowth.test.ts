import { describe, expect, it } from 'vitest';
import { contextGrowth, type TurnPrompt } from '../../../src/analysis/contextGrowth';
import { digestOf } from '../../../src/analysis/promptUnits';
import type { TurnContext } from '../../../src/protocol/context';
import type { Conversation, Message } from '../../../src/protocol/messages';
import { conversation, said, turnWith } from '../support/conversations';

const SYSTEM = said('system', 'Be brief. '.repeat(40));
const QUESTION = said('user', 'Why does it retry five times? '.repeat(10));
const CALL: Message = {
  role: 'assistant',
  parts: [{ type: 'tool_call', id: 'c1', name: 'search', arguments: '{"q":"retry"}' }],
  finishReason: null,
};
const RESULT: Message = {
  role: 'tool',
  parts: [{ type: 'tool_result', id: 'c1', name: 'search', result: 'MAX_RETRIES = 5; '.repeat(100) }],
  finishReason: null,
};
const ANSWER = said('assistant', 'Because of MAX_RETRIES.');

interface Sent extends Partial<Conversation> {
  tokens: number | null;
  agent?: string;
  run?: string;
  error?: string;
  /** The emitter sent no content. */
  silent?: boolean;
}

function growth(...sent: Sent[]): TurnContext[] {
  return contextGrowth(
    sent.map(({ tokens, agent = 'a', run = 'run', error = null, silent, ...parts }, i): TurnPrompt => ({
      turn: turnWith({ index: i + 1, agent, error, contextTokens: tokens }),
      run,
      prompt: silent ? null : digestOf(conversation(parts)),
    })),
  );
}

const kinds = ({ added }: TurnContext) => added.map(({ role, kind, name }) => [role, kind, name]);
const tokensOf = ({ added }: TurnContext) =>
  added.reduce((sum, { estimatedTokens }) => sum + estimatedTokens, 0);

describe('contextGrowth', () => {
  it('says which message or result added how much since the turn before', () => {
    const tools = [{ name: 'search', description: 'Searches', schema: '{}' }];
    const [first, second] = growth(
      { tokens: 200, tools, system: [SYSTEM], input: [QUESTION], output: [CALL] },
      { tokens: 700, tools, system: [SYSTEM], input: [QUESTION, CALL, RESULT], output: [ANSWER] },
    );
    expect(kinds(first!)).toEqual([
      ['tools', 'tool_definition', 'search'],
      ['system', 'text', null],
      ['user', 'text', null],
    ]);
    expect(first).toMatchObject({ since: null, growth: 200, content: 'whole', compacted: false });
    expect(tokensOf(first!)).toBe(200);

    expect(second).toMatchObject({
      since: 1,
      growth: 500,
      resent: { messages: 3 },
      dropped: { messages: 0 },
    });
    expect(kinds(second!)).toEqual([
      ['assistant', 'tool_call', 'search'],
      ['tool', 'tool_result', 'search'],
    ]);
    expect(second!.added[1]).toMatchObject({ callId: 'c1', message: 2, part: 0, chars: 1_700 });
    expect(tokensOf(second!)).toBe(500);
    expect(second!.added[1]!.share).toBeGreaterThan(0.9);
  });

  it('always adds up to the growth that was reported', () => {
    for (let tokens = 1; tokens < 400; tokens += 7) {
      const [only] = growth({ tokens, system: [SYSTEM], input: [QUESTION, CALL, RESULT, ANSWER] });
      expect(tokensOf(only!)).toBe(tokens);
    }
  });

  it('does not put on a short question what was not recorded', () => {
    const [only] = growth({ tokens: 20_000, input: [said('user', 'Why?')] });
    expect(kinds(only!)).toEqual([
      ['user', 'text', null],
      ['unrecorded', 'unrecorded', null],
    ]);
    expect(only!.added[0]!.estimatedTokens).toBeLessThan(10);
    expect(tokensOf(only!)).toBe(20_000);
  });

  it('says what is gone after a compaction', () => {
    const summary = said('user', 'So far: it retries five times.');
    const [, compacted] = growth(
      { tokens: 900, system: [SYSTEM], input: [QUESTION, CALL, RESULT, ANSWER] },
      { tokens: 150, system: [SYSTEM], input: [summary] },
    );
    expect(compacted).toMatchObject({
      compacted: true,
      growth: -750,
      dropped: { messages: 4 },
      resent: { messages: 1 },
    });
    expect(kinds(compacted!)).toEqual([['user', 'text', null]]);
    // What came less what went is the growth.
    expect(tokensOf(compacted!) - compacted!.dropped.estimatedTokens).toBe(-750);
  });

  it('puts the prompt together for emitters that send only what is new', () => {
    const [, second, third] = growth(
      { tokens: 300, delta: true, system: [SYSTEM], input: [QUESTION], output: [CALL] },
      { tokens: 800, delta: true, system: [SYSTEM], input: [RESULT], output: [ANSWER] },
      { tokens: 900, delta: true, system: [SYSTEM], input: [said('user', 'Thanks')] },
    );
    expect(kinds(second!)).toEqual([
      ['assistant', 'tool_call', 'search'],
      ['tool', 'tool_result', 'search'],
    ]);
    expect(second).toMatchObject({ delta: true, resent: { messages: 2 }, dropped: { messages: 0 } });
    expect(second!.added.map(({ message }) => message)).toEqual([null, 0]);
    expect(third).toMatchObject({ resent: { messages: 4 } });
    expect(third!.added.map(({ role }) => role)).toContain('user');
  });

  it('compares with the same run of the same agent, and goes on across runs', () => {
    const other = said('user', 'Write a poem.');
    const all = growth(
      { tokens: 300, input: [QUESTION], output: [ANSWER] },
      { tokens: 100, agent: 'poet', run: 'p1', input: [other] },
      { tokens: 400, run: 'next request', input: [QUESTION, ANSWER, said('user', 'And why?')] },
      { tokens: 100, agent: 'poet', run: 'p2', input: [said('user', 'Write another.')] },
    );
    expect(all.map(({ since }) => since)).toEqual([null, null, 1, null]);
    expect(all[2]!.added).toHaveLength(2);
  });

  it('leaves requests that failed out', () => {
    const all = growth(
      { tokens: 300, input: [QUESTION], output: [CALL] },
      { tokens: null, error: '429', input: [QUESTION, CALL, RESULT] },
      { tokens: 800, input: [QUESTION, CALL, RESULT] },
    );
    expect(all[1]).toMatchObject({ growth: null, since: 1 });
    expect(all[1]!.added).toHaveLength(2);
    expect(all[2]).toMatchObject({ since: 1, growth: 500 });
    expect(all[2]!.added).toHaveLength(2);
  });

  it('tells a same message sent twice from one sent once', () => {
    const again = said('user', 'continue');
    const [, second] = growth({ tokens: 10, input: [again] }, { tokens: 15, input: [again, again] });
    expect(second!.added).toHaveLength(1);
    expect(second!.resent.messages).toBe(1);
  });

  it('knows what it does not know', () => {
    const [silent, cut] = growth(
      { tokens: 500, silent: true },
      { tokens: 600, run: 'other', input: [{ ...QUESTION, truncated: true }] },
    );
    expect(silent).toMatchObject({ content: 'none', added: [{ role: 'unrecorded', estimatedTokens: 500 }] });
    expect(cut!.content).toBe('cut');
  });
});
