import { expect, it } from 'vitest';
import { analyseSession } from '../../../src/analysis/session';
import { toldConversation } from '../../../src/analysis/toldConversation';
import type { AgentEvent } from '../../../src/protocol/agentEvents';
import { modelCall, toolCall } from '../../../src/semconv/logVocabulary';

const BLANK: Omit<AgentEvent, 'kind' | 'name' | 'time'> = {
  durationMs: null,
  severity: null,
  traceId: null,
  spanId: null,
  service: 'claude-code',
  agent: null,
  agentId: null,
  promptId: 'p',
  text: null,
  userMessage: null,
  model: null,
  tool: null,
  toolResults: [],
  errorClass: null,
  errorMessage: null,
};

function record(kind: AgentEvent['kind'], time: number, fields: Partial<AgentEvent> = {}): AgentEvent {
  return { ...BLANK, kind, name: kind, time, ...fields };
}

const said = (time: number, id: string, text: string) =>
  record('answer', time, { text, model: modelCall({ responseId: id }) });
const answered = (time: number, id: string) =>
  record('model_call', time, { durationMs: 10, model: modelCall({ responseId: id }) });
const used = (time: number, callId: string, result: string | null, error?: string) =>
  record('tool_call', time, {
    durationMs: 1,
    tool: toolCall(
      { name: 'Grep', callId, arguments: '{"pattern":"x"}', result },
      error === undefined ? undefined : { errorClass: null, errorMessage: error },
    ),
    errorMessage: error ?? null,
  });

it('has the prompt, what tools gave back, what was answered and asked for', () => {
  const analysis = analyseSession('s', [], {
    lastReceived: 0,
    now: 0,
    events: [
      record('user_message', 1, { userMessage: 'Where is x?' }),
      ...[answered(20, 'r1'), said(21, 'r1', 'Let me look.')],
      ...[used(30, 'c1', 'a.ts:1'), used(31, 'c2', null, 'no such file'), used(32, 'c3', null)],
      ...[answered(50, 'r2'), said(51, 'r2', 'In a.ts.')],
    ],
  });
  const [first, second] = analysis.turns.map((turn) => toldConversation(analysis, turn));
  const call = (id: string) => ({ type: 'tool_call', id, name: 'Grep', arguments: '{"pattern":"x"}' });
  expect(first).toMatchObject({
    delta: true,
    input: [{ role: 'user', parts: [{ type: 'text', text: 'Where is x?' }] }],
    output: [
      {
        role: 'assistant',
        parts: [{ type: 'text', text: 'Let me look.' }, call('c1'), call('c2'), call('c3')],
      },
    ],
  });
  expect(second!.input).toEqual([
    {
      role: 'tool',
      parts: [{ type: 'tool_result', id: 'c1', name: 'Grep', result: 'a.ts:1' }],
      finishReason: null,
    },
    {
      role: 'tool',
      parts: [{ type: 'tool_result', id: 'c2', name: 'Grep', result: 'no such file', isError: true }],
      finishReason: null,
    },
  ]);
  expect(second!.output).toMatchObject([{ parts: [{ type: 'text', text: 'In a.ts.' }] }]);
});

it('is empty for what is no model call', () => {
  const analysis = analyseSession('s', [], { lastReceived: 0, now: 0, events: [answered(20, 'r1')] });
  const { model } = analysis.list.turns[0]!;
  expect(toldConversation(analysis, model.actor!.ref)).toMatchObject({ input: [], output: [] });
});
