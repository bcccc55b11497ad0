/** What `--fail-on` says, and what of a session goes against it. */
import type { Finding, FindingKind, FindingSeverity } from '../protocol/review';
import { FINDING_KINDS, FINDING_SEVERITIES } from '../protocol/review';
import type { SessionSummary } from '../protocol/sessions';

export type Policy =
  | { text: string; kind: FindingKind }
  | { text: string; severity: FindingSeverity }
  | { text: string; figure: FigureName; operator: '>' | '>='; bound: number };

/** Something that `--fail-on` names and that is so; `findings`: by their ids. */
export interface Violation {
  /** As on the command line. */
  policy: string;
  /** One sentence. */
  reason: string;
  findings: string[];
}

/** A text that is no policy; the message says what is wrong with it. */
export class PolicyError extends Error {}

type Figure = (session: ReviewedSession) => number | null;

export interface ReviewedSession {
  summary: SessionSummary;
  findings: Finding[];
}

/** null where unknown: what is not known breaks no bound. Durations in seconds. */
const FIGURES = {
  cost: ({ summary }) => summary.costUsd,
  tokens: ({ summary }) => summary.usage.total ?? summary.usage.input,
  duration: ({ summary }) => (summary.endTime - summary.startTime) / 1_000,
  turns: ({ summary }) => summary.turnCount,
  'tool-calls': ({ summary }) => summary.toolCalls,
  errors: ({ summary }) => summary.errors,
  loops: ({ summary }) => summary.loopCount,
  findings: ({ findings }) => findings.length,
} satisfies Record<string, Figure>;
type FigureName = keyof typeof FIGURES;
export const FIGURE_NAMES = Object.keys(FIGURES) as readonly FigureName[];

const COMPARISON = /^([a-z-]+)\s*(>=?)\s*\$?(\d+(?:\.\d+)?)\s*(ms|s|m|h|k|M)?$/;
const FACTORS: Record<string, number> = { ms: 0.001, s: 1, m: 60, h: 3_600, k: 1_000, M: 1_000_000 };
const TIME_UNITS = ['ms', 's', 'm', 'h'];

/** Policies separated by commas. Throws a `PolicyError`. */
export function parsePolicy(list: string): Policy[] {
  const texts = list.split(',').map((text) => text.trim());
  const policies = texts.filter((text) => text !== '').map(parseOne);
  // Such as a variable of CI that nobody has set: nothing would ever fail.
  if (policies.length === 0)
    throw new PolicyError('--fail-on names nothing. Say what a session must not have, or leave it out.');
  return policies;
}

function parseOne(text: string): Policy {
  const kind = FINDING_KINDS.find((each) => each === text);
  if (kind) return { text, kind };
  const severity = FINDING_SEVERITIES.find((each) => each === text);
  if (severity) return { text, severity };
  const [, name, operator, amount, unit] = COMPARISON.exec(text) ?? [];
  const figure = FIGURE_NAMES.find((each) => each === name);
  const isUnitOf = unit === undefined || TIME_UNITS.includes(unit) === (figure === 'duration');
  if (figure && amount !== undefined && isUnitOf) {
    const bound = Number(amount) * (unit === undefined ? 1 : FACTORS[unit]!);
    return { text, figure, operator: operator === '>=' ? '>=' : '>', bound };
  }
  if (FIGURE_NAMES.some((each) => each === text)) {
    throw new PolicyError(
      `--fail-on ${text} needs a bound, such as '${text}>10'. With the quotes: a shell takes > for a file to write to.`,
    );
  }
  const bounded = FIGURE_NAMES.find((each) => text.startsWith(each) && /[<>=]/.test(text));
  if (bounded) {
    const units = bounded === 'duration' ? 'ms, s, m or h' : 'k or M';
    throw new PolicyError(
      `--fail-on cannot read the bound in "${text}". It takes > or >= and a number, with ${units} behind it where that is meant: '${bounded}>10'.`,
    );
  }
  throw new PolicyError(
    `--fail-on knows no "${text}". It takes kinds of findings (${FINDING_KINDS.join(', ')}), severities (${FINDING_SEVERITIES.join(', ')}) and bounds such as cost>0.50 (${FIGURE_NAMES.join(', ')}).`,
  );
}

export function violationsOf(session: ReviewedSession, policies: readonly Policy[]): Violation[] {
  return policies.flatMap((policy) => {
    if ('figure' in policy) return exceeded(session, policy);
    const findings = session.findings.filter((finding) =>
      'kind' in policy
        ? finding.kind === policy.kind
        : FINDING_SEVERITIES.indexOf(finding.severity) <= FINDING_SEVERITIES.indexOf(policy.severity),
    );
    if (findings.length === 0) return [];
    const what = `${findings.length} ${findings.length === 1 ? 'finding' : 'findings'}`;
    const reason =
      'kind' in policy
        ? `${what} of kind ${policy.kind}`
        : `${what} of severity ${policy.severity} or higher`;
    return [{ policy: policy.text, reason, findings: findings.map(({ id }) => id) }];
  });
}

function exceeded(
  session: ReviewedSession,
  { text, figure, operator, bound }: Extract<Policy, { figure: FigureName }>,
): Violation[] {
  const value = FIGURES[figure](session);
  if (value === null || !(operator === '>' ? value > bound : value >= bound)) return [];
  const shown = Number.isInteger(value) ? `${value}` : value.toPrecision(4);
  return [{ policy: text, reason: `${figure} is ${shown}`, findings: [] }];
}
