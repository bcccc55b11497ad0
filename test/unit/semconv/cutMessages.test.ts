/** Message lists as attributes have them: cut off at any place, sent again and again. */
import { describe, expect, it } from 'vitest';
import type { Message } from '../../../src/protocol/messages';
import { parseCutJson } from '../../../src/semconv/cutJson';
import { readMessages } from '../../../src/semconv/messageList';
import { parseMessages } from '../../../src/semconv/messages';

const LIST = JSON.stringify([
  { role: 'user', parts: [{ type: 'text', content: 'Why "this" \\ that?\n\u00e9 \ud83d\ude00' }] },
  {
    role: 'assistant',
    parts: [
      { type: 'text', content: 'Looking.' },
      { type: 'tool_call', id: 'call_1', name: 'search', arguments: { q: ['x', { deep: true }], n: -1.5e3 } },
    ],
    finish_reason: 'tool_call',
  },
  { role: 'tool', parts: [{ type: 'tool_call_response', id: 'call_1', response: '[{"path":"a"}]' }] },
  { role: 'assistant', parts: [{ type: 'text', content: 'Because of the limit, as it says.' }] },
]).replace('\u00e9', String.raw`\u00e9`);
const WHOLE = parseMessages(LIST, 'user');

/** Where each element ends. */
const ENDS = WHOLE.map((_message, i) => {
  const rest = (JSON.parse(LIST) as unknown[]).slice(0, i + 1);
  return JSON.stringify(rest).replace('\u00e9', String.raw`\u00e9`).length - 1;
});

describe('a message list that was cut off', () => {
  it('keeps what is complete before any cut, and the beginning of what is not', () => {
    for (let cut = 1; cut < LIST.length; cut++) {
      const messages = parseMessages(LIST.slice(0, cut), 'user');
      const complete = ENDS.filter((end) => end <= cut).length;
      expect(messages.slice(0, complete).map(whole), `cut at ${cut}`).toEqual(WHOLE.slice(0, complete));
      if (complete > 0) expect(messages.length - complete, `cut at ${cut}`).toBeLessThanOrEqual(1);
      if (cut > 3) expect(messages.at(-1)?.truncated, `cut at ${cut}`).toBe(true);
    }
    const started = parseMessages(LIST.slice(0, LIST.indexOf('as it says')), 'user');
    expect(started[3]).toEqual({
      role: 'assistant',
      parts: [{ type: 'text', text: 'Because of the limit, ' }],
      finishReason: null,
      truncated: true,
    });
  });

  it('ends before a note that says so', () => {
    const noted = `${LIST.slice(0, ENDS[1])}... [truncated 1234 characters]`;
    expect(parseMessages(noted, 'user').map(whole)).toEqual(WHOLE.slice(0, 2));
    const inside = parseMessages(`${LIST.slice(0, LIST.indexOf('as it says'))}…[+99]`, 'user');
    expect(inside.at(-1)?.parts).toEqual([{ type: 'text', text: 'Because of the limit, …[+99]' }]);
  });

  it('may be nested, in text or in objects', () => {
    const request = JSON.stringify({ model: 'm', messages: JSON.parse(LIST) as unknown });
    const messages = parseMessages(request.slice(0, -10), 'user');
    expect(messages.slice(0, 3)).toEqual(WHOLE.slice(0, 3));
  });
});

describe('parseCutJson', () => {
  it('drops half names and ids, and numbers that may go on', () => {
    expect(parseCutJson('{"a":1,"id":"call_')).toEqual({ a: 1 });
    expect(parseCutJson('{"a":1,"b":12')).toEqual({ a: 1 });
    expect(parseCutJson(String.raw`["x\u00`)).toEqual(['x']);
    expect(parseCutJson(String.raw`["x\\`)).toEqual(['x\\']);
    expect(parseCutJson('plain')).toBeUndefined();
  });

  it('neither overflows nor pollutes prototypes', () => {
    expect(() => parseCutJson('['.repeat(100_000))).not.toThrow();
    expect(() => parseMessages('[{"messages":'.repeat(5_000), 'user')).not.toThrow();
    expect(() => parseMessages(`${'['.repeat(5_000)}${']'.repeat(5_000)}`, 'user')).not.toThrow();
    const value = parseCutJson('{"__proto__":{"polluted":1},"a":2') as Record<string, unknown>;
    expect(value.polluted).toBeUndefined();
  });
});

describe('readMessages', () => {
  it('reads what parseMessages reads', () => {
    for (const text of [
      LIST,
      ` ${LIST} `,
      '[]',
      'plain',
      '[1,"x"]',
      '[{"role":"user"},]',
      '[{]',
      '"quoted"',
      '{}',
    ]) {
      const padded = `${' '.repeat(10_000)}${text}`;
      for (const sent of [text, padded]) {
        expect(readMessages(sent, 'assistant'), text).toEqual(parseMessages(sent, 'assistant'));
      }
    }
    expect(readMessages(null, 'user')).toEqual([]);
  });

  it('gives a message that was read before as the same object, in its role', () => {
    const padded = LIST.replace('Looking.', 'Looking.'.repeat(1_000));
    const longer = `${padded.slice(0, -1)},{"role":"user","content":"Thanks"}]`;
    const [first, again] = [readMessages(padded, 'user'), readMessages(longer, 'user')];
    expect(again).toHaveLength(first.length + 1);
    for (const [i, message] of first.entries()) expect(again[i]).toBe(message);
    const unnamed = JSON.stringify([{ content: 'Hi'.repeat(5_000) }]);
    expect(readMessages(unnamed, 'user')[0]?.role).toBe('user');
    expect(readMessages(unnamed, 'assistant')[0]?.role).toBe('assistant');
  });
});

function whole(message: Message): Message {
  const copy = { ...message };
  delete copy.truncated;
  return copy;
}
