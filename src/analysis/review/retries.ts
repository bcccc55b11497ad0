/** Failures that nobody sees, because trying again helped. */
import { formatDuration, formatUsd } from '../../protocol/format';
import type { ToolStatus } from '../../protocol/agentModel';
import type { FindingEvidence } from '../../protocol/review';
import type { DurationMs, EpochMs, Usd } from '../../protocol/units';
import { MODEL_ERROR_CAUSES } from '../modelErrorCauses';
import { spanKey } from '../spanNode';
import { recoveredCalls, recoveredTurns, toolCallsOf, type ReviewRule } from './facts';
import { callEvidence, counted, figure, finding, knownFigure, turnEvidence } from './finding';

/** A service that fails this often in a session will fail for good one day. */
const OFTEN = 5;

const TOOL_CAUSES: Partial<Record<ToolStatus, string>> = {
  rate_limited: MODEL_ERROR_CAUSES.rate_limited,
  timeout: MODEL_ERROR_CAUSES.timeout,
  invalid_args: 'invalid arguments',
};

interface Hidden {
  what: string;
  why: string;
  time: EpochMs;
  lostMs: DurationMs;
  costUsd: Usd | null;
  evidence: FindingEvidence;
}

export const hiddenRetryFindings: ReviewRule = ({ analysis }) => {
  const places = toolCallsOf(analysis.list);
  const calls = recoveredCalls(places);
  const turns = recoveredTurns(analysis.turns);
  const hidden: Hidden[] = [
    ...analysis.turns
      .filter(({ index }) => turns.has(index))
      .map((turn) => ({
        what: turn.model ?? 'the model',
        why: MODEL_ERROR_CAUSES[turn.errorClass ?? 'other'],
        time: turn.startTime,
        lostMs: turn.durationMs,
        costUsd: turn.costUsd,
        evidence: turnEvidence(turn),
      })),
    ...places
      .filter(({ call }) => calls.has(spanKey(call)))
      .map((place) => ({
        what: place.call.name,
        why: TOOL_CAUSES[place.call.status] ?? MODEL_ERROR_CAUSES.other,
        time: place.node.span!.startTime,
        lostMs: place.call.durationMs,
        costUsd: null,
        evidence: callEvidence(place),
      })),
  ].sort((a, b) => a.time - b.time);
  if (hidden.length === 0) return [];
  const names = [...new Set(hidden.map(({ what }) => what))];
  const lostMs = hidden.reduce((sum, each) => sum + each.lostMs, 0);
  const costs = hidden.flatMap(({ costUsd }) => costUsd ?? []);
  const costUsd = costs.length === 0 ? null : costs.reduce((sum, cost) => sum + cost, 0);
  const reasons = [...new Set(hidden.map(({ why }) => why))];
  return [
    finding({
      kind: 'hidden-retry',
      severity: hidden.length >= OFTEN ? 'warning' : 'info',
      key: '',
      subject: names.length === 1 ? names[0]! : null,
      sentence: `${counted(hidden.length, 'call')} of ${listed(names)} failed because of ${listed(reasons)} and worked when tried again, so the result shows nothing of it. The failed ${hidden.length === 1 ? 'attempt' : 'attempts'} took ${formatDuration(lostMs)}${costUsd === null || costUsd === 0 ? '' : ` and ${formatUsd(costUsd)}`}.`,
      advice:
        'Look at the failed attempts: what a retry hides today is an outage when it happens more often.',
      figures: [
        figure('failures', hidden.length),
        figure('lostMs', lostMs, 'ms'),
        ...knownFigure('lostUsd', costUsd, 'usd'),
      ],
      evidence: hidden.map(({ evidence }) => evidence),
    }),
  ];
};

const SHOWN = 3;

function listed(names: readonly string[]): string {
  const rest = names.length - SHOWN;
  const shown = rest > 0 ? [...names.slice(0, SHOWN), `${rest} more`] : names;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)!}`;
}
