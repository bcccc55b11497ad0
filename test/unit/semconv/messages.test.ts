import { describe, expect, it } from 'vitest';
import {
  indexedMessages,
  lastUserText,
  parseMessages,
  requestedCalls,
  type Message,
} from '../../../src/semconv/messages';
import type { JsonValue } from '../../../src/protocol/spans';
import { attributes } from '../support/spans';

const QUESTION: Message = { role: 'user', parts: [{ type: 'text', text: 'Why?' }], finishReason: null };
const ANSWER: Message = {
  role: 'assistant',
  parts: [
    { type: 'text', text: 'Looking.' },
    { type: 'tool_call', id: 'c1', name: 'search', arguments: '{"q":"x"}' },
  ],
  finishReason: null,
};
const RESULT: Message = {
  role: 'tool',
  parts: [{ type: 'tool_result', id: 'c1', name: null, result: '[]' }],
  finishReason: null,
};

const SHAPES: Record<string, JsonValue> = {
  'GenAI conventions': [
    { role: 'user', parts: [{ type: 'text', content: 'Why?' }] },
    {
      role: 'assistant',
      parts: [
        { type: 'text', content: 'Looking.' },
        { type: 'tool_call', id: 'c1', name: 'search', arguments: { q: 'x' } },
      ],
    },
    { role: 'tool', parts: [{ type: 'tool_call_response', id: 'c1', response: [] }] },
  ],
  'GenAI conventions, result under its other name': [
    { role: 'user', parts: [{ type: 'text', content: 'Why?' }] },
    {
      role: 'assistant',
      parts: [
        { type: 'text', content: 'Looking.' },
        { type: 'tool_call', id: 'c1', name: 'search', arguments: '{"q":"x"}' },
      ],
    },
    { role: 'tool', parts: [{ type: 'tool_call_response', id: 'c1', result: '[]' }] },
  ],
  'AI SDK': [
    { role: 'user', content: [{ type: 'text', text: 'Why?' }] },
    {
      role: 'assistant',
      content: [
        { type: 'text', text: 'Looking.' },
        { type: 'tool-call', toolCallId: 'c1', toolName: 'search', input: { q: 'x' } },
      ],
    },
    { role: 'tool', content: [{ type: 'tool-result', toolCallId: 'c1', output: [] }] },
  ],
  'OpenAI chat': [
    { role: 'user', content: 'Why?' },
    {
      role: 'assistant',
      content: 'Looking.',
      tool_calls: [{ id: 'c1', type: 'function', function: { name: 'search', arguments: '{"q":"x"}' } }],
    },
    { role: 'tool', tool_call_id: 'c1', content: '[]' },
  ],
  Bedrock: [
    { role: 'user', content: [{ text: 'Why?' }] },
    {
      role: 'assistant',
      content: [{ text: 'Looking.' }, { toolUse: { toolUseId: 'c1', name: 'search', input: { q: 'x' } } }],
    },
    { role: 'tool', content: [{ toolResult: { toolUseId: 'c1', content: [] } }] },
  ],
};

