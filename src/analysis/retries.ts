/** The same request again after a failure, by a program, a framework, a client, or a model that tries once more. */
import { canonicalArguments } from './canonicalArguments';
import { isDerived } from './derivedCalls';
import type { SpanNode } from './spanNode';
import { spanKey } from './spanNode';
import type { TurnNodes } from './turnNodes';

/** Clocks that tick in milliseconds let a call seem to begin before the end of the one before. */
const CLOCK_TICK_MS = 1;

/**
 * Sets `attempt` and `retryOf` of turns (in canonical order) and of their tool calls. Only what directly follows its
 * failure in the same run is a retry: later the same call may be asked for anew, since something was done about it.
 */
export function markRetries(turns: readonly TurnNodes[]): void {
  const lastOfRun = new Map<string, TurnNodes>();
  for (const turn of turns) {
    const run = runOf(turn.model);
    const before = lastOfRun.get(run);
    lastOfRun.set(run, turn);
    if (before && isRetry(before, turn)) {
      turn.turn.attempt += before.turn.attempt;
      turn.turn.retryOf = before.turn.index;
    }
    markToolRetries(turn, before);
  }
}

/** One run of one agent; outside of any, one trace. */
function runOf({ actor, agent, ref }: SpanNode): string {
  return JSON.stringify([actor ? spanKey(actor.ref) : ref.traceId, agent]);
}

function isRetry(failed: TurnNodes, next: TurnNodes): boolean {
  if (failed.turn.error === null || failed.tools.length > 0 || !endsBefore(failed.model, next.model))
    return false;
  const one = failed.model.span!;
  const other = next.model.span!;
  const sameModel = one.model!.requestModel === other.model!.requestModel;
  const sameRequest =
    one.userMessage === null || other.userMessage === null || one.userMessage === other.userMessage;
  return sameModel && sameRequest;
}

function markToolRetries({ turn, tools }: TurnNodes, before: TurnNodes | undefined): void {
  const failed = [...(before ? pairs(before) : []), ...pairs({ turn, tools })].filter(
    ({ call, node }) => call.status !== 'ok' && call.arguments !== null && !isDerived(node),
  );
  for (const { call, node } of pairs({ turn, tools })) {
    if (failed.length === 0 || call.arguments === null || isDerived(node)) continue;
    const at = failed.findLastIndex(
      (other) =>
        other.node !== node &&
        other.call.name === call.name &&
        endsBefore(other.node, node) &&
        canonicalArguments(other.call.arguments!) === canonicalArguments(call.arguments!),
    );
    if (at < 0) continue;
    // Each failure is tried again once: what follows is a retry of the retry.
    const [first] = failed.splice(at, 1);
    call.attempt = first!.call.attempt + 1;
    call.retryOf = first!.node.ref;
  }
}

function pairs({ turn, tools }: Pick<TurnNodes, 'turn' | 'tools'>) {
  return turn.toolCalls.map((call, i) => ({ call, node: tools[i]! }));
}

function endsBefore({ span: first }: SpanNode, { span: next }: SpanNode): boolean {
  return (
    first!.startTime < next!.startTime &&
    first!.startTime + first!.durationMs <= next!.startTime + CLOCK_TICK_MS
  );
}
