/** Conversations of one agent, told turn by turn, for tests of loops. */
import type { AgentSpan, ModelCallFacts, ToolCallFacts } from '../../../src/protocol/agentModel';
import type { Loop } from '../../../src/protocol/loops';
import { UNKNOWN_USAGE } from '../../../src/protocol/agentModel';
import { analyseSession } from '../../../src/analysis/session';
import { agentSpan, asked } from './spans';

export interface TurnSpec {
  tools?: Partial<ToolCallFacts>[];
  model?: Partial<ModelCallFacts>;
  failure?: string;
  parent?: string;
}

/** Model calls and their tool calls, 100 ms a turn. */
export function conversation(turns: readonly TurnSpec[]): AgentSpan[] {
  return turns.flatMap(({ tools = [], model, failure, parent }, i) => {
    const below = parent === undefined ? {} : { parent };
    const ids = tools.map((_, k) => `call-${i}-${k}`);
    const usage = { ...UNKNOWN_USAGE, input: 1_000 + i * 100, output: 10, total: 1_010 + i * 100 };
    return [
      agentSpan({
        id: `m${i + 1}`,
        at: i * 100,
        durationMs: 50,
        userMessage: 'Find it.',
        ...below,
        ...(failure === undefined ? {} : { status: 'error' as const, errorClass: failure }),
        model: { usage, requestedCalls: asked(...ids), ...model },
      }),
      ...tools.map((tool, k) =>
        agentSpan({
          id: `t${i + 1}${'abc'[k] ?? ''}`,
          at: i * 100 + 60 + k,
          durationMs: 20,
          ...below,
          tool: { callId: ids[k]!, ...tool },
        }),
      ),
    ];
  });
}

export function loopsOf(turns: readonly TurnSpec[], more: readonly AgentSpan[] = []): Loop[] {
  return analyseSession('s', [...more, ...conversation(turns)], { lastReceived: 0, now: 1e9 }).loops;
}

export const times = <T>(count: number, of: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => of(i));

/** A turn with one tool call. */
export function calls(
  name: string,
  args: Record<string, unknown>,
  result: string,
  facts: Partial<ToolCallFacts> = {},
): TurnSpec {
  return { tools: [{ name, arguments: JSON.stringify(args), result, ...facts }] };
}

/** A turn that answers without a tool call. */
export const says = (answerText: string): TurnSpec => ({ model: { finishReason: 'stop', answerText } });
