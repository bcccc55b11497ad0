// OpenTelemetry as a user of the AI SDK sets it up.
import { OpenTelemetry } from '@ai-sdk/otel';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { registerTelemetry } from 'ai';

/**
 * Exports to `OTEL_EXPORTER_OTLP_ENDPOINT` by `OTEL_EXPORTER_OTLP_PROTOCOL` (`http/json` or `http/protobuf`).
 *
 * @param {string} serviceName
 * @returns {() => Promise<void>} Sends what is left.
 */
export function startTelemetry(serviceName) {
  const json = process.env.OTEL_EXPORTER_OTLP_PROTOCOL === 'http/json';
  const exporter = json ? new JsonExporter() : new ProtobufExporter();
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': serviceName }),
    spanProcessors: [new BatchSpanProcessor(exporter, { scheduledDelayMillis: 200 })],
  });
  provider.register();
  registerTelemetry(new OpenTelemetry({ agentSpanName: 'functionId' }));
  return () => provider.shutdown();
}
