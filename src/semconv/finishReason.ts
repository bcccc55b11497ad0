/** Why a model's answer ended, in one set of words. */
import type { FinishReason, RequestedCall } from '../protocol/agentModel';
import { ownValue } from '../protocol/ownValue';
import type { Message } from './messages';

/** Every provider's word for why an answer ended, in lower case without separators. */
const FINISH_REASONS: Readonly<Record<string, FinishReason>> = {
  stop: 'stop',
  endturn: 'stop',
  stopsequence: 'stop',
  complete: 'stop',
  completed: 'stop',
  eos: 'stop',
  eostoken: 'stop',
  length: 'length',
  maxtokens: 'length',
  maxoutputtokens: 'length',
  maxcompletiontokens: 'length',
  incomplete: 'length',
  modelcontextwindowexceeded: 'length',
  toolcalls: 'tool',
  toolcall: 'tool',
  tooluse: 'tool',
  functioncall: 'tool',
  contentfilter: 'filter',
  safety: 'filter',
  contentfiltered: 'filter',
  guardrailintervened: 'filter',
  refusal: 'filter',
  // Gemini's reasons to stop an answer.
  recitation: 'filter',
  blocklist: 'filter',
  prohibitedcontent: 'filter',
  spii: 'filter',
  imagesafety: 'filter',
  malformedfunctioncall: 'error',
  unexpectedtoolcall: 'error',
  error: 'error',
  failed: 'error',
};

/** `finishReasons`: as emitted; where there are none, those inside of the messages count. */
export function finishReasonOf(
  finishReasons: readonly string[],
  answer: readonly Message[],
  calls: readonly RequestedCall[],
): FinishReason | null {
  const emitted =
    finishReasons[0] ?? answer.findLast((message) => message.finishReason !== null)?.finishReason ?? null;
  // An answer that asks for tools ended for that, whether or not anybody says so.
  if (emitted === null) return calls.length > 0 ? 'tool' : null;
  const reason = ownValue(FINISH_REASONS, emitted.toLowerCase().replace(/[^a-z]/g, '')) ?? 'other';
  // Some emitters say "stop" although the model asked for tools.
  return reason === 'stop' && calls.length > 0 ? 'tool' : reason;
}
