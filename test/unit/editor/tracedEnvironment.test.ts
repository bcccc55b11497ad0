import { describe, expect, it } from 'vitest';
import { tracedEnvironment } from '../../../src/editor/tracedEnvironment';

describe('tracedEnvironment', () => {
  const env = tracedEnvironment(43_180);

  it('sends traces, logs and metrics to the collector over HTTP', () => {
    expect(env).toMatchObject({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:43180',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_LOGS_EXPORTER: 'otlp',
      OTEL_METRICS_EXPORTER: 'otlp',
    });
  });

  it('captures what models and tools said', () => {
    expect(env.OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT).toBe('true');
  });

  it.each([
    'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
    'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL',
    'OTEL_EXPORTER_OTLP_LOGS_ENDPOINT',
    'OTEL_EXPORTER_OTLP_METRICS_PROTOCOL',
    'OTEL_TRACES_SAMPLER',
    'OTEL_SDK_DISABLED',
  ])('removes %s, which would overrule it', (name) => {
    expect(env[name]).toBeNull();
  });

  it.each([
    'OTEL_EXPORTER_OTLP_HEADERS',
    'OTEL_EXPORTER_OTLP_TRACES_HEADERS',
    'OTEL_EXPORTER_OTLP_LOGS_HEADERS',
  ])('removes %s, which carries the keys of another backend', (name) => {
    expect(env[name]).toBeNull();
  });
});
