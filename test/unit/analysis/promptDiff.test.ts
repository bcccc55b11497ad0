import { describe, expect, it } from 'vitest';
import { promptDiff } from '../../../src/analysis/promptDiff';
import { UNKNOWN_USAGE } from '../../../src/protocol/agentModel';
import type { PromptDiff } from '../../../src/protocol/context';
import type { Conversation } from '../../../src/protocol/messages';
import type { Turn } from '../../../src/protocol/turns';
import { conversation, said, turnWith } from '../support/conversations';

const cached = (cacheRead: number, cacheWrite = 0) => ({
  usage: { ...UNKNOWN_USAGE, cacheRead, cacheWrite },
});
const FULL = cached(1_000);
const MISS = cached(0);

function diff(
  before: Partial<Conversation> | null,
  after: Partial<Conversation> | null,
  [a, b]: [Partial<Turn>, Partial<Turn>] = [{}, {}],
): PromptDiff {
  const side = (index: number, parts: Partial<Conversation> | null, turn: Partial<Turn>) => ({
    turn: turnWith({ index, contextTokens: 1_000, ...turn }),
    conversation: parts === null ? null : conversation(parts),
  });
  return promptDiff(side(6, before, a), side(7, after, b));
}

const QUESTION = said('user', 'Why?');
const RULES = 'x'.repeat(812);

describe('promptDiff', () => {
  it('finds the character at which the system prompt changed', () => {
    const found = diff(
      { system: [said('system', `${RULES} 10:01`)], input: [QUESTION] },
      { system: [said('system', `${RULES}, 10:02`)], input: [QUESTION] },
      [FULL, MISS],
    );
    expect(found).toMatchObject({
      a: 6,
      b: 7,
      kind: 'changed',
      where: { section: 'system', role: 'system' },
      offset: 812,
      samePrefixChars: 812,
      cacheMiss: true,
      sentence: 'Cache miss because the system prompt changed at character 812.',
    });
    expect(found.samePrefixTokens).toBe(Math.round((1_000 * 812) / (812 + 6 + 4)));
    expect(found.before).toMatch(/^…x{40} 10:01$/);
    expect(found.after).toMatch(/^…x{40}, 10:02$/);
  });

  it('blames no cache where it was read', () => {
    const change: [Partial<Conversation>, Partial<Conversation>] = [
      { system: [said('system', 'a')] },
      { system: [said('system', 'b')] },
    ] as const;
    expect(diff(...change, [FULL, cached(900)]).sentence).toBe('The system prompt changed at character 0.');
    expect(diff(...change).cacheMiss).toBe(false);
    // What was written is there to be read, too.
    expect(diff(...change, [cached(0, 1_000), MISS]).cacheMiss).toBe(true);
  });

  it('compares tools first, as providers cache them', () => {
    const tool = (name: string, schema = '{}') => ({ name, description: null, schema });
    const system = [said('system', 'a')];
    const changed = diff({ tools: [tool('f')], system }, { tools: [tool('f', '{"a":1}')], system }, [
      FULL,
      MISS,
    ]);
    expect(changed.sentence).toBe(
      'Cache miss because the definition of the tool "f" changed at character 3.',
    );
    const more = diff({ tools: [tool('f')], system }, { tools: [tool('f'), tool('g')], system });
    expect(more).toMatchObject({
      kind: 'changed',
      where: { section: 'tools', index: 1, name: 'g' },
      offset: 0,
    });
  });

  it('sees what was appended, left out or kept', () => {
    const longer = { input: [QUESTION, said('assistant', 'So.'), said('user', 'And?')] };
    expect(diff({ input: [QUESTION] }, longer)).toMatchObject({
      kind: 'extended',
      where: { section: 'messages', index: 1, role: 'assistant' },
      after: 'So.',
      before: null,
      samePrefixChars: 4,
      samePrefixTokens: 1_000,
      sentence: 'Turn 7 sends all of turn 6 again and adds 2 messages.',
    });
    expect(diff(longer, { input: [QUESTION] })).toMatchObject({ kind: 'shortened', after: null });
    expect(diff(longer, longer)).toMatchObject({ kind: 'same', where: null, offset: null });
  });

  it('finds changed history', () => {
    const changed = diff(
      { input: [QUESTION, said('assistant', 'Because of A.')] },
      { input: [QUESTION, said('assistant', 'Because of B.')] },
    );
    expect(changed).toMatchObject({
      where: { section: 'messages', index: 1 },
      offset: 11,
      samePrefixChars: 15,
    });
    expect(changed.sentence).toBe('Message 2 (assistant) changed at character 11.');
  });

  it('says that a cached prompt expired, or belongs to another model', () => {
    const same = { input: [QUESTION] };
    expect(diff(same, same, [FULL, { ...MISS, startTime: 601_000 }]).sentence).toBe(
      'Turns 6 and 7 send the same prompt, yet little of it was read from the cache, 10 min later. The cached prompt had most likely expired.',
    );
    expect(diff(same, same, [FULL, { ...MISS, model: 'n' }]).sentence).toContain('another one (n)');
  });

  it('does not compare what was not recorded', () => {
    expect(diff({ input: [QUESTION] }, null)).toMatchObject({
      kind: 'unrecorded',
      where: null,
      samePrefixTokens: null,
      sentence: expect.stringContaining('The prompt of turn 7 was not recorded') as string,
    });
  });
});
