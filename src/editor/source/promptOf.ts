import type { ShownMessage } from '../../protocol/messages';
import type { SpanDetails } from '../../protocol/spans';
import type { CollectorService } from '../collectorService';

/** Templates are known by their longest piece, which stands near the beginning. */
const MAX_CHARS = 4_000;
const MAX_MESSAGES = 4;

/** What a model span was told first, as one text; empty when it was not captured. */
export function promptOf(collector: CollectorService): (details: SpanDetails) => Promise<string> {
  return async ({ span: { traceId, spanId } }) => {
    const { system, input } = await collector.request('span/messages', {
      traceId,
      spanId,
      maxChars: MAX_CHARS,
    });
    return [...system, ...input].slice(0, MAX_MESSAGES).map(textOf).join('\n');
  };
}

function textOf({ parts }: ShownMessage): string {
  return parts.map((part) => ('text' in part && typeof part.text === 'string' ? part.text : '')).join('\n');
}
