/** Variable name → value; null removes what the terminal would inherit. */
export type TerminalEnvironment = Record<string, string | null>;

/**
 * Environment that makes an OpenTelemetry SDK send its traces to the collector.
 *
 * The names are those of the OpenTelemetry specification ("OpenTelemetry Protocol Exporter", "Environment Variable
 * Specification") and of its GenAI conventions. The protocol is set beside the endpoint because Python's
 * `opentelemetry-distro` would choose gRPC otherwise. Logs and metrics are not kept in this version: `none` saves the
 * agent from failing exports. Inherited variables that would overrule ours are removed, and so are headers: they
 * carry the keys of whatever backend the user normally exports to.
 */
export function tracedEnvironment(httpPort: number): TerminalEnvironment {
  return {
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${httpPort}`,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
    OTEL_TRACES_EXPORTER: 'otlp',
    OTEL_LOGS_EXPORTER: 'none',
    OTEL_METRICS_EXPORTER: 'none',
    OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: 'true',
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: null,
    OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: null,
    OTEL_EXPORTER_OTLP_HEADERS: null,
    OTEL_EXPORTER_OTLP_TRACES_HEADERS: null,
    OTEL_TRACES_SAMPLER: null,
    OTEL_SDK_DISABLED: null,
  };
}
