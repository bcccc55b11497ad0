/** Every RPC method of the collector, with what it takes and what it answers. */
import type { SessionEvents, SessionEventsParams } from './agentEvents';
import type { AuditExportParams, AuditSearchParams, AuditSearchResult } from './audit';
import type { AggregateNode, AggregateParams } from './aggregate';
import type { AgentSummary } from './agents';
import type { CollectorPorts } from './collectorWorker';
import type { PromptDiff, SessionContextParams, TurnContext } from './context';
import type { DoctorReport } from './doctor';
import type { ImportParams, ImportStartParams, ImportStatus, SessionExportParams } from './exchange';
import type { FrameWindow, FramesParams, LocatedFrame, LocateParams, StepParams, StepResult } from './frames';
import type { Loop, LoopNotice } from './loops';
import type { MessagePart, MessagePartParams, SpanMessages, SpanMessagesParams } from './messages';
import type { Overview, OverviewParams } from './overview';
import type { Finding, SessionReviewParams } from './review';
import type { ListedSession, SessionParams, SessionsListParams } from './sessions';
import type { JsonValue, SpanDetails, SpanGetParams, SpanValueParams } from './spans';
import type { SessionStatistics } from './statistics';
import type { ToolCallsParams, ToolCallSummary, ToolStatistics } from './source';
import type { SqlQueryParams, SqlResult } from './sql';
import type { CollectorStatus } from './status';
import type { Turn } from './turns';

/** A type, not an interface, so that it satisfies `RpcMethods` (interfaces have no implicit index signature). */
export type CollectorMethods = {
  status: { params: undefined; result: CollectorStatus };
  /** Checks everything in one shot; takes a second or two. */
  doctor: { params: undefined; result: DoctorReport };
  'sessions/list': { params: SessionsListParams | undefined; result: ListedSession[] };
  /**
   * Deletes every session, pinned ones too, all logs and metrics, and the journal. Spans that running agents still
   * send come in as new sessions.
   */
  'sessions/clear': { params: undefined; result: { sessions: number } };
  /** Costs by day, agent, model, tool and service, latency and errors, over all sessions that are stored. */
  overview: { params: OverviewParams | undefined; result: Overview };
  /** What agents did, of sessions that are gone, too. Secrets are masked. */
  'audit/search': { params: AuditSearchParams | undefined; result: AuditSearchResult };
  /** The same as a file, oldest first. */
  'audit/export': { params: AuditExportParams; result: Uint8Array };
  'session/turns': { params: SessionParams; result: Turn[] };
  'session/loops': { params: SessionParams; result: Loop[] };
  /** What went wrong and what to do about it, most severe first. */
  'session/review': { params: SessionReviewParams; result: Finding[] };
  'session/agents': { params: SessionParams; result: AgentSummary[] };
  'session/statistics': { params: SessionParams; result: SessionStatistics };
  /** A pinned session is kept when others go to make room. */
  'session/pin': { params: SessionParams & { pinned: boolean }; result: { pinned: boolean } };
  /** Log records of the session, the newest of them. */
  'session/events': { params: SessionEventsParams; result: SessionEvents };
  'session/frames': { params: FramesParams; result: FrameWindow };
  /** Where a span lies; null when it is hidden. */
  'session/locate': { params: LocateParams; result: LocatedFrame | null };
  /** The next or previous span of some sort; null when there is none. */
  'session/step': { params: StepParams; result: StepResult | null };
  /** Parents before children. */
  'session/aggregate': { params: AggregateParams; result: AggregateNode[] };
  /** What filled the context window: one entry per turn, in order, or of one turn. */
  'session/context': { params: SessionContextParams; result: TurnContext[] };
  /** Where the prompts of two turns begin to differ; the order of `a` and `b` does not matter. */
  'turns/diff': { params: SessionParams & { a: number; b: number }; result: PromptDiff };
  'span/get': { params: SpanGetParams; result: SpanDetails };
  /** A value of `span/get`, whole. */
  'span/value': { params: SpanValueParams; result: JsonValue };
  /** What the model was told, asked and answered. Long texts are cut (`maxChars`); lists are empty for other spans. */
  'span/messages': { params: SpanMessagesParams; result: SpanMessages };
  /** One part of a message, whole. */
  'span/messagePart': { params: MessagePartParams; result: MessagePart };
  /** What is known of every tool, all sessions together. */
  'tools/statistics': { params: undefined; result: ToolStatistics[] };
  /** Calls of a tool in all sessions, the newest first. Calls that only log records tell of are left out. */
  'tools/calls': { params: ToolCallsParams; result: ToolCallSummary[] };
  'sql/query': { params: SqlQueryParams; result: SqlResult };
  /** All of the session as a file: see `ExportFormat`. Importing it gives the same session. */
  'session/export': { params: SessionExportParams; result: Uint8Array };
  /**
   * Reads a file of OTLP: JSON, JSON lines or protobuf, compressed or not. Answers at once; `import` notifications and
   * `import/status` say how it goes.
   */
  'import/start': { params: ImportStartParams; result: ImportStatus };
  'import/status': { params: ImportParams; result: ImportStatus };
  /** Resolves once it has ended. What was imported stays. */
  'import/cancel': { params: ImportParams; result: ImportStatus };
};

export type CollectorNotifications = {
  /** The first message of a worker thread: it listens and answers from now on. */
  ready: CollectorPorts;
  /**
   * The store changed, or only the status: something was refused, cut or evicted; coalesced. Whoever shows one of these
   * sessions asks again, and so does whoever shows the status.
   */
  changed: { revision: number; sessionIds: string[] };
  /** How an import goes, several times a second, and how it ended. */
  import: ImportStatus;
  /** A running agent got into a loop, or the loop became critical. Not for what was imported or received before. */
  loop: LoopNotice;
  /** A line for the log of whoever owns the collector. */
  log: { level: 'debug' | 'info' | 'warn' | 'error'; message: string };
};
