/** Every shape of a message part, from every SDK that has one of its own. */
import { describe, expect, it } from 'vitest';
import type { MediaPart, Message, MessagePart } from '../../../src/protocol/messages';
import type { JsonValue } from '../../../src/protocol/spans';
import { parseMessages } from '../../../src/semconv/messages';

function media(fields: Partial<MediaPart>): MediaPart {
  return { type: 'image', mimeType: null, name: null, uri: null, fileId: null, byteLength: null, ...fields };
}

const PNG = { mimeType: 'image/png', byteLength: 2, data: 'aGk=' };
const PDF_URL = 'https://example.org/a.pdf';
const IMAGE_URL = 'https://example.org/a.png';

const PARTS: [string, JsonValue, MessagePart][] = [
  [
    'conventions: blob',
    { type: 'blob', modality: 'image', mime_type: 'image/png', content: 'aGk=' },
    media(PNG),
  ],
  [
    'conventions: uri',
    { type: 'uri', modality: 'video', uri: 'gs://b/v' },
    media({ type: 'video', uri: 'gs://b/v' }),
  ],
  [
    'conventions: file',
    { type: 'file', modality: 'audio', file_id: 'f1' },
    media({ type: 'audio', fileId: 'f1' }),
  ],
  [
    'conventions: compaction',
    { type: 'compaction', content: 'So far: …' },
    { type: 'compaction', text: 'So far: …' },
  ],
  [
    'conventions: result in parts of text',
    {
      type: 'tool_call_response',
      id: 'c',
      result: [
        { type: 'text', text: 'a' },
        { type: 'text', text: 'b' },
      ],
    },
    { type: 'tool_result', id: 'c', name: null, result: 'a\nb' },
  ],
  ['OpenAI: image_url', { type: 'image_url', image_url: { url: IMAGE_URL } }, media({ uri: IMAGE_URL })],
  [
    'OpenAI: image as data URL',
    { type: 'image_url', image_url: { url: 'data:image/png;base64,aGk=' } },
    media(PNG),
  ],
  ['OpenAI: input_image', { type: 'input_image', image_url: IMAGE_URL }, media({ uri: IMAGE_URL })],
  ['OpenAI: input_image by id', { type: 'input_image', file_id: 'f1' }, media({ fileId: 'f1' })],
  [
    'OpenAI: input_audio',
    { type: 'input_audio', input_audio: { data: 'aGk=', format: 'wav' } },
    media({ type: 'audio', mimeType: 'audio/wav', byteLength: 2, data: 'aGk=' }),
  ],
  [
    'OpenAI: file',
    { type: 'file', file: { file_id: 'f1', filename: 'a.pdf' } },
    media({ type: 'file', fileId: 'f1', name: 'a.pdf' }),
  ],
  ['OpenAI: input_file', { type: 'input_file', file_url: PDF_URL }, media({ type: 'file', uri: PDF_URL })],
  ['OpenAI: refusal', { type: 'refusal', refusal: 'No.' }, { type: 'text', text: 'No.' }],
  [
    'OpenAI Responses: reasoning',
    { type: 'reasoning', summary: [{ type: 'summary_text', text: 'Hm.' }] },
    { type: 'reasoning', text: 'Hm.' },
  ],
  [
    'OpenAI Responses: custom tool',
    { type: 'custom_tool_call', call_id: 'c', name: 'patch', input: '***' },
    { type: 'tool_call', id: 'c', name: 'patch', arguments: '***' },
  ],
  [
    'Anthropic: thinking',
    { type: 'thinking', thinking: 'Hm.', signature: 'x' },
    { type: 'reasoning', text: 'Hm.' },
  ],
  [
    'Anthropic: cached text',
    { type: 'text', text: 'a', cache_control: { type: 'ephemeral' } },
    { type: 'text', text: 'a' },
  ],
  [
    'Anthropic: image',
    { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'aGk=' } },
    media(PNG),
  ],
  [
    'Anthropic: image by URL',
    { type: 'image', source: { type: 'url', url: IMAGE_URL } },
    media({ uri: IMAGE_URL }),
  ],
  [
    'Anthropic: document',
    { type: 'document', title: 'A', source: { type: 'file', file_id: 'f1' } },
    media({ type: 'file', name: 'A', fileId: 'f1' }),
  ],
  [
    'Anthropic: failed result',
    { type: 'tool_result', tool_use_id: 'c', content: 'no', is_error: true },
    { type: 'tool_result', id: 'c', name: null, result: 'no', isError: true },
  ],
  [
    'Gemini: functionCall',
    { functionCall: { name: 'f', args: { a: 1 } } },
    { type: 'tool_call', id: null, name: 'f', arguments: '{"a":1}' },
  ],
  [
    'Gemini: functionResponse',
    { functionResponse: { id: 'c', name: 'f', response: { output: 'x' } } },
    { type: 'tool_result', id: 'c', name: 'f', result: '{"output":"x"}' },
  ],
  ['Gemini: thought', { text: 'Hm.', thought: true }, { type: 'reasoning', text: 'Hm.' }],
  ['Gemini: inlineData', { inlineData: { mimeType: 'image/png', data: 'aGk=' } }, media(PNG)],
  [
    'Gemini: fileData',
    { fileData: { mimeType: 'application/pdf', fileUri: 'gs://b/f' } },
    media({ type: 'file', mimeType: 'application/pdf', uri: 'gs://b/f' }),
  ],
  [
    'AI SDK: double-encoded input',
    { type: 'tool-call', toolCallId: 'c', toolName: 'f', input: '"{\\"a\\":1}"' },
    { type: 'tool_call', id: 'c', name: 'f', arguments: '{"a":1}' },
  ],
  [
    'AI SDK: result',
    { type: 'tool-result', toolCallId: 'c', toolName: 'f', output: { type: 'json', value: { a: 1 } } },
    { type: 'tool_result', id: 'c', name: 'f', result: '{"a":1}' },
  ],
  [
    'AI SDK: failed result',
    { type: 'tool-result', toolCallId: 'c', toolName: 'f', output: { type: 'error-text', value: 'no' } },
    { type: 'tool_result', id: 'c', name: 'f', result: 'no', isError: true },
  ],
  ['AI SDK: file', { type: 'file', data: 'aGk=', mediaType: 'image/png' }, media(PNG)],
  ['AI SDK: image', { type: 'image', image: IMAGE_URL }, media({ uri: IMAGE_URL })],
  [
    'Bedrock: reasoning',
    { reasoningContent: { reasoningText: { text: 'Hm.' } } },
    { type: 'reasoning', text: 'Hm.' },
  ],
  ['Bedrock: image', { image: { format: 'png', source: { bytes: 'aGk=' } } }, media(PNG)],
  [
    'Bedrock: failed result',
    { toolResult: { toolUseId: 'c', status: 'error', content: [{ json: { a: 1 } }] } },
    { type: 'tool_result', id: 'c', name: null, result: '{"a":1}', isError: true },
  ],
  [
    'Genkit: toolRequest',
    { toolRequest: { name: 'f', ref: 'c', input: { a: 1 } } },
    { type: 'tool_call', id: 'c', name: 'f', arguments: '{"a":1}' },
  ],
  [
    'Genkit: toolResponse',
    { toolResponse: { name: 'f', ref: 'c', output: 'x' } },
    { type: 'tool_result', id: 'c', name: 'f', result: 'x' },
  ],
  ['Genkit: media', { media: { url: 'data:image/png;base64,aGk=', contentType: 'image/png' } }, media(PNG)],
  [
    'unknown',
    { type: 'server_tool_call', name: 's' },
    { type: 'other', kind: 'server_tool_call', json: '{"type":"server_tool_call","name":"s"}' },
  ],
];

