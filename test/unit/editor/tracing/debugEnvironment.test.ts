import { describe, expect, it } from 'vitest';
import { envFilesOf, isTraceable, withEnvironment } from '../../../../src/editor/tracing/debugEnvironment';

const OURS = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318', OTEL_TRACES_EXPORTER: 'otlp' };

describe('a debug configuration', () => {
  it.each(['node', 'pwa-node', 'node-terminal', 'python', 'debugpy', 'go', 'coreclr'])(
    'of type %s is traced when it starts a program',
    (type) => {
      expect(isTraceable({ type, request: 'launch' })).toBe(true);
      expect(isTraceable({ type, request: 'attach' })).toBe(false);
    },
  );

  it('of another type is left alone', () => {
    expect(isTraceable({ type: 'chrome', request: 'launch' })).toBe(false);
  });

  it('keeps the user’s values and gets the others', () => {
    const configuration = {
      type: 'node',
      request: 'launch',
      program: 'agent.mjs',
      env: { OTEL_TRACES_EXPORTER: 'none', OTEL_SERVICE_NAME: null },
    };
    expect(withEnvironment(configuration, OURS, new Set())).toEqual({
      ...configuration,
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318',
        OTEL_TRACES_EXPORTER: 'none',
        OTEL_SERVICE_NAME: null,
      },
    });
  });

  it('does not overrule what its envFile sets', () => {
    const { env } = withEnvironment(
      { type: 'go', request: 'launch' },
      OURS,
      new Set(['OTEL_EXPORTER_OTLP_ENDPOINT']),
    ) as { env?: unknown };
    expect(env).toEqual({ OTEL_TRACES_EXPORTER: 'otlp' });
  });

  it('names its files, however many', () => {
    expect(envFilesOf({ type: 'go', request: 'launch', envFile: ['/a', 1, '/b'] })).toEqual(['/a', '/b']);
    expect(envFilesOf({ type: 'python', request: 'launch', envFile: '/a' })).toEqual(['/a']);
    expect(envFilesOf({ type: 'python', request: 'launch' })).toEqual([]);
  });
});