describe('parseMessages', () => {
  it.each(Object.entries(SHAPES))('reads %s', (_name, messages) => {
    expect(parseMessages(messages, 'user')).toEqual([QUESTION, ANSWER, RESULT]);
    expect(parseMessages(JSON.stringify(messages), 'user')).toEqual([QUESTION, ANSWER, RESULT]);
  });

  it("refers to OpenAI's Responses calls by the id that their results use", () => {
    const items = [
      { type: 'function_call', id: 'fc_1', call_id: 'c1', name: 'search', arguments: '{}' },
      { type: 'function_call_output', call_id: 'c1', output: 'done' },
    ];
    expect(parseMessages(items, 'assistant').flatMap(({ parts }) => parts)).toEqual([
      { type: 'tool_call', id: 'c1', name: 'search', arguments: '{}' },
      { type: 'tool_result', id: 'c1', name: null, result: 'done' },
    ]);
  });

  it('opens what holds messages: a prompt with its system text, a choice with its finish reason', () => {
    expect(parseMessages({ system: 'Be brief.', prompt: 'Why?' }, 'user')).toEqual([
      { role: 'system', parts: [{ type: 'text', text: 'Be brief.' }], finishReason: null },
      QUESTION,
    ]);
    const choice = { finish_reason: 'length', message: { content: 'Because' } };
    expect(parseMessages(choice, 'assistant')).toEqual([
      { role: 'assistant', parts: [{ type: 'text', text: 'Because' }], finishReason: 'length' },
    ]);
  });

  it('keeps reasoning apart and names what it does not know', () => {
    const parts = [
      { type: 'thinking', thinking: 'Hm.' },
      { type: 'citation', url: 'x' },
    ];
    expect(parseMessages({ role: 'assistant', parts }, 'assistant')[0]?.parts).toEqual([
      { type: 'reasoning', text: 'Hm.' },
      { type: 'other', kind: 'citation', json: '{"type":"citation","url":"x"}' },
    ]);
  });

  it('takes JSON that was cut off before it said anything for text', () => {
    const cut = '[{"role":"user","parts":[{"type":"te';
    expect(parseMessages(cut, 'user')).toEqual([
      { role: 'user', parts: [{ type: 'text', text: cut }], finishReason: null, truncated: true },
    ]);
  });

  it.each<JsonValue>([
    null,
    '',
    0,
    true,
    [],
    {},
    [null, 1, 'x', []],
    { role: 5, content: { a: 1 } },
    { role: 'assistant', content: null, tool_calls: 'none' },
    { role: 'assistant', tool_calls: [null, 3, { function: 7 }] },
    { parts: [null, [], { type: null }] },
    { messages: { messages: { messages: 'x' } } },
  ])('survives %j', (value) => {
    expect(() => parseMessages(value, 'user')).not.toThrow();
  });
});

describe('indexedMessages', () => {
  it('puts flattened attributes together in the order of their indices', () => {
    const flat = attributes({
      'gen_ai.prompt.10.role': 'tool',
      'gen_ai.prompt.10.content': '[]',
      'gen_ai.prompt.10.tool_call_id': 'c1',
      'gen_ai.prompt.2.role': 'assistant',
      'gen_ai.prompt.2.content': 'Looking.',
      'gen_ai.prompt.2.tool_calls.0.id': 'c1',
      'gen_ai.prompt.2.tool_calls.0.name': 'search',
      'gen_ai.prompt.2.tool_calls.0.arguments': '{"q":"x"}',
      'gen_ai.prompt.0.role': 'user',
      'gen_ai.prompt.0.content': 'Why?',
      'gen_ai.prompt': 'not indexed',
    });
    expect(indexedMessages(flat, 'gen_ai.prompt', 'user')).toEqual([QUESTION, ANSWER, RESULT]);
  });
});

describe('lastUserText', () => {
  it('is what the person wrote last, not a tool result that travels in their role', () => {
    const toolResult = {
      role: 'user',
      content: [
        { type: 'tool_result', tool_use_id: 'c1', content: 'x' },
        { type: 'text', text: 'reminder' },
      ],
    };
    const messages = parseMessages(
      [{ role: 'user', content: 'First' }, { role: 'user', content: 'Second' }, toolResult],
      'user',
    );
    expect(lastUserText(messages)).toBe('Second');
    expect(lastUserText([])).toBeNull();
  });
});

describe('requestedCalls', () => {
  it('lists each call once, in order', () => {
    const calls = ['b', 'a', 'b'].map((id) => ({ type: 'tool_call', id, name: 'x' }));
    expect(requestedCalls(parseMessages({ role: 'assistant', parts: calls }, 'assistant'))).toEqual([
      { id: 'b', name: 'x', arguments: null },
      { id: 'a', name: 'x', arguments: null },
    ]);
  });
});
