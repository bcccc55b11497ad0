/** Failures that nobody sees, because trying again helped. */
import { formatDuration, formatUsd } from '../../protocol/format';
import type { FindingEvidence } from '../../protocol/review';
import type { DurationMs, EpochMs, Usd } from '../../protocol/units';
import { spanKey } from '../spanTree';
import { recoveredCalls, recoveredTurns, toolCallsOf, type ReviewRule } from './facts';
import { callEvidence, counted, figure, finding, knownFigure, turnEvidence } from './finding';

/** A service that fails this often in a session will fail for good one day. */
const OFTEN = 5;

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
        why: turn.errorClass ?? 'other',
        time: turn.startTime,
        lostMs: turn.durationMs,
        costUsd: turn.costUsd,
        evidence: turnEvidence(turn),
      })),
    ...places
      .filter(({ call }) => calls.has(spanKey(call)))
      .map((place) => ({
        what: place.call.name,
        why: place.call.status,
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
  const reasons = [...new Set(hidden.map(({ why }) => WORDS[why] ?? 'an error'))];
  return [
    finding({
      kind: 'hidden-retry',
      severity: hidden.length >= OFTEN ? 'warning' : 'info',
      key: '',
      subject: names.length === 1 ? names[0]! : null,
      sentence: `${counted(hidden.length, 'failed call')} of ${listed(names)} worked when tried again, so nothing shows it in the result (${listed(reasons)}). It took ${formatDuration(lostMs)}${costUsd === null || costUsd === 0 ? '' : ` and ${formatUsd(costUsd)}`}.`,
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

const WORDS: Record<string, string> = {
  rate_limited: 'a rate limit',
  timeout: 'a timeout',
  invalid_args: 'invalid arguments',
  overloaded: 'an overloaded provider',
  network: 'the network',
  server: 'a failure of the provider',
  context_length: 'a context that was too long',
  auth: 'a refused key',
  content_filter: 'a content filter',
  invalid_request: 'an invalid request',
};

const SHOWN = 3;

function listed(names: readonly string[]): string {
  const rest = names.length - SHOWN;
  return names.slice(0, SHOWN).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}
