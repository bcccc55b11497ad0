/** What one request may make of memory and stack, far above real data, however small its bytes are. */
import { OtlpDecodeError } from './decodeError';

/** How deep lists and key-value lists may nest in one attribute value; what lies deeper becomes `TOO_DEEP`. */
export const MAX_VALUE_DEPTH = 64;

/** Stands for a value that nests too deep. */
export const TOO_DEEP = `(truncated: nested deeper than ${MAX_VALUE_DEPTH} levels)`;

/** Attributes of one span, event, resource and so on; further ones are dropped and counted as dropped. SDKs stop at 128. */
export const MAX_ATTRIBUTES = 10_000;

/** Spans, log records, data points and whatever else repeats, with what groups them. An empty one takes two bytes on the wire and several hundred in memory. */
export const MAX_RECORDS = 1_000_000;

/** Attributes, and elements of lists. One takes four bytes on the wire and some hundred in memory. */
export const MAX_VALUES = 5_000_000;

/** Why values of a request were not kept whole. */
export type TruncationReason = 'too-many-attributes' | 'nested-too-deep';

/** `count` in values. */
export interface Truncation {
  reason: TruncationReason;
  count: number;
}

/** What a decoder found out about a request beside its records; made by whoever wants to know. */
export class DecodeNotes {
  /** One for each reason. */
  readonly truncated: Truncation[] = [];
  /**
   * Whether the bytes hold nothing that the records do not: no fields unknown to the schema, nothing that came twice
   * of which the last counts. Of protobuf only, since nobody keeps JSON as it came.
   */
  complete = true;
}

/** Counts what is in one request. `take` and `takeValue` throw an `OtlpDecodeError` when that is too much. */
export class RecordBudget {
  private records = 0;
  private values = 0;
  private tooDeep = 0;
  private attributes = 0;
  private unread = false;
  /** Attributes dropped of the record that is being read; kept by whoever reads it. */
  droppedAttributes = 0;
  /** Whether an integer came as a number that has no exact place for it; kept by whoever reads JSON. */
  rounded = false;

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

  /** What stands in the place of a value that nests too deep. */
  tooDeepValue(): string {
    this.tooDeep++;
    return TOO_DEEP;
  }

  /** Adds what was dropped of this record to what its sender says was. */
  noteDropped(record: object): void {
    this.attributes += this.droppedAttributes;
    const counting = record as { droppedAttributesCount?: number };
    if (counting.droppedAttributesCount !== undefined) {
      counting.droppedAttributesCount += this.droppedAttributes;
    }
  }

  /** Bytes were passed over, or what they said was replaced. */
  noteUnread(): void {
    this.unread = true;
  }

  report(notes: DecodeNotes): void {
    if (this.attributes > 0) notes.truncated.push({ reason: 'too-many-attributes', count: this.attributes });
    if (this.tooDeep > 0) notes.truncated.push({ reason: 'nested-too-deep', count: this.tooDeep });
    if (this.unread) notes.complete = false;
  }
}
