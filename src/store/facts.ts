/**
 * An AgentSpan as one row of table `span`: ids, numbers and enums in columns, every free text in `facts`, a JSON array
 * by position. JSON keeps texts exact that SQLite's C strings would cut (NUL). It is bound as bytes, because sql.js
 * encodes texts character by character: 40 % more spans per second are stored.
 */
import type { AgentSpan, ModelCallFacts, SpanKind, SpanStatus, ToolCallFacts } from '../protocol/agentModel';
import type { EpochMs, SpanId, TraceId } from '../protocol/units';

type Usage = ModelCallFacts['usage'];
type PackedUsage = [
  Usage['input'],
  Usage['cacheRead'],
  Usage['cacheWrite'],
  Usage['output'],
  Usage['reasoning'],
  Usage['total'],
];
type PackedModel = [
  ModelCallFacts['requestModel'],
  ModelCallFacts['responseModel'],
  ModelCallFacts['provider'],
  ModelCallFacts['responseId'],
  PackedUsage,
  ModelCallFacts['reportedCostUsd'],
  ModelCallFacts['timeToFirstTokenMs'],
  ModelCallFacts['finishReason'],
  ModelCallFacts['requestedCallIds'],
];
type PackedTool = [
  ToolCallFacts['name'],
  ToolCallFacts['callId'],
  ToolCallFacts['arguments'],
  ToolCallFacts['result'],
  ToolCallFacts['status'],
  ToolCallFacts['errorClass'],
];
type PackedFacts = [
  AgentSpan['name'],
  AgentSpan['errorClass'],
  AgentSpan['errorMessage'],
  AgentSpan['service'],
  AgentSpan['sessionKey'],
  AgentSpan['agent'],
  AgentSpan['agentId'],
  AgentSpan['userMessage'],
  PackedModel | null,
  PackedTool | null,
  AgentSpan['source'],
  AgentSpan['links'],
];

/** The columns that `unpackSpan` needs beside the facts. */
export interface SpanColumns {
  traceId: TraceId;
  spanId: SpanId;
  parentSpanId: SpanId | null;
  kind: SpanKind;
  startTime: EpochMs;
  durationMs: number;
  status: SpanStatus;
}

export function packFacts(span: AgentSpan): Uint8Array {
  const { model, tool } = span;
  const usage = model?.usage;
  const packed: PackedFacts = [
    span.name,
    span.errorClass,
    span.errorMessage,
    span.service,
    span.sessionKey,
    span.agent,
    span.agentId,
    span.userMessage,
    model && usage
      ? [
          model.requestModel,
          model.responseModel,
          model.provider,
          model.responseId,
          [usage.input, usage.cacheRead, usage.cacheWrite, usage.output, usage.reasoning, usage.total],
          model.reportedCostUsd,
          model.timeToFirstTokenMs,
          model.finishReason,
          model.requestedCallIds,
        ]
      : null,
    tool ? [tool.name, tool.callId, tool.arguments, tool.result, tool.status, tool.errorClass] : null,
    span.source,
    span.links,
  ];
  return Buffer.from(JSON.stringify(packed), 'utf8');
}

/** Reads by index on purpose: array destructuring runs an iterator, which halves the speed of reading a session. */
export function unpackSpan(columns: SpanColumns, facts: Uint8Array): AgentSpan {
  const packed = JSON.parse(
    Buffer.from(facts.buffer, facts.byteOffset, facts.byteLength).toString('utf8'),
  ) as PackedFacts;
  return {
    traceId: columns.traceId,
    spanId: columns.spanId,
    parentSpanId: columns.parentSpanId,
    name: packed[0],
    kind: columns.kind,
    startTime: columns.startTime,
    durationMs: columns.durationMs,
    status: columns.status,
    errorClass: packed[1],
    errorMessage: packed[2],
    service: packed[3],
    sessionKey: packed[4],
    agent: packed[5],
    agentId: packed[6],
    userMessage: packed[7],
    model: packed[8] && unpackModel(packed[8]),
    tool: packed[9] && unpackTool(packed[9]),
    source: packed[10],
    links: packed[11],
  };
}

function unpackModel(packed: PackedModel): ModelCallFacts {
  const usage = packed[4];
  return {
    requestModel: packed[0],
    responseModel: packed[1],
    provider: packed[2],
    responseId: packed[3],
    usage: {
      input: usage[0],
      cacheRead: usage[1],
      cacheWrite: usage[2],
      output: usage[3],
      reasoning: usage[4],
      total: usage[5],
    },
    reportedCostUsd: packed[5],
    timeToFirstTokenMs: packed[6],
    finishReason: packed[7],
    requestedCallIds: packed[8],
  };
}

function unpackTool(packed: PackedTool): ToolCallFacts {
  return {
    name: packed[0],
    callId: packed[1],
    arguments: packed[2],
    result: packed[3],
    status: packed[4],
    errorClass: packed[5],
  };
}
