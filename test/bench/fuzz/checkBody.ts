/** What must hold of every body, however broken: the path of a request without its sockets and its journal. */
import { isDeepStrictEqual } from 'node:util';
import { understandLogs, understandMetrics, understandSpans } from '../../../src/collector/understand';
import { OtlpDecodeError } from '../../../src/otlp/decodeError';
import { decodeRequestJson } from '../../../src/otlp/json';
import { DecodeNotes } from '../../../src/otlp/limits';
import { decodeRequest, encodeRequest } from '../../../src/otlp/protobuf';
import type { OtlpRequest } from '../../../src/otlp/records';
import { itemCount, splitByValidity } from '../../../src/otlp/validate';
import { createRedactor } from '../../../src/redaction/redact';
import type { UntouchedTraces } from '../../../src/redaction/untouchedTraces';
import { SpanStore } from '../../../src/store/store';
import type { BodyInput } from './bodyInputs';

/** A store is given up after so many requests, so that what one run keeps is bounded. */
const REQUESTS_PER_STORE = 4_000;
/** When the requests were received; any time. */
const RECEIVED_AT = 1_763_600_000_000;

/** `refused`: not decodable; `empty`: nothing in it is valid. */
export type Outcome = 'refused' | 'empty' | 'stored';

export class BodyCheck {
  private readonly redactor = createRedactor({ userPatterns: [] });
  private stored = 0;

  private constructor(
    private readonly wasm: Uint8Array,
    private store: SpanStore,
  ) {}

  /** `wasm`: the bytes of sql-wasm.wasm. */
  static async open(wasm: Uint8Array): Promise<BodyCheck> {
    return new BodyCheck(wasm, await SpanStore.open(wasm));
  }

  close(): void {
    this.store.close();
  }

  /** Forgets what was stored. */
  async startAnew(): Promise<void> {
    this.store.close();
    this.store = await SpanStore.open(this.wasm);
  }

  /** Rejects when something happens that must not: the message says what. */
  async check(input: BodyInput): Promise<Outcome> {
    const notes = new DecodeNotes();
    const request = decoded(input, notes);
    const untouched = this.untouched(input, request);
    if (!request) {
      expect(untouched === null, 'what cannot be decoded would be kept as it came');
      return 'refused';
    }
    expectSameAgain(request, input);
    const { valid, rejected } = splitByValidity(request);
    const { redacted } = this.redactor.redactRequest(valid);
    const shortened = input.encoding === 'json' ? 0 : notes.truncated.length;
    const changes = rejected.length + redacted + shortened;
    expect(untouched === null || changes === 0, 'what must be changed would be kept as it came');
    expect(
      untouched === null || untouched.spans === itemCount(valid),
      'what is kept as it came is counted otherwise',
    );
    const kept = decodeRequest(valid.signal, encodeRequest(valid));
    expect(
      itemCount(kept) === itemCount(valid),
      'redacted records come back from protobuf in another number',
    );
    const items = itemCount(kept);
    if (items === 0) return 'empty';
    await this.keep(kept, items);
    return 'stored';
  }

  /** What is known of it without its records; of JSON, of what would be journaled. */
  private untouched(
    { signal, encoding, body }: BodyInput,
    request: OtlpRequest | null,
  ): UntouchedTraces | null {
    if (signal !== 'traces') return null;
    if (encoding === 'protobuf') return this.redactor.readUntouched(body);
    return request && this.redactor.readUntouched(encodeRequest(request));
  }

  private async keep(request: OtlpRequest, items: number): Promise<void> {
    if (++this.stored % REQUESTS_PER_STORE === 0) await this.startAnew();
    const { inserted, duplicates } = this.insert(request);
    const kept = inserted + duplicates;
    expect(kept === items, `of ${items} valid items ${kept} were stored`);
  }

  private insert({ signal, request }: OtlpRequest): { inserted: number; duplicates: number } {
    switch (signal) {
      case 'traces':
        return this.store.insert(understandSpans(request), RECEIVED_AT);
      case 'logs':
        return this.store.insertLogs(understandLogs(request, RECEIVED_AT), RECEIVED_AT);
      case 'metrics':
        return this.store.events.insertDataPoints(understandMetrics(request, RECEIVED_AT), RECEIVED_AT);
    }
  }
}

/** null when it is refused as it should be. */
function decoded({ signal, encoding, body }: BodyInput, notes: DecodeNotes): OtlpRequest | null {
  try {
    return encoding === 'json'
      ? decodeRequestJson(signal, new TextDecoder().decode(body), notes)
      : decodeRequest(signal, body, notes);
  } catch (error) {
    if (error instanceof OtlpDecodeError) return null;
    throw error;
  }
}

/** What was decoded must come back whole from its encoding. */
function expectSameAgain(request: OtlpRequest, { encoding, body }: BodyInput): void {
  const bytes = encodeRequest(request);
  const again = decodeRequest(request.signal, bytes);
  if (isDeepStrictEqual(again, request)) return;
  // JSON can say half a character, which no UTF-8 can: it becomes U+FFFD once and stays that.
  const isHalfCharacter = encoding === 'json' && /\\u[dD][89a-fA-F]/.test(body.toString('utf8'));
  expect(isHalfCharacter, 'the records change when they are encoded and decoded');
  expect(Buffer.compare(encodeRequest(again), bytes) === 0, 'the records change with each encoding');
}

function expect(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}
