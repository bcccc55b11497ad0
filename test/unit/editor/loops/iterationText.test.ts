import { describe, expect, it } from 'vitest';
import type { IterationSpan } from '../../../../src/editor/loops/iterationText';
import { iterationText } from '../../../../src/editor/loops/iterationText';
import type { AgentSpan } from '../../../../src/protocol/agentModel';
import type { SpanMessages } from '../../../../src/protocol/messages';
import { NO_MESSAGES } from '../../support/conversations';
import { english } from '../../support/english';
import { agentSpan } from '../../support/spans';

function loaded(span: AgentSpan, fields: Partial<IterationSpan> = {}): IterationSpan {
  return { span, cut: {}, messages: null, results: new Map(), contentSwitch: 'Set CONTENT=true.', ...fields };
}

function said(...output: SpanMessages['output'][number]['parts']): SpanMessages {
  return { ...NO_MESSAGES, output: [{ role: 'assistant', parts: output, finishReason: null }] };
}

const search = (fields: Partial<NonNullable<AgentSpan['tool']>> = {}) =>
  agentSpan({ id: 't1', at: 60, tool: { name: 'search', arguments: '{"q":1}', result: 'none', ...fields } });

describe('iterationText', () => {
  it('goes by time, whatever order the spans come in', () => {
    const model = loaded(agentSpan({ id: 'm1', at: 0, model: { responseModel: 'gpt-5' } }), {
      messages: said({ type: 'text', text: 'Let me look.' }),
    });
    const text = iterationText([loaded(search()), model], 0, english);
    const places = ['# Model call: gpt-5', 'Let me look.', '# Tool call: search', 'none'].map((part) =>
      text.indexOf(part),
    );
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  it('says neither when nor how long nor under which id: two of the same are the same text', () => {
    const at = (id: string, time: number) =>
      iterationText(
        [loaded({ ...search({ callId: id }), spanId: id, startTime: time, durationMs: time })],
        0,
        english,
      );
    expect(at('a', 1)).toBe(at('b', 99));
  });

  it('says how a call failed', () => {
    const failed = {
      ...search({ status: 'timeout', result: null }),
      errorClass: 'TimeoutError',
      errorMessage: 'after 30 s',
    };
    const text = iterationText([loaded(failed)], 0, english);
    expect(text).toContain('Outcome: timeout');
    expect(text).toContain('TimeoutError: after 30 s');
    expect(text).not.toContain('Outcome: ok');
  });

  it('says what was not recorded, and once how to record it', () => {
    const text = iterationText(
      [loaded(search({ arguments: null, result: null, resultBytes: 2_048 }))],
      0,
      english,
    );
    expect(text).toContain('## Arguments\n\nNot recorded.');
    expect(text).toContain('Not recorded. It had 2 KB.');
    expect(text.split('Set CONTENT=true.')).toHaveLength(2);
    expect(iterationText([loaded(search())], 0, english)).not.toContain('CONTENT');
  });

  it('leaves out requested calls whose own spans are there, and keeps the others', () => {
    const call = (id: string, name: string) => ({ type: 'tool_call' as const, id, name, arguments: '{}' });
    const model = loaded(agentSpan({ id: 'm1', at: 0, model: {} }), {
      messages: said(call('call-1', 'search'), call('call-2', 'search')),
      results: new Map([
        ['call-2', { type: 'tool_result', id: 'call-2', name: null, result: 'denied', isError: true }],
      ]),
    });
    const text = iterationText([model, loaded(search({ callId: 'call-1' }))], 0, english);
    expect(text.match(/## Asks for search/g)).toHaveLength(1);
    expect(text).toContain('## Result (error)\n\n```\ndenied\n```');
  });

  it('shows of a request without an answer what it asked', () => {
    const failed = agentSpan({ id: 'm1', at: 0, status: 'error', errorClass: 'RateLimitError', model: {} });
    const messages: SpanMessages = {
      ...NO_MESSAGES,
      input: [{ role: 'user', parts: [{ type: 'text', text: 'Book it.' }], finishReason: null }],
    };
    const text = iterationText([loaded(failed, { messages })], 0, english);
    expect(text).toContain('Outcome: error');
    expect(text).toContain('RateLimitError');
    expect(text).toContain('## Last message before it (user)\n\n## Message\n\n```\nBook it.\n```');
  });

  it('says where a text was cut, and that more spans are there', () => {
    const text = iterationText([loaded(search(), { cut: { result: 5_000_000 } })], 3, english);
    expect(text).toContain('Only the first 4 of 5,000,000 characters');
    expect(text).toContain('3 more spans are not shown');
  });

  it('keeps a text with fences of its own in one block', () => {
    const text = iterationText([loaded(search({ result: 'a\n````\nb\n```' }))], 0, english);
    expect(text).toContain('`````\na\n````\nb\n```\n`````');
  });
});
