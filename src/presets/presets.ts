/**
 * Every agent and SDK that needs a switch, as data. Where a variable is from is said beside it; what a preset sets is
 * shown to the user as it stands here.
 */
import type { Environment, Preset, TraceTarget } from './preset';
import { endpointOf } from './preset';

/** Of every signal, or of one: they would overrule the endpoint, or carry the keys of another backend. */
const OVERRULING = ['ENDPOINT', 'PROTOCOL', 'HEADERS'];
const SIGNALS = ['TRACES', 'LOGS', 'METRICS'];

/** What all of them build on. Not a preset: without it there are no traces. */
function baseEnvironment({ httpPort, token }: TraceTarget): Environment {
  const removed = SIGNALS.flatMap((signal) =>
    OVERRULING.map((what) => [`OTEL_EXPORTER_OTLP_${signal}_${what}`, null] as const),
  );
  return {
    OTEL_EXPORTER_OTLP_ENDPOINT: endpointOf({ httpPort }),
    // Python's opentelemetry-distro would choose gRPC otherwise.
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
    OTEL_TRACES_EXPORTER: 'otlp',
    OTEL_LOGS_EXPORTER: 'otlp',
    OTEL_METRICS_EXPORTER: 'otlp',
    OTEL_EXPORTER_OTLP_HEADERS: token === null ? null : authorizationHeader(token),
    ...Object.fromEntries(removed),
    OTEL_TRACES_SAMPLER: null,
    OTEL_SDK_DISABLED: null,
  };
}

/**
 * In the form of W3C Baggage, percent-encoded ("Specifying headers via environment variables" in the specification's
 * "OpenTelemetry Protocol Exporter"): Python's SDK refuses a header with a space. Lower case, as gRPC wants it.
 */
function authorizationHeader(token: string): string {
  return `authorization=${encodeURIComponent(`Bearer ${token}`)}`;
}

/**
 * One line of Codex's configuration (`codex -c key=value`): an exporter with the whole path of its signal. The first
 * versions, such as 0.45, do not start without a list of headers; those of the environment are sent all the same.
 */
const codexExporter = (key: string, signal: string): string[] => [
  '-c',
  `otel.${key}={otlp-http={endpoint="{endpoint}/v1/${signal}",protocol="binary",headers={}}}`,
];