describe('a part', () => {
  it.each(PARTS)('of %s', (_name, part, parsed) => {
    // Beside a text, so that the role stays the one that the message says.
    const parts = parseMessages({ role: 'user', content: ['See:', part] }, 'user')[0]?.parts;
    expect(parts).toEqual([{ type: 'text', text: 'See:' }, parsed]);
  });
});

const text = (role: Message['role'], said: string): Message => ({
  role,
  parts: [{ type: 'text', text: said }],
  finishReason: null,
});
const result = (id: string, said: string): Message => ({
  role: 'tool',
  parts: [{ type: 'tool_result', id, name: null, result: said }],
  finishReason: null,
});

describe('a message', () => {
  it.each<[string, JsonValue, Message[]]>([
    [
      "Anthropic's request",
      { system: [{ type: 'text', text: 'Be brief.' }], messages: [{ role: 'user', content: 'Hi' }] },
      [text('system', 'Be brief.'), text('user', 'Hi')],
    ],
    [
      'a tool result in the user’s role',
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'c', content: 'x' }] },
      [result('c', 'x')],
    ],
    [
      "items of OpenAI's Responses API",
      [
        { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Hi' }] },
        { type: 'function_call_output', call_id: 'c', output: 'x' },
      ],
      [text('user', 'Hi'), result('c', 'x')],
    ],
    [
      'reasoning beside the content',
      { role: 'assistant', reasoning_content: 'Hm.', content: 'Yes' },
      [
        {
          role: 'assistant',
          parts: [
            { type: 'reasoning', text: 'Hm.' },
            { type: 'text', text: 'Yes' },
          ],
          finishReason: null,
        },
      ],
    ],
    [
      "LangChain's constructors",
      [
        [
          {
            lc: 1,
            type: 'constructor',
            id: ['langchain_core', 'messages', 'HumanMessage'],
            kwargs: { content: 'Hi' },
          },
        ],
      ],
      [text('user', 'Hi')],
    ],
    ["LangChain's dicts", { type: 'human', data: { content: 'Hi' } }, [text('user', 'Hi')]],
    ['Gemini’s Content', { role: 'model', parts: [{ text: 'Hi' }] }, [text('assistant', 'Hi')]],
    [
      'a speaker’s name',
      { role: 'user', name: 'Ann', content: 'Hi' },
      [{ ...text('user', 'Hi'), name: 'Ann' }],
    ],
    ['text that looks like JSON', '{"a": 1} is what I got', [text('user', '{"a": 1} is what I got')]],
    ['text in brackets', '["a", "b"] are the lists', [text('user', '["a", "b"] are the lists')]],
  ])('in the shape of %s', (_name, value, messages) => {
    expect(parseMessages(value, 'user')).toEqual(messages);
    if (typeof value !== 'string') expect(parseMessages(JSON.stringify(value), 'user')).toEqual(messages);
  });
});
