/** What a failed model call's error says of the reason. */
import type { ModelErrorClass } from '../protocol/turns';

/**
 * Signs in the emitter's class of the error (a code, an exception type) and in its message. The first that fits
 * counts, the class before the message: providers answer with one status for several reasons, so the exact ones first.
 */
const SIGNS: readonly { errorClass: ModelErrorClass; ofClass: RegExp; ofMessage: RegExp }[] = [
  {
    errorClass: 'context_length',
    ofClass: /context_?(?:length|window)|request_?too_?large|^413$/i,
    ofMessage:
      /context[_ ](?:length|window)|maximum context|prompt is too long|input is too long|too many (?:input )?tokens|exceeds? (?:the )?(?:model'?s )?(?:maximum|max) (?:number of )?(?:input )?tokens|request too large/i,
  },
  {
    errorClass: 'content_filter',
    ofClass: /content_?(?:filter|policy)|responsible_?ai|safety/i,
    ofMessage: /content (?:filter|policy|management policy)|blocked (?:by|for|due to) safety|flagged/i,
  },
  {
    errorClass: 'rate_limited',
    ofClass: /rate_?limit|too_?many_?requests|resource_?exhausted|quota|throttl|^429$/i,
    ofMessage: /\brate[ -]?limit|too many requests|quota exceeded|insufficient_quota|throttl|\b429\b/i,
  },
  {
    errorClass: 'overloaded',
    ofClass: /overload|service_?unavailable|no_?capacity|^(?:503|529)$/i,
    ofMessage: /\boverloaded\b|service unavailable|temporarily unavailable|at capacity|\b(?:503|529)\b/i,
  },
  {
    errorClass: 'timeout',
    ofClass: /time_?d?_?out|deadline|^(?:408|504)$/i,
    ofMessage: /\btimed[ -]?out\b|\btime-?out\b|deadline exceeded|\b(?:408|504)\b/i,
  },
  {
    errorClass: 'auth',
    ofClass: /auth|permission|forbidden|api_?key|access_?denied|^(?:401|403)$/i,
    ofMessage:
      /unauthori[sz]ed|invalid (?:x-)?api[- ]?key|incorrect api key|authentication|permission denied|forbidden|\b(?:401|403)\b/i,
  },
  {
    errorClass: 'network',
    ofClass: /connect|network|socket|dns|^E(?:CONN|NOTFOUND|AI_AGAIN|PIPE|HOSTUNREACH|NETUNREACH)|fetch/i,
    ofMessage:
      /\bE(?:CONNREFUSED|CONNRESET|NOTFOUND|AI_AGAIN|PIPE|HOSTUNREACH|NETUNREACH)\b|connection (?:refused|reset|error|closed)|network error|fetch failed|socket hang up/i,
  },
  {
    errorClass: 'invalid_request',
    ofClass:
      /invalid_?request|bad_?request|not_?found|unprocessable|validation|invalid_?argument|^(?:400|404|422)$/i,
    ofMessage: /invalid request|bad request|does not exist|model not found|\b(?:400|404|422)\b/i,
  },
  {
    errorClass: 'server',
    ofClass: /internal_?server|server_?error|api_?error|^5\d\d$/i,
    ofMessage: /internal server error|server error|bad gateway|\b5\d\d\b/i,
  },
];

export function modelErrorClass(errorClass: string | null, errorMessage: string | null): ModelErrorClass {
  const ofClass = SIGNS.find((signs) => signs.ofClass.test(errorClass ?? ''))?.errorClass;
  const ofMessage = SIGNS.find((signs) => signs.ofMessage.test(errorMessage ?? ''))?.errorClass;
  // A bad request may be one for a reason of its own, and a client's class for all of an API's errors says little.
  const isVague = ofClass === undefined || ofClass === 'invalid_request' || ofClass === 'server';
  return (isVague ? (ofMessage ?? ofClass) : ofClass) ?? 'other';
}
