/** Loops, as the loop detector found them. */
import type { Loop, LoopKind } from '../../protocol/loops';
import type { SessionAnalysis } from '../sessionAnalysis';
import { figure, finding, knownFigure } from './finding';
import type { ReviewRule } from './facts';

const ADVICE: Record<LoopKind, string> = {
  repeat:
    'Let the tool say in its result that nothing has changed since the last call, or stop the agent after the second identical call.',
  cycle:
    'Look at what the first iteration leaves undone: give the model a way to see that nothing has changed, or limit its steps.',
  'error-retry':
    'Let the tool’s error say what to do differently, and stop trying after a second failure of the same kind.',
  'near-repeat':
    'The arguments make no difference to the result: say so in the tool’s description or in its result.',
  monologue: 'End the run when an answer asks for no tool, or tell the model what is still expected of it.',
  'ping-pong': 'Tell both agents when a task is theirs to finish, and limit how often they may hand over.',
  'model-retry':
    'Retry with growing pauses and a limit, and change the request when the provider says that it is wrong.',
};

export const loopFindings: ReviewRule = ({ analysis }) =>
  analysis.loops.map((loop) =>
    finding({
      kind: 'loop',
      key: loop.id,
      severity: loop.severity,
      agent: loop.agent,
      subject: loop.toolNames[0] ?? null,
      sentence: loop.reason,
      advice: ADVICE[loop.kind],
      loopId: loop.id,
      figures: [
        figure('iterations', loop.iterations),
        figure('period', loop.period),
        ...knownFigure('wastedTokens', loop.wasted.tokens, 'tokens'),
        ...knownFigure('wastedCostUsd', loop.wasted.costUsd, 'usd'),
        figure('wastedMs', loop.wasted.durationMs, 'ms'),
      ],
      evidence: iterationsOf(loop, analysis.turnOf),
    }),
  );

function iterationsOf(loop: Loop, turnOf: SessionAnalysis['turnOf']) {
  return loop.steps.flatMap((step, i) => {
    const first = step[0];
    if (first === undefined) return [];
    const turn = turnOf(first) ?? null;
    return [{ traceId: first.traceId, spanId: first.spanId, turn, label: `iteration ${i + 1}` }];
  });
}
