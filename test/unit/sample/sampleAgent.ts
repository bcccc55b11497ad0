import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const SAMPLE = `${ROOT}media/sample/`;
const VENDOR = `${SAMPLE}vendor/otlp-transformer.mjs`;

const run = promisify(execFile);

export interface SampleOptions {
  endpoint: string;
  protocol?: 'http/protobuf' | 'http/json';
  /** As `OTEL_EXPORTER_OTLP_HEADERS` has them. */
  headers?: string;
}

/** Runs a scenario of the sample agent without its waits. Rejects when it exits with anything but 0. */
export async function runSample(scenario: string, options: SampleOptions): Promise<string> {
  await buildVendor();
  const { stdout } = await run(process.execPath, [`${SAMPLE}agent.mjs`, scenario, '--fast'], {
    env: {
      ...process.env,
      OTEL_EXPORTER_OTLP_ENDPOINT: options.endpoint,
      OTEL_EXPORTER_OTLP_PROTOCOL: options.protocol ?? 'http/protobuf',
      OTEL_EXPORTER_OTLP_HEADERS: options.headers ?? '',
    },
    maxBuffer: 10_000_000,
  });
  return stdout;
}

/** What the agent itself says about its run in the last lines of its transcript. */
export interface SampleTotals {
  sessionId: string;
  turns: number;
  toolCalls: number;
  errors: number;
  inputTokens: number;
  cachedTokens: number;
  outputTokens: number;
}

export function totalsOf(transcript: string): SampleTotals {
  const session = /^session (\S+)$/m.exec(transcript);
  const figures =
    /^(\d+) turns, (\d+) tool calls, (\d+) errors, (\d+) tokens in \((\d+) cached\), (\d+) out/m.exec(
      transcript,
    );
  if (!session || !figures) throw new Error(`No totals in:\n${transcript}`);
  const [turns, toolCalls, errors, inputTokens, cachedTokens, outputTokens] = figures.slice(1).map(Number);
  return {
    sessionId: session[1]!,
    turns: turns!,
    toolCalls: toolCalls!,
    errors: errors!,
    inputTokens: inputTokens!,
    cachedTokens: cachedTokens!,
    outputTokens: outputTokens!,
  };
}

/** The whole build makes the agent's serializers too; this is for tests that run without one. */
async function buildVendor(): Promise<void> {
  if (existsSync(VENDOR)) return;
  await run(process.execPath, ['esbuild.mjs', '--only', 'sample'], { cwd: ROOT });
}
