/** Findings put together, and the words that they share. */
import type { Finding, FindingEvidence, FindingFigure } from '../../protocol/review';
import { MAX_EVIDENCE } from '../../protocol/review';
import type { Turn } from '../../protocol/turns';
import { errorLine } from '../errorLine';
import type { ToolCallPlace } from './facts';

type FindingFacts = Pick<Finding, 'kind' | 'severity' | 'sentence' | 'advice'> &
  Partial<Pick<Finding, 'agent' | 'subject' | 'loopId'>> & {
    /** Tells findings of one kind apart; the subject, else the agent, when absent. */
    key?: string;
    figures: FindingFigure[];
    /** All of it, in order of time. */
    evidence: readonly FindingEvidence[];
  };

export function finding({ key, agent = null, subject = null, evidence, ...facts }: FindingFacts): Finding {
  return {
    id: [facts.kind, key ?? subject ?? agent].filter((part) => part !== null).join(':'),
    agent,
    subject,
    ...facts,
    evidence: evidence.slice(0, MAX_EVIDENCE),
    evidenceCount: evidence.length,
  };
}

export function figure(name: string, value: number, unit: FindingFigure['unit'] = 'count'): FindingFigure {
  return { name, value, unit };
}

/** Left out where it is unknown. */
export function knownFigure(
  name: string,
  value: number | null,
  unit: FindingFigure['unit'],
): FindingFigure[] {
  return value === null ? [] : [figure(name, value, unit)];
}

export function turnEvidence(turn: Turn, label = `turn ${turn.index}`): FindingEvidence {
  return { traceId: turn.traceId, spanId: turn.spanId, turn: turn.index, label };
}

export function callEvidence({ call, turn }: ToolCallPlace): FindingEvidence {
  const { traceId, spanId, name } = call;
  const place = turn === null ? name : `turn ${turn.index}`;
  return { traceId, spanId, turn: turn?.index ?? null, label: place };
}

/** `1 call`, `2 calls`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** `42 %`. */
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** `turn 4`, `turns 4, 9 and 12`, `turns 4, 9, 12 and 5 more`. */
export function turnList(indexes: readonly number[]): string {
  const distinct = [...new Set(indexes)];
  if (distinct.length === 1) return `turn ${distinct[0]}`;
  const shown = distinct.slice(0, 4);
  const rest = distinct.length - shown.length;
  const last = rest > 0 ? `${rest} more` : `${shown.pop()}`;
  return `turns ${shown.join(', ')} and ${last}`;
}

/** The agent as the subject of a sentence. */
export function nameOf(agent: string | null): string {
  return agent ?? 'The agent';
}

const SHOWN_CHARS = 140;

/** The line of somebody else's error that tells most, in quotation marks. */
export function quoted(text: string): string {
  return `“${errorLine(text, SHOWN_CHARS)}”`;
}
