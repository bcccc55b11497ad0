import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../src/protocol/spans';
import { parseMessages } from '../../../src/semconv/messages';
import { quotedCalls } from '../../../src/semconv/quotedCalls';

const user = (text: string) => ({ role: 'user', content: text });
const asks = (...ids: string[]) => ({
  role: 'assistant',
  content: null,
  tool_calls: ids.map((id) => ({ id, function: { name: `tool_${id}`, arguments: `{"of":"${id}"}` } })),
});
const answers = (id: string, content: string) => ({ role: 'tool', tool_call_id: id, content });

function quotedIn(...messages: JsonValue[]) {
  return quotedCalls(parseMessages(messages, 'user'));
}

describe('quotedCalls', () => {
  it('has the calls of the last answer with their results', () => {
    expect(quotedIn(user('Why?'), asks('a', 'b'), answers('a', 'one'), answers('b', 'two'))).toEqual([
      { id: 'a', name: 'tool_a', arguments: '{"of":"a"}', result: 'one', status: 'ok' },
      { id: 'b', name: 'tool_b', arguments: '{"of":"b"}', result: 'two', status: 'ok' },
    ]);
  });

  it('leaves older answers to the requests that came before', () => {
    const ids = quotedIn(user('Why?'), asks('a'), answers('a', 'one'), asks('b'), answers('b', 'two'));
    expect(ids.map(({ id }) => id)).toEqual(['b']);
  });

  it('has none where the last answer asked for nothing, or waits for its results', () => {
    expect(quotedIn(user('Why?'), { role: 'assistant', content: 'So.' }, user('And?'))).toEqual([]);
    expect(quotedIn(user('Why?'), asks('a'))).toEqual([]);
  });

  it('has results without names where only what is new since the last request was sent', () => {
    expect(quotedIn(answers('a', 'one'))).toEqual([
      { id: 'a', name: null, arguments: null, result: 'one', status: 'ok' },
    ]);
  });

  it('pairs messages of tools that do not say which call they answer with the calls in order', () => {
    const tool = (text: string) => ({ role: 'tool', parts: [{ type: 'text', content: text }] });
    expect(quotedIn(user('Why?'), asks('a', 'b'), tool('one'), tool('Error: two'))).toMatchObject([
      { id: 'a', name: 'tool_a', result: 'one', status: 'ok' },
      { id: 'b', name: 'tool_b', result: 'Error: two', status: 'error' },
    ]);
    expect(quotedIn(user('Why?'), asks('a', 'b'), tool('one'))).toEqual([]);
  });

  it('takes messages that are parts of one answer together', () => {
    const [call] = quotedIn(
      user('Why?'),
      asks('a'),
      { role: 'assistant', content: 'One moment.' },
      answers('a', 'one'),
    );
    expect(call).toMatchObject({ id: 'a', name: 'tool_a' });
  });

  it('says that a call failed where its result does', () => {
    const failed = quotedIn(user('Why?'), asks('a'), {
      role: 'user',
      content: [{ type: 'tool_result', tool_use_id: 'a', is_error: true, content: 'ENOENT: no such file' }],
    });
    expect(failed).toMatchObject([{ id: 'a', status: 'error' }]);
  });

  it('keeps the start of a long result, and tells two of the same start apart', () => {
    const start = 'x'.repeat(3_000);
    const [one, same, other] = [`${start}1`, `${start}1`, `${start}2`].map(
      (text) => quotedIn(user('Why?'), asks('a'), answers('a', text))[0]!.result!,
    );
    expect(one).toHaveLength(2_000 + '… [3001 characters, 00000000]'.length);
    expect(one).toBe(same);
    expect(one).not.toBe(other);
  });
});
