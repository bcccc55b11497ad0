/**
 * AgentSpans as JSON, many at a time: a list of the texts that recur in them, and each span as an array by position
 * with the numbers of its texts. Long texts are not repeated where the span's payload holds them: the array says
 * where. JSON keeps texts exact that SQLite's C strings would cut (NUL), and is what V8 reads fastest.
 */
import type {
  AgentSpan,
  HandoffFacts,
  ModelCallFacts,
  RunTotals,
  SpanKind,
  SpanStatus,
  ToolCallFacts,
} from '../protocol/agentModel';
import { SPAN_KINDS } from '../protocol/agentModel';
import type { SpanRef } from '../protocol/units';

/** Their places are what is stored: only ever append. */
export const SPAN_STATUSES: readonly SpanStatus[] = ['unset', 'ok', 'error'];

const KIND_NUMBERS = new Map<SpanKind, number>(SPAN_KINDS.map((kind, number) => [kind, number]));

export const kindNumber = (kind: SpanKind): number => KIND_NUMBERS.get(kind)!;
export const statusNumber = (status: SpanStatus): number => SPAN_STATUSES.indexOf(status);

/** Of a list of texts, from 1; 0 is null. */
type TextNumber = number;
/** As it is, or from where and how long it is in the payload (see `PayloadTexts`); 0 is null. */
type LongText = string | [from: number, length: number] | 0;

type PackedModel = [
  requestModel: TextNumber,
  responseModel: TextNumber,
  provider: TextNumber,
  finishReason: TextNumber,
  responseId: string | null,
  reportedCostUsd: number | null,
  timeToFirstTokenMs: number | null,
  requestedCalls: ModelCallFacts['requestedCalls'],
  // Usage
  input: number | null,
  cacheRead: number | null,
  cacheWrite: number | null,
  output: number | null,
  reasoning: number | null,
  total: number | null,
  cacheWrite1h: number | null,
  answerText?: LongText,
  quotedCalls?: ModelCallFacts['quotedCalls'],
  attempts?: number,
];
type PackedTool = [
  name: TextNumber,
  status: TextNumber,
  errorClass: TextNumber,
  callId: string | null,
  arguments: LongText,
  result: LongText,
];
/** Zeros and nulls at the end of the optional ones are left out. */
export type PackedSpan = [
  payloadAt: number,
  payloadLength: number,
  traceId: TextNumber,
  spanId: string,
  parentSpanId: string | 0,
  name: TextNumber,
  kind: number,
  startTime: number,
  durationMs: number,
  status: number,
  service?: TextNumber,
  sessionKey?: TextNumber,
  agent?: TextNumber,
  agentId?: TextNumber,
  model?: PackedModel | 0,
  tool?: PackedTool | 0,
  userMessage?: LongText,
  errorClass?: TextNumber,
  errorMessage?: LongText,
  source?: AgentSpan['source'],
  links?: SpanRef[] | null,
  noise?: 0 | 1,
  handoff?: HandoffFacts | null,
  totals?: RunTotals | null,
];

/** How many of a `PackedSpan` are never left out. */
const REQUIRED_FACTS = 10;

/** The texts of several spans, numbered from 1. */
export class TextList {
  readonly texts: string[] = [];
  private readonly numbers = new Map<string, TextNumber>();

  numberOf(text: string | null): TextNumber {
    if (text === null) return 0;
    let number = this.numbers.get(text);
    if (number === undefined) {
      number = this.texts.push(text);
      this.numbers.set(text, number);
    }
    return number;
  }
}

/** Long texts of a span that its payload holds, as places in there. */
export interface PayloadTexts {
  /** Undefined when the payload does not hold the text. */
  find(text: string): [from: number, length: number] | undefined;
}

/** What the tables beside the packs have of a span, and what decides its session. */
export interface SpanRow {
  traceId: string;
  spanId: string;
  parentSpanId: string | null;
  name: string;
  /** Place in SPAN_KINDS. */
  kind: number;
  startTime: number;
  durationMs: number;
  /** Place in SPAN_STATUSES. */
  status: number;
  sessionKey: string | null;
  agent: string | null;
  /** That answered, else that was asked. */
  model: string | null;
  tool: string | null;
}

export function rowOf(span: AgentSpan): SpanRow {
  const { model, tool } = span;
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId,
    name: span.name,
    kind: kindNumber(span.kind),
    startTime: span.startTime,
    durationMs: span.durationMs,
    status: statusNumber(span.status),
    sessionKey: span.sessionKey,
    agent: span.agent,
    model: model?.responseModel ?? model?.requestModel ?? null,
    tool: tool?.name ?? null,
  };
}

/** The same of a span that was packed. */
export function rowOfPacked(packed: PackedSpan, texts: readonly string[]): SpanRow {
  const text = (number: TextNumber | undefined) => (number ? texts[number - 1]! : null);
  const model = packed[14];
  const tool = packed[15];
  return {
    traceId: text(packed[2])!,
    spanId: packed[3],
    parentSpanId: packed[4] === 0 ? null : packed[4],
    name: text(packed[5])!,
    kind: packed[6],
    startTime: packed[7],
    durationMs: packed[8],
    status: packed[9],
    sessionKey: text(packed[11]),
    agent: text(packed[12]),
    model: model ? text(model[1] || model[0]) : null,
    tool: tool ? text(tool[0]) : null,
  };
}

