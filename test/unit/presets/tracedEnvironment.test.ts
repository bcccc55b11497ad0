import { describe, expect, it } from 'vitest';
import { DEFAULT_PRESETS, tracedEnvironment } from '../../../src/presets/presets';

describe('tracedEnvironment', () => {
  const env = tracedEnvironment({ httpPort: 43_180, token: null }, DEFAULT_PRESETS);

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

  describe('with a token', () => {
    const TOKEN = 'x0-_AZaz09';
    const headers =
      tracedEnvironment({ httpPort: 43_180, token: TOKEN }, DEFAULT_PRESETS).OTEL_EXPORTER_OTLP_HEADERS ?? '';

    it('has it in a header, percent-encoded as OpenTelemetry SDKs read it', () => {
      const [name, value = ''] = headers.split('=');
      expect(name).toBe('authorization');
      expect(decodeURIComponent(value)).toBe(`Bearer ${TOKEN}`);
    });

    it('has it in the strict form that Python’s SDK insists on', () => {
      // `_HEADER_PATTERN` of opentelemetry.util.re: no space, quote, comma, semicolon or backslash in a value.
      expect(headers).toMatch(/^[\w.+-]+=[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*$/);
    });

    it('still leaves no header of one signal only, which would overrule it', () => {
      expect(tracedEnvironment({ httpPort: 43_180, token: TOKEN }, DEFAULT_PRESETS)).toMatchObject({
        OTEL_EXPORTER_OTLP_TRACES_HEADERS: null,
        OTEL_EXPORTER_OTLP_LOGS_HEADERS: null,
        OTEL_EXPORTER_OTLP_METRICS_HEADERS: null,
      });
    });
  });
});
