/** What happened in a run of agents, as any tool that watches it would see it, and which of it is a loop. */
import type { ToolStatus } from '../../../src/protocol/agentModel';
import type { LoopKind } from '../../../src/protocol/loops';

export interface Call {
  tool: string;
  /** JSON text, as the model wrote it. */
  args: string;
  result: string;
  status: ToolStatus;
  errorClass: string | null;
  /** What a sub-agent did inside of the call. */
  inside: Act[];
}

export interface UserMessage {
  type: 'user';
  text: string;
}

/** One answer of a model: with tool calls, or a message only. */
export interface Answer {
  type: 'answer';
  agent: string;
  /** Before the tool calls, if any; may be empty then. */
  text: string;
  calls: Call[];
}

export interface FailedRequest {
  type: 'failed-request';
  agent: string;
  errorClass: string;
  message: string;
}

export type Act = UserMessage | Answer | FailedRequest;

/** A true loop: what repeats, in order. */
export interface Label {
  kind: LoopKind;
  acts: Act[];
  /** Acts per iteration. */
  period: number;
  /** Of complete ones. */
  complete: number;
}

export interface Run {
  name: string;
  acts: Act[];
  labels: Label[];
}

export function call(
  tool: string,
  args: Record<string, unknown> | string,
  result: string,
  failure?: { status?: ToolStatus; errorClass: string | null },
): Call {
  return {
    tool,
    args: typeof args === 'string' ? args : JSON.stringify(args),
    result,
    status: failure ? (failure.status ?? 'error') : 'ok',
    errorClass: failure?.errorClass ?? null,
    inside: [],
  };
}

export function answer(agent: string, text: string, ...calls: Call[]): Answer {
  return { type: 'answer', agent, text, calls };
}

/** Every act, those of sub-agents inside of calls included, in the order in which they began. */
export function allActs(acts: readonly Act[]): Act[] {
  return acts.flatMap((act) =>
    act.type === 'answer' ? [act, ...act.calls.flatMap(({ inside }) => allActs(inside))] : [act],
  );
}
