/** What one request may make of memory and stack, far above real data, however small its bytes are. */
import { OtlpDecodeError } from './decodeError';

/** How deep lists and key-value lists may nest in one attribute value. */
export const MAX_VALUE_DEPTH = 64;

/** Spans, events, links and what groups them. An empty one takes two bytes on the wire and several hundred in memory. */
export const MAX_RECORDS = 1_000_000;

export function tooDeep(): OtlpDecodeError {
  return new OtlpDecodeError(`the value nests deeper than ${MAX_VALUE_DEPTH} levels`);
}

/** Counts the records of one request. */
export class RecordBudget {
  private taken = 0;

  /** Throws an `OtlpDecodeError` when the request has too many. */
  take(): void {
    if (++this.taken > MAX_RECORDS) {
      throw new OtlpDecodeError(`more than ${MAX_RECORDS} records in one request: export smaller batches`);
    }
  }
}
