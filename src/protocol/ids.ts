/** Ids that the manifest (package.json) and the code share; a test holds both against each other. */

export const COMMAND = {
  runSample: 'turnline.runSample',
  openTracedTerminal: 'turnline.openTracedTerminal',
  runFileTraced: 'turnline.runFileTraced',
  runTaskTraced: 'turnline.runTaskTraced',
  connect: 'turnline.connect',
  explainLoop: 'turnline.explainLoop',
  setForwardHeaders: 'turnline.setForwardHeaders',
  openSession: 'turnline.openSession',
  openSqlConsole: 'turnline.openSqlConsole',
  openOverview: 'turnline.openOverview',
  openAudit: 'turnline.openAudit',
  refreshSessions: 'turnline.refreshSessions',
  doctor: 'turnline.doctor',
  showLog: 'turnline.showLog',
  pinSession: 'turnline.pinSession',
  unpinSession: 'turnline.unpinSession',
  importTraces: 'turnline.importTraces',
  openRemoteTrace: 'turnline.openRemoteTrace',
  exportSession: 'turnline.exportSession',
  exportAudit: 'turnline.exportAudit',
  compareIterations: 'turnline.compareIterations',
  clearSessions: 'turnline.clearSessions',
  restartCollector: 'turnline.restartCollector',
  showToolCalls: 'turnline.showToolCalls',
} as const;

export type CommandId = (typeof COMMAND)[keyof typeof COMMAND];

export const VIEW = {
  container: 'turnline',
  sessions: 'turnline.sessions',
  /** viewType of the session panel. */
  sessionPanel: 'turnline.session',
  /** viewType of the SQL console. */
  sqlConsole: 'turnline.sql',
  /** viewType of the Overview. */
  overview: 'turnline.overview',
  /** viewType of the audit trail. */
  audit: 'turnline.audit',
  /** viewType of the page “Connect Your Agent”. */
  connect: 'turnline.connect',
} as const;

/** viewType of “Open With… → Turnline” for files of traces. */
export const TRACE_FILE_EDITOR = 'turnline.traceFile';

/** Scheme of the doctor's report, a document that is made when it is opened. */
export const DOCTOR_SCHEME = 'turnline-doctor';
/** Scheme of an iteration of a loop as a document, for the editor's diff. */
export const ITERATION_SCHEME = 'turnline-iteration';

export const TERMINAL_PROFILE = 'turnline.tracedTerminal';

/** Id of the provider of MCP servers. */
export const MCP_PROVIDER = 'turnline.mcp';

/** Settings, without the leading section. */
export const SETTINGS_SECTION = 'turnline';
export const SETTING = {
  httpPort: 'collector.httpPort',
  grpcPort: 'collector.grpcPort',
  requireToken: 'collector.requireToken',
  journalMaxMegabytes: 'journal.maxMegabytes',
  memoryMaxMegabytes: 'memory.maxMegabytes',
  redactionPatterns: 'redaction.patterns',
  prices: 'prices',
  loopThresholds: 'loops.thresholds',
  loopNotifications: 'loops.notifications',
  loopIgnoredTools: 'loops.ignoredTools',
  sessionBudget: 'budget.sessionUsd',
  dailyBudget: 'budget.dailyUsd',
  forwardEndpoint: 'forward.endpoint',
  remoteBackends: 'remote.backends',
  tracingPresets: 'tracing.presets',
  tracingAllTerminals: 'tracing.allTerminals',
  tracingDebugSessions: 'tracing.debugSessions',
  pathMappings: 'source.pathMappings',
  codeLens: 'codeLens.enabled',
} as const;

/** OTLP/HTTP's standard port (OTLP specification 1.11.0, "OTLP/HTTP Default Port"). */
export const DEFAULT_HTTP_PORT = 4318;
/** OTLP/gRPC's (OTLP specification 1.11.0, "OTLP/gRPC Default Port"). */
export const DEFAULT_GRPC_PORT = 4317;
