/** Facts of one call from two records: what one leaves out, the other may have. */
import type { AgentSpan, ModelCallFacts, ToolCallFacts, ToolStatus, Usage } from '../protocol/agentModel';

/** A model call's `own` facts with those that another record tells of the same call. */
export function completedModelCall(own: ModelCallFacts, told: ModelCallFacts): ModelCallFacts {
  const requestedCalls = own.requestedCalls.length > 0 ? own.requestedCalls : told.requestedCalls;
  const finishReason = own.finishReason ?? told.finishReason;
  return {
    ...own,
    requestModel: own.requestModel ?? told.requestModel,
    responseModel: own.responseModel ?? told.responseModel,
    provider: own.provider ?? told.provider,
    responseId: own.responseId ?? told.responseId,
    // Whole, never figure by figure: what one of them counts as output may be without the other's reasoning.
    usage: knownFigures(told.usage) > knownFigures(own.usage) ? told.usage : own.usage,
    cacheWrite1h: own.cacheWrite1h ?? told.cacheWrite1h,
    reportedCostUsd: own.reportedCostUsd ?? told.reportedCostUsd,
    timeToFirstTokenMs: own.timeToFirstTokenMs ?? told.timeToFirstTokenMs,
    // Some emitters say "stop" although the model asked for tools.
    finishReason: finishReason === 'stop' && requestedCalls.length > 0 ? 'tool' : finishReason,
    requestedCalls,
    answerText: own.answerText ?? told.answerText,
    quotedCalls: own.quotedCalls.length > 0 ? own.quotedCalls : told.quotedCalls,
    attempts: Math.max(own.attempts, told.attempts),
  };
}

function knownFigures(usage: Usage): number {
  return Object.values(usage).filter((figure) => figure !== null).length;
}

/** What another record tells of the tool call that `span` is. `error`: its message there. */
export function completedToolCall(span: AgentSpan, told: ToolCallFacts, error: string | null): AgentSpan {
  const own = span.tool!;
  const failsOnlyThere = own.status === 'ok' && told.status !== 'ok';
  return {
    ...span,
    errorClass: span.errorClass ?? (failsOnlyThere ? told.errorClass : null),
    errorMessage: span.errorMessage ?? (failsOnlyThere ? error : null),
    tool: {
      // A span that does not say the tool's name has its own name there.
      name: own.name === span.name ? told.name : own.name,
      callId: own.callId ?? told.callId,
      arguments: fuller(own.arguments, told.arguments),
      result: own.result ?? told.result,
      resultBytes: own.resultBytes ?? told.resultBytes,
      status: failsOnlyThere ? told.status : own.status,
      errorClass: own.errorClass ?? (failsOnlyThere ? told.errorClass : null),
    },
  };
}

/** What a request quotes of the call that `span` is, where its own record has no result. */
export function completedByResult(
  span: AgentSpan,
  { result, status }: { result: string | null; status: ToolStatus },
): AgentSpan {
  const tool = span.tool!;
  // An outcome that the emitter states outweighs what a result looks like.
  const isStated = span.status !== 'unset' || tool.status !== 'ok';
  return { ...span, tool: { ...tool, result, status: isStated ? tool.status : status } };
}

/** Some emitters have a few of the arguments on the span and all of them elsewhere. */
function fuller(own: string | null, told: string | null): string | null {
  if (own === null || told === null) return own ?? told;
  return memberCount(told) > memberCount(own) ? told : own;
}

function memberCount(json: string): number {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? Object.keys(value).length : 0;
  } catch {
    return 0;
  }
}
