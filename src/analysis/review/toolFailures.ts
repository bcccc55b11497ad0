/** Tools that failed, by how they did. */
import { formatDuration } from '../../protocol/format';
import type { ToolStatus } from '../../protocol/agentModel';
import type { Finding, FindingSeverity } from '../../protocol/review';
import { spanKey } from '../spanNode';
import { argumentDrift } from './argumentDrift';
import { recoveredCalls, toolCallsOf, type ReviewRule, type ToolCallPlace } from './facts';
import { callEvidence, counted, figure, finding, percent, quoted } from './finding';

/**
 * One failed call happens; two of at least a fifth of the calls is a pattern, three of at least half a broken tool. A
 * tool that runs whatever it is given, such as a shell, fails for another reason each time, which says nothing of it.
 */
const PATTERN = { failures: 2, rate: 0.2 };
const BROKEN = { failures: 3, rate: 0.5 };

interface Failing {
  tool: string;
  /** All calls of the tool that have ended, in order. */
  calls: readonly ToolCallPlace[];
  /** Those that failed in the way that the rule is about. */
  failed: readonly ToolCallPlace[];
  /** All of those worked when they were tried again. */
  recovered: boolean;
  /** A call of the tool that began after the last failure was successful. */
  workedLater: boolean;
}

export const toolFailureFindings: ReviewRule = ({ analysis }) => {
  const places = toolCallsOf(analysis.list);
  const recovered = recoveredCalls(places);
  const byTool = new Map<string, ToolCallPlace[]>();
  for (const place of places) {
    const calls = byTool.get(place.call.name);
    if (calls) calls.push(place);
    else byTool.set(place.call.name, [place]);
  }
  return [...byTool].flatMap(([tool, calls]) => {
    const failing = (status: ToolStatus): Failing | null => {
      const failed = calls.filter(({ call }) => call.status === status);
      const last = failed.at(-1);
      if (!last) return null;
      return {
        ...{ tool, calls, failed },
        recovered: failed.every(({ call }) => recovered.has(spanKey(call))),
        workedLater: calls.slice(calls.indexOf(last) + 1).some(({ call }) => call.status === 'ok'),
      };
    };
    return [
      errorFinding(failing('error')),
      argumentsFinding(failing('invalid_args')),
      timeoutFinding(failing('timeout')),
      rateLimitFinding(failing('rate_limited')),
    ].filter((each) => each !== null);
  });
};

/** An error that a retry overcame is told by the retry. */
function errorFinding(failing: Failing | null): Finding | null {
  if (!failing || failing.recovered) return null;
  return toolFinding('tool-error', failing, {
    sentence: `${failing.tool} failed in ${share(failing)}${why(failing)}.`,
    advice:
      'Open the failed calls: let the tool say in its error what the model should do instead, or fix the tool.',
  });
}

function argumentsFinding(failing: Failing | null): Finding | null {
  if (!failing) return null;
  const drift = argumentDrift(failing.calls);
  return toolFinding('invalid-arguments', failing, {
    sentence: `${failing.tool} refused the arguments of ${share(failing)}${why(failing)}.${drift === null ? '' : ` ${drift}`}`,
    advice:
      'Compare the tool’s schema, as the model was told it, with what the tool accepts: keep them in step, and describe required fields and formats.',
  });
}

function timeoutFinding(failing: Failing | null): Finding | null {
  if (!failing) return null;
  const ms = Math.max(...failing.failed.map(({ call }) => call.durationMs));
  return toolFinding('timeout', failing, {
    sentence: `${failing.tool} timed out in ${share(failing)}${ms > 0 ? `, after ${failing.failed.length > 1 ? 'up to ' : ''}${formatDuration(ms)}` : ''}.`,
    advice: 'Make the tool answer sooner with a part of the result, or give it more time than it takes.',
    figures: [figure('longestMs', ms, 'ms')],
  });
}

function rateLimitFinding(failing: Failing | null): Finding | null {
  if (!failing) return null;
  return toolFinding('rate-limit', failing, {
    sentence: `${failing.tool} was refused by a rate limit in ${share(failing)}${why(failing)}.`,
    advice:
      'Make fewer calls at once, wait as long as the service asks before trying again, or ask for a higher limit.',
  });
}

function toolFinding(
  kind: Finding['kind'],
  failing: Failing,
  text: Pick<Finding, 'sentence' | 'advice'> & Partial<Pick<Finding, 'figures'>>,
): Finding {
  const { tool, calls, failed, recovered, workedLater } = failing;
  const after = recovered
    ? ' It worked when it was tried again.'
    : workedLater
      ? ''
      : calls.length > failed.length
        ? ' No later call of it was successful.'
        : failed.length > 1
          ? ' It never worked.'
          : '';
  return finding({
    kind,
    severity: severityOf(failing),
    agent: failed[0]!.node.agent,
    subject: tool,
    sentence: text.sentence + after,
    advice: text.advice,
    figures: [
      figure('failures', failed.length),
      figure('calls', calls.length),
      figure('failureRate', failed.length / calls.length, 'share'),
      ...(text.figures ?? []),
    ],
    evidence: failed.map(callEvidence),
  });
}

function severityOf(failing: Failing): FindingSeverity {
  const { calls, failed, recovered, workedLater } = failing;
  const rate = failed.length / calls.length;
  if (recovered) return 'info';
  if (!workedLater && failed.length >= BROKEN.failures && rate >= BROKEN.rate) return 'critical';
  const isUnlike = commonError(failing)?.count === 1 && rate < BROKEN.rate;
  if (failed.length >= PATTERN.failures && rate >= PATTERN.rate && !isUnlike) return 'warning';
  return 'info';
}

function share({ calls, failed }: Failing): string {
  if (calls.length === 1) return 'its only call';
  const all = counted(calls.length, 'call');
  if (failed.length === calls.length) return calls.length === 2 ? 'both calls' : `all ${all}`;
  return `${failed.length} of ${all} (${percent(failed.length / calls.length)})`;
}

/** What most of the failures say, and how many that are; null where they say nothing. */
function commonError({ failed }: Failing): { said: string; count: number } | null {
  const counts = new Map<string, number>();
  for (const { node, call } of failed) {
    const text = node.span!.errorMessage ?? node.span!.tool!.result ?? call.errorClass;
    if (text !== null && text.trim() !== '') counts.set(quoted(text), (counts.get(quoted(text)) ?? 0) + 1);
  }
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  return most ? { said: most[0], count: most[1] } : null;
}

/** `: “no such file”`; `, most often: “no such file”` where others say something else. */
function why(failing: Failing): string {
  const common = commonError(failing);
  if (common === null) return '';
  if (common.count === failing.failed.length) return `: ${common.said}`;
  return common.count > 1
    ? `, most often: ${common.said}`
    : `, each for another reason, such as ${common.said}`;
}
