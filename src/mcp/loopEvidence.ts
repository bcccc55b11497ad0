/** A loop as a question to a coding agent, with the evidence that it needs. Pure. */
import type { Loop } from '../protocol/loops';
import type { Turn } from '../protocol/turns';
import { asUntrusted } from './tools';

/** Iterations whose calls are quoted: the first ones show what repeats, the last whether it still does. */
const FIRST_ITERATIONS = 2;

/** @param turns of the session */
export function loopQuestion(sessionId: string, loop: Loop, turns: readonly Turn[]): string {
  const { kind, agent, iterations, period, toolNames, firstTurn, lastTurn, wasted, reason, steps } = loop;
  const quoted = [
    ...steps.slice(0, FIRST_ITERATIONS),
    ...steps.slice(Math.max(FIRST_ITERATIONS, steps.length - 1)),
  ];
  const calls = quoted.map((iteration) => {
    const ids = new Set(iteration.map(({ spanId }) => spanId));
    return turns
      .flatMap((turn) => turn.toolCalls.map((call) => ({ turn: turn.index, ...call })))
      .filter(({ spanId }) => ids.has(spanId))
      .map(({ turn, name, arguments: given, status, errorClass, traceId, spanId }) => ({
        turn,
        name,
        arguments: given,
        status,
        errorClass,
        traceId,
        spanId,
      }));
  });
  const evidence = {
    sessionId,
    reason,
    kind,
    agent,
    iterations,
    period,
    toolNames,
    firstTurn,
    lastTurn,
    wasted,
    iterationsQuoted: calls,
  };
  return [
    'My agent repeated work without progress. Why, and what should I change in its prompt, its tools or its code?',
    'Find the tool’s code in this workspace first. The Turnline tools (turnline_get_span, turnline_explain_session) give arguments and results in full.',
    '',
    asUntrusted(evidence),
  ].join('\n');
}
