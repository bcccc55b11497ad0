/** The script that stands before a program, run by a real shell. */
import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PRESETS } from '../../../src/presets/presets';
import { runWith } from '../../../src/presets/shellLines';
import { wrapperScript } from '../../../src/presets/wrapperScript';

const CODEX = PRESETS.find(({ id }) => id === 'codex')!.wrapper!;
const QWEN = PRESETS.find(({ id }) => id === 'qwen-code')!.wrapper!;
/** Prints its arguments, one a line, and fails as it is told. */
const PROGRAM = '#!/bin/sh\nfor word in "$@"; do echo "<$word>"; done\nexit 7\n';
/** Prints which exporters it inherits, too. */
const NODE_PROGRAM = '#!/bin/sh\necho "$*; $OTEL_TRACES_EXPORTER $OTEL_METRICS_EXPORTER"\n';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'turnline wrapper '));
  const [ours, theirs] = [join(folder, 'ours'), join(folder, 'their programs')];
  await mkdir(ours);
  await mkdir(theirs);
  const scripts = [CODEX, QWEN].map((wrapper) => wrapperScript(wrapper, 'linux'));
  for (const [file, content] of [
    ...scripts.map(({ name, text }) => [join(ours, name), text] as const),
    [join(theirs, 'codex'), PROGRAM],
    [join(theirs, 'qwen'), NODE_PROGRAM],
  ] as const) {
    await writeFile(file, content);
    await chmod(file, 0o755);
  }
  path = [ours, theirs, process.env.PATH].join(delimiter);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function run(args: string[], environment: Record<string, string> = {}, program = 'codex') {
  const options = { env: { PATH: path, ...environment } };
  return promisify(execFile)(join(folder, 'ours', program), args, options).catch(
    (error: unknown) => error as { stdout: string; stderr: string; code: number },
  );
}

describe.skipIf(process.platform === 'win32')('a wrapped program', () => {
  it('gets its exporters before the user’s arguments, each as one word', async () => {
    const { stdout } = await run(['exec', "it's", 'two words'], {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318',
    });
    const words = stdout.trim().split('\n');
    expect(words).toContain(
      '<otel.trace_exporter={otlp-http={endpoint="http://127.0.0.1:4318/v1/traces",protocol="binary",headers={}}}>',
    );
    expect(words.slice(-3)).toEqual(['<exec>', "<it's>", '<two words>']);
    expect(words.filter((word) => word === '<-c>')).toHaveLength(4);
  });

  it.each([
    [['exec', '-c', 'model="x"', 'ask'], 1],
    [['exec', 'resume', '--config=model="x"', 'ask'], 2],
    [['exec', '-cmodel="x"', '-c', 'otel.log_user_prompt=false'], 1],
    [['-c', 'model="x"', 'exec', '-c', 'effort="low"'], 0],
    [['exec', '--', '-c', 'ask'], 0],
    [['exec', '-cool', 'ask'], 0],
    [[], 0],
  ])(
    'gets its exporters beside the user’s own options, so that none overrules them: %j',
    async (args, place) => {
      const { stdout } = await run(args, { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' });
      const words = stdout.trim().split('\n');
      const ours = words.slice(place, place + 8);
      expect(ours.filter((_, at) => at % 2 === 0)).toEqual(['<-c>', '<-c>', '<-c>', '<-c>']);
      expect(ours.filter((_, at) => at % 2 === 1).every((word) => word.startsWith('<otel.'))).toBe(true);
      expect([...words.slice(0, place), ...words.slice(place + 8)]).toEqual(args.map((word) => `<${word}>`));
    },
  );

  it('gets nothing of ours where nobody listens, and its exit code is passed on', async () => {
    const result = await run(['exec']);
    expect(result.stdout).toBe('<exec>\n');
    expect((result as { code?: number }).code).toBe(7);
  });

  it('is started without a variable that keeps it from sending, where we set that', async () => {
    const exporters = { OTEL_TRACES_EXPORTER: 'otlp', OTEL_METRICS_EXPORTER: 'otlp' };
    const traced = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318', ...exporters };
    expect((await run(['-p', 'ask it'], traced, 'qwen')).stdout).toBe('-p ask it; otlp \n');
    expect((await run(['-p'], exporters, 'qwen')).stdout).toBe('-p; otlp otlp\n');
  });

  it('that is not installed is said to be missing, once', async () => {
    path = join(folder, 'ours') + delimiter + '/usr/bin' + delimiter + '/bin';
    const result = await run(['exec']);
    expect(result.stderr).toBe('codex: command not found\n');
    expect((result as { code?: number }).code).toBe(127);
  });
});

describe('a program that must not inherit a variable', () => {
  it('is started without it by cmd.exe, too', () => {
    const lines = wrapperScript(QWEN, 'win32').text.split('\r\n');
    expect(lines.slice(-3)).toEqual(['set "OTEL_METRICS_EXPORTER="', 'call "%real%" %*', '']);
  });

  it('is started without it by the lines for other shells', () => {
    const target = { httpPort: 4318, token: null };
    expect(runWith(target, ['qwen-code'], 'qwen')).not.toContain('OTEL_METRICS_EXPORTER');
    expect(runWith(target, ['claude-code'], 'claude')).toContain('OTEL_METRICS_EXPORTER=otlp');
  });
});