export function packSpan(
  span: AgentSpan,
  payload: { at: number; length: number },
  list: TextList,
  texts: PayloadTexts,
): PackedSpan {
  const { model, tool } = span;
  const long = (text: string | null): LongText => (text === null ? 0 : (texts.find(text) ?? text));
  const packed: PackedSpan = [
    payload.at,
    payload.length,
    list.numberOf(span.traceId),
    span.spanId,
    span.parentSpanId ?? 0,
    list.numberOf(span.name),
    kindNumber(span.kind),
    span.startTime,
    span.durationMs,
    statusNumber(span.status),
    list.numberOf(span.service),
    list.numberOf(span.sessionKey),
    list.numberOf(span.agent),
    list.numberOf(span.agentId),
    model ? packModel(model, list, long) : 0,
    tool
      ? [
          list.numberOf(tool.name),
          list.numberOf(tool.status),
          list.numberOf(tool.errorClass),
          tool.callId,
          long(tool.arguments),
          long(tool.result),
        ]
      : 0,
    long(span.userMessage),
    list.numberOf(span.errorClass),
    long(span.errorMessage),
    span.source,
    span.links.length > 0 ? span.links : null,
    span.noise ? 1 : 0,
    span.handoff,
    span.totals,
  ];
  while (packed.length > REQUIRED_FACTS && isNothing(packed.at(-1))) packed.pop();
  return packed;
}

function isNothing(value: unknown): boolean {
  return value === 0 || value === null;
}

function packModel(
  model: ModelCallFacts,
  list: TextList,
  long: (text: string | null) => LongText,
): PackedModel {
  const { usage } = model;
  const packed: PackedModel = [
    list.numberOf(model.requestModel),
    list.numberOf(model.responseModel),
    list.numberOf(model.provider),
    list.numberOf(model.finishReason),
    model.responseId,
    model.reportedCostUsd,
    model.timeToFirstTokenMs,
    model.requestedCalls,
    usage.input,
    usage.cacheRead,
    usage.cacheWrite,
    usage.output,
    usage.reasoning,
    usage.total,
    model.cacheWrite1h,
  ];
  const { answerText, quotedCalls, attempts } = model;
  const isRetried = attempts > 1;
  const quotes = quotedCalls.length > 0 || isRetried;
  if (answerText !== null || quotes) packed.push(long(answerText));
  if (quotes) packed.push(quotedCalls);
  if (isRetried) packed.push(attempts);
  return packed;
}

/**
 * `longText` reads what `PayloadTexts.find` has found. Reads by index on purpose: array destructuring runs an
 * iterator, which halves the speed of reading a session.
 */
export function unpackSpan(
  packed: PackedSpan,
  texts: readonly string[],
  longText: (from: number, length: number) => string,
): AgentSpan {
  const text = (number: TextNumber | undefined) => (number ? texts[number - 1]! : null);
  const long = (value: LongText | undefined) => {
    if (value === 0 || value === undefined) return null;
    return typeof value === 'string' ? value : longText(value[0], value[1]);
  };
  const model = packed[14];
  const tool = packed[15];
  return {
    traceId: text(packed[2])!,
    spanId: packed[3],
    parentSpanId: packed[4] === 0 ? null : packed[4],
    name: text(packed[5])!,
    kind: SPAN_KINDS[packed[6]]!,
    startTime: packed[7],
    durationMs: packed[8],
    status: SPAN_STATUSES[packed[9]]!,
    service: text(packed[10]),
    sessionKey: text(packed[11]),
    agent: text(packed[12]),
    agentId: text(packed[13]),
    model: model ? unpackModel(model, text, long) : null,
    tool: tool ? unpackTool(tool, text, long) : null,
    userMessage: long(packed[16]),
    errorClass: text(packed[17]),
    errorMessage: long(packed[18]),
    source: packed[19] ?? null,
    links: packed[20] ?? [],
    noise: packed[21] === 1,
    handoff: packed[22] ?? null,
    totals: packed[23] ?? null,
  };
}

function unpackModel(
  packed: PackedModel,
  text: (number: TextNumber) => string | null,
  long: (value: LongText | undefined) => string | null,
): ModelCallFacts {
  return {
    requestModel: text(packed[0]),
    responseModel: text(packed[1]),
    provider: text(packed[2]),
    finishReason: text(packed[3]) as ModelCallFacts['finishReason'],
    responseId: packed[4],
    reportedCostUsd: packed[5],
    timeToFirstTokenMs: packed[6],
    requestedCalls: packed[7],
    usage: {
      input: packed[8],
      cacheRead: packed[9],
      cacheWrite: packed[10],
      output: packed[11],
      reasoning: packed[12],
      total: packed[13],
    },
    cacheWrite1h: packed[14],
    answerText: long(packed[15]),
    quotedCalls: packed[16] ?? [],
    attempts: packed[17] ?? 1,
  };
}

function unpackTool(
  packed: PackedTool,
  text: (number: TextNumber) => string | null,
  long: (value: LongText) => string | null,
): ToolCallFacts {
  return {
    name: text(packed[0])!,
    status: text(packed[1]) as ToolCallFacts['status'],
    errorClass: text(packed[2]),
    callId: packed[3],
    arguments: long(packed[4]),
    result: long(packed[5]),
    // Known from log records only, which are joined to spans at each analysis.
    resultBytes: null,
  };
}