export const PRESETS: readonly Preset[] = [
  {
    id: 'opentelemetry',
    name: 'OpenTelemetry SDKs',
    kind: 'sdk',
    byDefault: true,
    detail: 'Messages in spans, spans while the program runs, and no limit of 128 attributes',
    environment: () => ({
      OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: 'true',
      // Milliseconds; the specification's default of 5 s loses what a program had to say when it is stopped. opencode
      // ends without a word to its exporters: at 500 ms it lost its last turns.
      OTEL_BSP_SCHEDULE_DELAY: '100',
      OTEL_BLRP_SCHEDULE_DELAY: '100',
      // Long conversations are one attribute per message in some vocabularies; beyond 128 the token counts go first.
      OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: '4096',
    }),
  },
  {
    id: 'opentelemetry-genai-latest',
    name: 'OpenTelemetry GenAI for Python, latest conventions',
    kind: 'sdk',
    byDefault: false,
    detail: 'For opentelemetry-instrumentation-* packages that know SPAN_AND_EVENT instead of true',
    environment: () => ({
      OTEL_SEMCONV_STABILITY_OPT_IN: 'gen_ai_latest_experimental',
      OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: 'SPAN_AND_EVENT',
    }),
  },
  {
    id: 'claude-code',
    name: 'Claude Code',
    kind: 'agent',
    byDefault: true,
    detail: 'Traces, events and metrics with prompts, answers, tool arguments and results',
    environment: (endpoint) => ({
      CLAUDE_CODE_ENABLE_TELEMETRY: '1',
      CLAUDE_CODE_ENHANCED_TELEMETRY_BETA: '1',
      OTEL_LOG_USER_PROMPTS: '1',
      OTEL_LOG_ASSISTANT_RESPONSES: '1',
      OTEL_LOG_TOOL_DETAILS: '1',
      OTEL_LOG_TOOL_CONTENT: '1',
      // With `claude -p` and the Agent SDK: results of all tools, and what is new in each request. Interactive sessions
      // ignore both, unless Anthropic has them enabled for the user's organisation.
      ENABLE_BETA_TRACING_DETAILED: '1',
      BETA_TRACING_ENDPOINT: endpoint,
      // Milliseconds between exports.
      OTEL_TRACES_EXPORT_INTERVAL: '1000',
      OTEL_LOGS_EXPORT_INTERVAL: '1000',
    }),
  },
  {
    id: 'codex',
    name: 'Codex CLI',
    kind: 'agent',
    byDefault: true,
    detail: 'Starts codex with its exporters set by -c; ~/.codex/config.toml stays as it is',
    wrapper: {
      program: 'codex',
      arguments: {
        words: [
          '-c',
          'otel.log_user_prompt=true',
          ...codexExporter('exporter', 'logs'),
          ...codexExporter('trace_exporter', 'traces'),
          ...codexExporter('metrics_exporter', 'metrics'),
        ],
        // Up to 0.149 at least, `codex exec -c …` forgets `codex -c …`.
        option: { short: '-c', long: '--config' },
      },
    },
  },
  {
    id: 'gemini-cli',
    name: 'Gemini CLI',
    kind: 'agent',
    byDefault: true,
    detail: 'Detailed spans with prompts, over OTLP/HTTP',
    environment: (endpoint) => ({
      GEMINI_TELEMETRY_ENABLED: 'true',
      // Older versions need both to send to an endpoint of their own.
      GEMINI_TELEMETRY_TARGET: 'local',
      GEMINI_TELEMETRY_USE_COLLECTOR: 'true',
      GEMINI_TELEMETRY_OTLP_ENDPOINT: endpoint,
      GEMINI_TELEMETRY_OTLP_PROTOCOL: 'http',
      GEMINI_TELEMETRY_TRACES_ENABLED: 'true',
      GEMINI_TELEMETRY_LOG_PROMPTS: 'true',
      GEMINI_TELEMETRY_OUTFILE: null,
    }),
  },
  {
    id: 'qwen-code',
    name: 'Qwen Code',
    kind: 'agent',
    byDefault: true,
    detail: 'Spans with messages, over OTLP/HTTP',
    environment: (endpoint) => ({
      QWEN_TELEMETRY_ENABLED: 'true',
      QWEN_TELEMETRY_TARGET: 'local',
      QWEN_TELEMETRY_OTLP_ENDPOINT: endpoint,
      QWEN_TELEMETRY_OTLP_PROTOCOL: 'http',
      QWEN_TELEMETRY_LOG_PROMPTS: 'true',
      QWEN_TELEMETRY_INCLUDE_SENSITIVE_SPAN_ATTRIBUTES: 'true',
      QWEN_TELEMETRY_OUTFILE: null,
    }),
    wrapper: {
      program: 'qwen',
      // Versions about 0.21.2 are built without the exporter that it asks for, and send no span of their own then.
      without: ['OTEL_METRICS_EXPORTER'],
    },
  },
  {
    id: 'copilot-cli',
    name: 'GitHub Copilot CLI',
    kind: 'agent',
    byDefault: true,
    detail: 'Spans and metrics with messages',
    environment: () => ({
      COPILOT_OTEL_ENABLED: 'true',
      // Whatever the user exports to elsewhere: the other type is a file.
      COPILOT_OTEL_EXPORTER_TYPE: 'otlp-http',
      OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: 'true',
      COPILOT_OTEL_FILE_EXPORTER_PATH: null,
    }),
  },
  {
    id: 'opencode',
    name: 'opencode',
    kind: 'agent',
    byDefault: true,
    detail: 'Adds experimental.openTelemetry to its configuration for the time of the run',
    environment: () => ({
      OPENCODE_CONFIG_CONTENT: JSON.stringify({ experimental: { openTelemetry: true } }),
    }),
  },
  {
    id: 'grok-cli',
    name: 'Grok CLI',
    kind: 'agent',
    byDefault: true,
    detail: 'Events and metrics with prompts, answers, tool arguments and results; it sends no spans',
    environment: () => ({
      GROK_EXTERNAL_OTEL: '1',
      OTEL_LOG_USER_PROMPTS: '1',
      OTEL_LOG_ASSISTANT_RESPONSES: '1',
      OTEL_LOG_TOOL_DETAILS: '1',
      OTEL_LOG_TOOL_CONTENT: '1',
    }),
  },
  {
    id: 'copilot-chat',
    name: 'Copilot Chat in VS Code',
    kind: 'editor',
    byDefault: false,
    detail: 'Settings of this workspace; takes effect when the window is reloaded',
    settings: (endpoint) => ({
      'github.copilot.chat.otel.enabled': true,
      'github.copilot.chat.otel.exporterType': 'otlp-http',
      'github.copilot.chat.otel.otlpEndpoint': endpoint,
      'github.copilot.chat.otel.captureContent': true,
    }),
  },
  {
    id: 'copilot-agent-host',
    name: 'Agent host of VS Code',
    kind: 'editor',
    byDefault: false,
    detail: 'Settings of this workspace; takes effect when the window is reloaded',
    settings: (endpoint) => ({
      'chat.agentHost.otel.enabled': true,
      'chat.agentHost.otel.exporterType': 'otlp-http',
      'chat.agentHost.otel.otlpEndpoint': endpoint,
      'chat.agentHost.otel.captureContent': true,
    }),
  },
  {
    id: 'openinference',
    name: 'OpenInference and Phoenix',
    kind: 'sdk',
    byDefault: true,
    detail: 'phoenix.otel.register() sends here, and nothing is hidden',
    environment: (endpoint) => ({
      PHOENIX_COLLECTOR_ENDPOINT: endpoint,
      OPENINFERENCE_HIDE_INPUTS: null,
      OPENINFERENCE_HIDE_OUTPUTS: null,
      OPENINFERENCE_HIDE_INPUT_MESSAGES: null,
      OPENINFERENCE_HIDE_OUTPUT_MESSAGES: null,
    }),
  },
  {
    id: 'traceloop',
    name: 'OpenLLMetry (Traceloop)',
    kind: 'sdk',
    byDefault: true,
    detail: 'Traceloop.init() sends here, with prompts and answers',
    environment: (endpoint) => ({
      TRACELOOP_BASE_URL: endpoint,
      TRACELOOP_TRACE_CONTENT: 'true',
      TRACELOOP_HEADERS: null,
    }),
  },
  {
    id: 'langsmith',
    name: 'LangSmith (LangChain, LangGraph)',
    kind: 'sdk',
    byDefault: false,
    detail: 'Traces go here instead of to LangSmith; needs the package langsmith[otel]',
    environment: () => ({
      LANGSMITH_TRACING: 'true',
      LANGSMITH_OTEL_ENABLED: 'true',
      LANGSMITH_OTEL_ONLY: 'true',
      // The same in langsmith for JavaScript.
      LANGSMITH_TRACING_MODE: 'otel',
      LANGSMITH_HIDE_INPUTS: null,
      LANGSMITH_HIDE_OUTPUTS: null,
    }),
  },
  {
    id: 'anthropic-sdk',
    name: 'Anthropic SDK for TypeScript',
    kind: 'sdk',
    byDefault: true,
    detail: 'Messages in the spans of the SDK itself',
    environment: () => ({ ANTHROPIC_OPEN_TELEMETRY_TRACES_CONTENT_MODE: 'content' }),
  },
  {
    id: 'google-adk',
    name: 'Google ADK',
    kind: 'sdk',
    byDefault: true,
    detail: 'Requests and answers in spans',
    environment: () => ({ ADK_CAPTURE_MESSAGE_CONTENT_IN_SPANS: 'true' }),
  },
  {
    id: 'agent-framework',
    name: 'Microsoft Agent Framework',
    kind: 'sdk',
    byDefault: false,
    detail: 'Instrumentation on, with messages',
    environment: () => ({
      ENABLE_INSTRUMENTATION: 'true',
      ENABLE_OTEL: 'true',
      ENABLE_SENSITIVE_DATA: 'true',
    }),
  },
  {
    id: 'semantic-kernel',
    name: 'Semantic Kernel',
    kind: 'sdk',
    byDefault: true,
    detail: 'Model diagnostics, with messages',
    environment: () => ({
      SEMANTICKERNEL_EXPERIMENTAL_GENAI_ENABLE_OTEL_DIAGNOSTICS: 'true',
      SEMANTICKERNEL_EXPERIMENTAL_GENAI_ENABLE_OTEL_DIAGNOSTICS_SENSITIVE: 'true',
    }),
  },
  {
    id: 'haystack',
    name: 'Haystack',
    kind: 'sdk',
    byDefault: true,
    detail: 'Inputs and outputs of components',
    environment: () => ({ HAYSTACK_CONTENT_TRACING_ENABLED: 'true' }),
  },
  {
    id: 'logfire',
    name: 'Pydantic Logfire',
    kind: 'sdk',
    byDefault: false,
    detail: 'logfire.configure() sends here only',
    environment: () => ({ LOGFIRE_SEND_TO_LOGFIRE: 'false' }),
  },
];

export const DEFAULT_PRESETS: readonly string[] = PRESETS.filter(({ byDefault }) => byDefault).map(
  ({ id }) => id,
);

/** In the table's order; ids that nobody knows count for nothing. */
export function chosenPresets(ids: readonly string[]): Preset[] {
  return PRESETS.filter(({ id }) => ids.includes(id));
}

/**
 * Environment that makes OpenTelemetry SDKs, and the agents of the presets, send their traces, logs and metrics to the
 * collector. The names are those of the OpenTelemetry specification ("OpenTelemetry Protocol Exporter", "Environment
 * Variable Specification"), of its GenAI conventions and of the agents' own documentation. Inherited variables that
 * would overrule ours are removed, and so are headers: they carry the keys of whatever backend the user exports to.
 */
export function tracedEnvironment(target: TraceTarget, presets: readonly string[]): Environment {
  const endpoint = endpointOf(target);
  return Object.assign(
    baseEnvironment(target),
    ...chosenPresets(presets).map(({ environment }) => environment?.(endpoint) ?? {}),
  ) as Environment;
}
