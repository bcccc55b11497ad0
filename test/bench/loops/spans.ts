/** A run as the spans that an instrumented agent sends of it. */
import type { AgentSpan } from '../../../src/protocol/agentModel';
import { UNKNOWN_USAGE } from '../../../src/protocol/agentModel';
import { spanKey } from '../../../src/analysis/spanNode';
import { agentSpan } from '../../unit/support/spans';
import type { Act, Answer, Run } from './run';

const MODEL_MS = 500;
const TOOL_MS = 100;

export interface Recorded {
  spans: AgentSpan[];
  /** Whose span it is, by `spanKey`; of agents' runs nobody's. */
  actOfSpan: ReadonlyMap<string, Act>;
  /** 1-based index of the turn that an act is. */
  turnOfAct: ReadonlyMap<Act, number>;
}

export function record(run: Run): Recorded {
  const recorder = new Recorder();
  recorder.session(run.acts);
  return recorder;
}

class Recorder implements Recorded {
  readonly spans: AgentSpan[] = [];
  readonly actOfSpan = new Map<string, Act>();
  readonly turnOfAct = new Map<Act, number>();
  private clock = 0;
  private context = 1_000;
  private request = '';

  session(acts: readonly Act[]): void {
    const root = this.open('session', null, null);
    let stretch: AgentSpan | undefined;
    for (const act of acts) {
      if (act.type === 'user') this.request = act.text;
      else {
        if (stretch?.agent !== act.agent) {
          this.close(stretch);
          stretch = this.open(act.agent, root.spanId, act.agent);
        }
        this.act(act, stretch.spanId);
      }
    }
    this.close(stretch);
    this.close(root);
  }

  private act(act: Exclude<Act, { type: 'user' }>, parent: string): void {
    const id = `s${this.spans.length}`;
    this.turnOfAct.set(act, this.turnOfAct.size + 1);
    const answered = act.type === 'answer';
    this.context += 50;
    this.add(
      act,
      agentSpan({
        id,
        parent,
        at: this.clock,
        durationMs: MODEL_MS,
        userMessage: this.request,
        ...(answered ? {} : { status: 'error', errorClass: act.errorClass, errorMessage: act.message }),
        model: {
          usage: answered
            ? { ...UNKNOWN_USAGE, input: this.context, output: 20, total: this.context + 20 }
            : UNKNOWN_USAGE,
          finishReason: answered ? (act.calls.length > 0 ? 'tool' : 'stop') : 'error',
          answerText: answered && act.calls.length === 0 ? act.text.slice(0, 1_000) : null,
          requestedCalls: answered
            ? act.calls.map(({ tool, args }, k) => ({ id: `${id}-call-${k}`, name: tool, arguments: args }))
            : [],
        },
      }),
    );
    this.clock += MODEL_MS + 1;
    if (answered) for (const k of act.calls.keys()) this.call(act, k, id, parent);
  }

  private call(act: Answer, k: number, asked: string, parent: string): void {
    const { tool, args, result, status, errorClass, inside } = act.calls[k]!;
    const span = agentSpan({
      id: `s${this.spans.length}`,
      parent,
      at: this.clock,
      durationMs: TOOL_MS,
      ...(status === 'ok' ? {} : { status: 'error', errorClass, errorMessage: result }),
      tool: { name: tool, callId: `${asked}-call-${k}`, arguments: args, result, status, errorClass },
    });
    this.add(act, span);
    if (inside.length > 0) this.subAgent(inside, span);
    this.clock += TOOL_MS + 1;
    span.durationMs = this.clock - 1 - (span.startTime - this.epoch);
  }

  private subAgent(acts: readonly Act[], tool: AgentSpan): void {
    const outer = this.request;
    const helper = this.open('helper', tool.spanId, 'helper');
    for (const act of acts) {
      if (act.type === 'user') this.request = act.text;
      else this.act(act, helper.spanId);
    }
    this.close(helper);
    this.request = outer;
  }

  private get epoch(): number {
    return agentSpan({ id: '' }).startTime;
  }

  private open(name: string, parent: string | null, agent: string | null): AgentSpan {
    const span = agentSpan({ id: `s${this.spans.length}`, at: this.clock, kind: 'agent', name, agent });
    span.parentSpanId = parent;
    this.spans.push(span);
    this.clock += 1;
    return span;
  }

  private close(span: AgentSpan | undefined): void {
    if (span) span.durationMs = this.clock - (span.startTime - this.epoch);
    this.clock += 1;
  }

  private add(act: Act, span: AgentSpan): void {
    this.spans.push(span);
    this.actOfSpan.set(spanKey(span), act);
  }
}
