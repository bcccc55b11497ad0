import { describe, expect, it } from 'vitest';
import type { LogRecord } from '../../../src/otlp/records';
import { conversationOf } from '../../../src/semconv/conversation';
import { toolDefinitionsIn } from '../../../src/semconv/toolDefinitions';
import type { JsonValue } from '../../../src/protocol/spans';
import { attributes, event, otlpSpan, resource, scope, type Plain } from '../support/spans';

const of = (values: Record<string, Plain>, scopeName = '', events = [event('none')]) =>
  conversationOf({
    span: otlpSpan({ attributes: values, events }),
    resource: resource(),
    scope: scope(scopeName),
  });

function record(eventName: string, body: Plain, values: Record<string, Plain> = {}): LogRecord {
  return {
    timeUnixNano: 0n,
    observedTimeUnixNano: 0n,
    severityNumber: 0,
    severityText: '',
    body: body === null ? null : attributes({ body }).get('body')!,
    attributes: attributes(values),
    droppedAttributesCount: 0,
    flags: 0,
    traceId: '',
    spanId: '',
    eventName,
  };
}

const SYSTEM = { role: 'system', parts: [{ type: 'text', text: 'Be brief.' }], finishReason: null };
const INPUT = JSON.stringify([
  { role: 'system', content: 'Be brief.' },
  { role: 'user', content: 'Why?' },
]);

describe('conversationOf', () => {
  it.each<[string, Record<string, Plain>]>([
    ['plain text', { 'gen_ai.system_instructions': 'Be brief.' }],
    ['parts', { 'gen_ai.system_instructions': '[{"type":"text","content":"Be brief."}]' }],
    ['the first message', { 'gen_ai.input.messages': INPUT }],
    ['both', { 'gen_ai.system_instructions': 'Be brief.', 'gen_ai.input.messages': INPUT }],
    ["the AI SDK's prompt", { 'ai.prompt': '{"system":"Be brief.","prompt":"Why?"}' }],
  ])('has system text that comes as %s once', (_name, values) => {
    const { system, input } = of(values);
    expect(system).toEqual([SYSTEM]);
    expect(input.map(({ role }) => role)).toEqual(input.length > 0 ? ['user'] : []);
  });

  it('reads messages in events of the span, and in log records about it', () => {
    const inEvents = of({}, '', [event('gen_ai.user.message', { content: 'Why?' })]);
    expect(inEvents.input).toHaveLength(1);
    const facts = { span: otlpSpan(), resource: resource(), scope: scope() };
    const inRecords = conversationOf(facts, [
      record('gen_ai.user.message', { content: 'Why?' }),
      record('gen_ai.choice', { message: { content: 'Because.' }, finish_reason: 'stop' }),
    ]);
    expect(inRecords.input).toEqual(inEvents.input);
    expect(inRecords.output).toMatchObject([{ role: 'assistant', parts: [{ text: 'Because.' }] }]);
    const inDetails = conversationOf(facts, [
      record('gen_ai.client.inference.operation.details', null, { 'gen_ai.input.messages': INPUT }),
    ]);
    expect(inDetails).toMatchObject({ system: [SYSTEM], input: inEvents.input });
  });

  it("has the AI SDK's reasoning before its answer", () => {
    const values = { 'ai.operationId': 'ai.generateText.doGenerate', 'ai.response.reasoning': 'Hm.' };
    expect(of({ ...values, 'ai.response.text': 'Because.' }).output).toMatchObject([
      {
        role: 'assistant',
        parts: [
          { type: 'reasoning', text: 'Hm.' },
          { type: 'text', text: 'Because.' },
        ],
      },
    ]);
  });

  it("knows that Copilot's terminal agent sends only what is new", () => {
    expect(of({ 'gen_ai.input.messages': INPUT }, 'github.copilot').delta).toBe(true);
    expect(of({ 'gen_ai.input.messages': INPUT }).delta).toBe(false);
  });

  it('never throws', () => {
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    const keys = ['gen_ai.input.messages', 'gen_ai.tool.definitions', 'ai.prompt', 'ai.response.toolCalls'];
    for (const value of [deep, '{', '[{', 'null', '[null]', '{"messages":5}', '"', '[[[[]]]]', '\ud800']) {
      for (const key of keys)
        expect(() => of({ [key]: value }), `${key} ${value.slice(0, 20)}`).not.toThrow();
    }
  });
});

describe('toolDefinitionsIn', () => {
  const search = { name: 'search', description: 'Searches', schema: '{"type":"object"}' };
  const fields = { name: 'search', description: 'Searches' };
  const schema = { type: 'object' };
  it.each<[string, JsonValue]>([
    ['OpenAI', [{ type: 'function', function: { ...fields, parameters: schema } }]],
    ['OpenAI Responses, the conventions', [{ type: 'function', ...fields, parameters: schema }]],
    ['Anthropic', [{ ...fields, input_schema: schema }]],
    ['MCP, Genkit, the AI SDK', [{ ...fields, inputSchema: schema }]],
    ['the AI SDK as JSON text', [JSON.stringify({ type: 'function', ...fields, inputSchema: schema })]],
    ['Bedrock', [{ toolSpec: { ...fields, inputSchema: { json: schema } } }]],
    ['Gemini', [{ functionDeclarations: [{ ...fields, parametersJsonSchema: schema }] }]],
    ['Pydantic AI', [{ ...fields, parameters_json_schema: schema }]],
  ])('reads those of %s', (_name, value) => {
    expect(toolDefinitionsIn(value)).toEqual([search]);
  });

  it('takes bare names, and leaves out what has none', () => {
    expect(toolDefinitionsIn('["a"]')).toEqual([{ name: 'a', description: null, schema: null }]);
    expect(toolDefinitionsIn([{ type: 'web_search' }, {}, null, 5])).toMatchObject([{ name: 'web_search' }]);
  });
});
