/** Loads what the spans of an iteration say, from the collector. */
import { RPC_ERROR, RpcError } from '../../protocol/rpc';
import type { SpanDetails } from '../../protocol/spans';
import type { Turn } from '../../protocol/turns';
import type { SpanRef } from '../../protocol/units';
import type { CollectorService } from '../collectorService';
import { mapConcurrently } from '../source/mapConcurrently';
import type { Translate } from '../sessionText';
import type { IterationSpan, ToolResultPart } from './iterationText';
import { iterationText } from './iterationText';

/** Of one text, in UTF-16 units: more than anybody reads, and the diff editor stays quick. */
const MAX_TEXT_CHARS = 200_000;
/** An iteration may have all that its sub-agents did. */
const MAX_SPANS = 200;
const SPANS_AT_ONCE = 4;

type Asking = Pick<CollectorService, 'request'>;

/** Which iteration of which loop. */
export interface IterationPlace {
  sessionId: string;
  loopId: string;
  /** 1-based. */
  iteration: number;
}

/** The text of an iteration; null when it is no longer there. */
export async function readIteration(
  collector: Asking,
  place: IterationPlace,
  t: Translate,
): Promise<string | null> {
  const { sessionId, loopId, iteration } = place;
  try {
    const loops = await collector.request('session/loops', { sessionId });
    const refs = loops.find(({ id }) => id === loopId)?.steps[iteration - 1];
    if (!refs) return null;
    const turns = await collector.request('session/turns', { sessionId });
    const spans = await mapConcurrently(refs.slice(0, MAX_SPANS), SPANS_AT_ONCE, (ref) =>
      readSpan(collector, ref, turns),
    );
    return iterationText(spans, Math.max(0, refs.length - MAX_SPANS), t);
  } catch (error) {
    if (error instanceof RpcError && error.code === RPC_ERROR.notFound) return null;
    throw error;
  }
}

/** As a URI's query. */
export function queryOf({ sessionId, loopId, iteration }: IterationPlace): string {
  return new URLSearchParams({ session: sessionId, loop: loopId, iteration: String(iteration) }).toString();
}

/** Undefined where a query is none of `queryOf`. */
export function placeIn(query: string): IterationPlace | undefined {
  const params = new URLSearchParams(query);
  const [sessionId, loopId] = [params.get('session'), params.get('loop')];
  const iteration = Number(params.get('iteration'));
  if (sessionId === null || loopId === null || !Number.isInteger(iteration)) return undefined;
  return { sessionId, loopId, iteration };
}

async function readSpan(
  collector: Asking,
  { traceId, spanId }: SpanRef,
  turns: readonly Turn[],
): Promise<IterationSpan> {
  const params = { traceId, spanId, maxChars: MAX_TEXT_CHARS };
  const details = await collector.request('span/get', params);
  const { span, emitter } = details;
  const messages = span.model && !span.tool ? await collector.request('span/messages', params) : null;
  return {
    span,
    cut: cutLengths(details),
    messages,
    results: await resultsAfter(collector, details, turns),
    contentSwitch: emitter.contentSwitch,
  };
}

function cutLengths({ cut }: SpanDetails): IterationSpan['cut'] {
  const lengthOf = (field: string) => cut.find(({ path }) => path.join('.') === `span.tool.${field}`)?.chars;
  const [args, result] = [lengthOf('arguments'), lengthOf('result')];
  return {
    ...(args !== undefined && { arguments: args }),
    ...(result !== undefined && { result }),
  };
}

/** Of calls without a span the agent's next request has the results. */
async function resultsAfter(
  collector: Asking,
  { span: { traceId, spanId } }: SpanDetails,
  turns: readonly Turn[],
): Promise<Map<string, ToolResultPart>> {
  const results = new Map<string, ToolResultPart>();
  const at = turns.findIndex((turn) => turn.spanId === spanId && turn.traceId === traceId);
  const turn = turns[at];
  if (!turn?.toolCalls.some(({ derived }) => derived)) return results;
  const next = turns.slice(at + 1).find(({ agent }) => agent === turn.agent);
  if (!next) return results;
  const { input } = await collector.request('span/messages', {
    traceId: next.traceId,
    spanId: next.spanId,
    maxChars: MAX_TEXT_CHARS,
  });
  for (const part of input.flatMap(({ parts }) => parts)) {
    if (part.type === 'tool_result' && part.id !== null) results.set(part.id, part);
  }
  return results;
}
