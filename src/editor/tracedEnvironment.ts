/** Variable name → value; null removes what the terminal would inherit. */
export type TerminalEnvironment = Record<string, string | null>;

/** Of every signal, or of one: they would overrule the endpoint, or carry the keys of another backend. */
const OVERRULING = ['ENDPOINT', 'PROTOCOL', 'HEADERS'];
const SIGNALS = ['TRACES', 'LOGS', 'METRICS'];

/**
 * Environment that makes an OpenTelemetry SDK send its traces, logs and metrics to the collector.
 *
 * The names are those of the OpenTelemetry specification ("OpenTelemetry Protocol Exporter", "Environment Variable
 * Specification") and of its GenAI conventions. The protocol is set beside the endpoint because Python's
 * `opentelemetry-distro` would choose gRPC otherwise. Inherited variables that would overrule ours are removed, and so
 * are headers: they carry the keys of whatever backend the user normally exports to.
 *
 * @param token what the collector requires of senders; null when nothing
 */
export function tracedEnvironment(httpPort: number, token: string | null): TerminalEnvironment {
  const removed = SIGNALS.flatMap((signal) =>
    OVERRULING.map((what) => [`OTEL_EXPORTER_OTLP_${signal}_${what}`, null] as const),
  );
  return {
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${httpPort}`,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
    OTEL_TRACES_EXPORTER: 'otlp',
    OTEL_LOGS_EXPORTER: 'otlp',
    OTEL_METRICS_EXPORTER: 'otlp',
    OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: 'true',
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
