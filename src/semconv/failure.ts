/** Whether and how a span failed. */
import type { SpanStatus, ToolStatus } from '../protocol/agentModel';
import type { Span } from '../otlp/records';
import { OTLP_STATUS } from '../otlp/records';
import { firstText } from './fields';

export interface Failure {
  status: SpanStatus;
  failed: boolean;
  errorClass: string | null;
  errorMessage: string | null;
}

export const NO_FAILURE: Readonly<Failure> = {
  status: 'unset',
  failed: false,
  errorClass: null,
  errorMessage: null,
};

/** What the GenAI conventions call an exception of a model call, as an event of the span or as a log record. */
const MODEL_EXCEPTION = 'gen_ai.client.operation.exception';

/**
 * A span failed when its status says so, when it carries `error.type`, or when it recorded an exception and nobody
 * set a status (some emitters never do). An explicit OK outweighs a recorded exception: it was handled.
 */
export function failureOf(span: Span): Failure {
  const status = statusOf(span.status.code);
  const exception = span.events.findLast(({ name }) => name === 'exception' || name === MODEL_EXCEPTION);
  const errorType = firstText(span.attributes, ['error.type']);
  const failed =
    status === 'error' || (status === 'unset' && (errorType !== null || exception !== undefined));
  if (!failed) return { status, failed, errorClass: null, errorMessage: null };
  return {
    status,
    failed,
    errorClass: errorType ?? (exception ? firstText(exception.attributes, ['exception.type']) : null),
    errorMessage:
      firstNonEmpty(span.status.message) ??
      firstText(span.attributes, ['error.message']) ??
      (exception ? firstText(exception.attributes, ['exception.message']) : null),
  };
}

function statusOf(code: number): SpanStatus {
  if (code === OTLP_STATUS.error) return 'error';
  return code === OTLP_STATUS.ok ? 'ok' : 'unset';
}

function firstNonEmpty(text: string): string | null {
  return text === '' ? null : text;
}

/** Signs of each outcome: in the emitter's class of the error (a code, an exception type), and in its message. */
const OUTCOMES: readonly { status: ToolStatus; ofClass: RegExp; ofMessage: RegExp }[] = [
  {
    status: 'timeout',
    ofClass: /time_?d?_?out|deadline|^(?:408|504)$/i,
    ofMessage:
      /\btimed[ -]out\b|\btime-?out (?:of|after|exceeded|expired|reached)\b|\bdue to (?:a )?time-?out\b|\bdeadline exceeded\b/i,
  },
  {
    status: 'rate_limited',
    ofClass: /rate_?limit|too_?many_?requests|resource_?exhausted|quota|^429$/i,
    ofMessage:
      /\brate[ -]limit|\btoo many requests\b|\bquota exceeded\b|(?:^|\b(?:http|status|code|error)\W{0,3}(?:code\W{0,3})?)429\b/i,
  },
  {
    status: 'invalid_args',
    ofClass: /invalid_?(?:tool_?)?(?:arg|input|param)|validation|zod|schema|^-32602$|^(?:400|422)$/i,
    ofMessage: /\binvalid (?:tool )?(?:argument|input|parameter)s?\b|\bvalidation (?:error|failed)\b/i,
  },
  {
    status: 'denied',
    ofClass: /denied|permission|forbidden|unauthori[sz]ed|rejected|^(?:EACCES|EPERM|401|403)$/i,
    ofMessage:
      /\bpermission denied\b|\baccess denied\b|\bforbidden\b|\bunauthori[sz]ed\b|\brejected by (?:the )?user\b|\buser (?:denied|rejected|declined)\b/i,
  },
  {
    status: 'cancelled',
    ofClass: /cancel|abort|interrupt/i,
    ofMessage: /\bcancell?ed\b|\bwas aborted\b|\binterrupted by\b/i,
  },
];

/**
 * The outcome of a failed tool call. The class is the emitter's own statement, so it outweighs the message; but an
 * abort is only the means, and the message may name the reason.
 */
export function toolOutcome(errorClass: string | null, errorMessage: string | null): ToolStatus {
  const byClass = OUTCOMES.find(({ ofClass }) => ofClass.test(errorClass ?? ''))?.status;
  if (byClass !== undefined && byClass !== 'cancelled') return byClass;
  return OUTCOMES.find(({ ofMessage }) => ofMessage.test(errorMessage ?? ''))?.status ?? byClass ?? 'error';
}
