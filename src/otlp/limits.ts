/** What one request may make of memory and stack, far above real data, however small its bytes are. */
import { OtlpDecodeError } from './decodeError';

/** How deep lists and key-value lists may nest in one attribute value. */
export const MAX_VALUE_DEPTH = 64;

/** Spans, log records, data points and whatever else repeats, with what groups them. An empty one takes two bytes on the wire and several hundred in memory. */
export const MAX_RECORDS = 1_000_000;

/** Attributes, and elements of lists. One takes four bytes on the wire and some hundred in memory. */
export const MAX_VALUES = 5_000_000;

export function tooDeep(): OtlpDecodeError {
  return new OtlpDecodeError(`the value nests deeper than ${MAX_VALUE_DEPTH} levels`);
}

/** Counts what is in one request. Both methods throw an `OtlpDecodeError` when that is too much. */
export class RecordBudget {
  private records = 0;
  private values = 0;

  take(): void {
    if (++this.records > MAX_RECORDS) {
      throw new OtlpDecodeError(`more than ${MAX_RECORDS} records in one request: export smaller batches`);
    }
  }

  takeValue(): void {
    if (++this.values > MAX_VALUES) {
      throw new OtlpDecodeError(`more than ${MAX_VALUES} values in one request: export smaller batches`);
    }
  }
}
