/** `turnline review` as a program. */
import { spawn } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/protocol/review';
import { sarifMistakes } from './sarifRules';

const ROOT = join(import.meta.dirname, '../../..');
const RECORDINGS = join(ROOT, 'test/fixtures/otlp');
const LOOP = join(RECORDINGS, 'ai-sdk-v5/loop/0001-traces.json');
const HAPPY = join(RECORDINGS, 'ai-sdk-v5/happy/0001-traces.json');

/** Programs start slowly where much else runs. */
const SLOW = { timeout: 60_000 };

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'turnline-cli-'));
  await build({
    entryPoints: [join(ROOT, 'src/cli/main.ts')],
    outfile: join(folder, 'cli.js'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'warning',
  });
  await copyFile(join(ROOT, 'node_modules/sql.js/dist/sql-wasm.wasm'), join(folder, 'sql-wasm.wasm'));
}, 60_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

const turnline = (...args: string[]) => turnlineWith('', args);

function turnlineWith(input: string | Buffer, args: readonly string[]): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(folder, 'cli.js'), ...args], { cwd: folder });
    child.stdin.end(input);
    const ended: Ended = { code: null, stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => (ended.stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (ended.stderr += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ ...ended, code });
    });
  });
}

interface JsonReport {
  failed: boolean;
  sessions: { summary: { id: string }; findings: Finding[]; violations: { policy: string }[] }[];
  problems: { message: string }[];
}

async function json(...args: string[]): Promise<JsonReport> {
  return JSON.parse((await turnline('review', '--format', 'json', ...args)).stdout) as JsonReport;
}

describe('the exit code', SLOW, () => {
  it('is 0 without a policy, whatever is found', async () => {
    const { code, stdout, stderr } = await turnline('review', LOOP);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('search_docs ran 6 times with the same arguments and the same result');
  });

  it('is 1 when something that the policy names is found, and the report says what', async () => {
    const policy = ['--fail-on', 'loop,tool-error,cost>0.50'];
    const failed = await turnline('review', LOOP, ...policy);
    expect(failed.code).toBe(1);
    expect(failed.stdout).toMatch(/Failed:\n {2}loop: 1 finding of kind loop in session sess-42/);
    const kept = await turnline('review', HAPPY, ...policy);
    expect(kept.code).toBe(0);
    expect(kept.stdout).toContain('Nothing found.');
  });

  it('is 2 for a wrong command line, a file that is not there, and one without a session', async () => {
    const empty = join(folder, 'empty.jsonl');
    await writeFile(empty, '');
    const wrong = [
      [['review', LOOP, '--fail-on', 'everything'], '--fail-on knows no "everything"'],
      [['review', join(folder, 'nowhere.json')], 'There is no such file.'],
      [['review', empty], 'empty.jsonl'],
      [['review', LOOP, '--session', 'other'], 'There is no session "other"'],
    ] as const;
    for (const [args, message] of wrong) {
      const { code, stdout, stderr } = await turnline(...args);
      expect({ code, stdout }, args.join(' ')).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain(message);
    }
  });
});

describe('files', SLOW, () => {
  it('may be JSON lines, compressed, protobuf, or several', async () => {
    const lines = join(folder, 'both.jsonl.gz');
    const bodies = await Promise.all([LOOP, HAPPY].map((file) => readFile(file, 'utf8')));
    await writeFile(lines, gzipSync(bodies.map((body) => JSON.stringify(JSON.parse(body))).join('\n')));
    const one = await json(lines);
    const two = await json(LOOP, HAPPY);
    expect(one.sessions).toEqual(two.sessions);
    expect(one.sessions).toHaveLength(1);
    const protobuf = await json(join(RECORDINGS, 'handwritten-c-summary/loop/0001-traces.pb'));
    expect(protobuf.sessions.map(({ findings }) => findings.map(({ kind }) => kind))).toEqual([['loop']]);
  });

  it('may be the standard input, compressed or not', async () => {
    const body = await readFile(LOOP);
    for (const input of [body, gzipSync(body)]) {
      const { code, stdout } = await turnlineWith(input, ['review', '-', '--fail-on', 'loop']);
      expect(code).toBe(1);
      expect(stdout).toContain('search_docs ran 6 times');
    }
    const { code, stderr } = await turnlineWith('{bad', ['review', '-']);
    expect(code).toBe(2);
    expect(stderr).not.toContain(tmpdir());
  });

  it('that are partly broken are reviewed as far as they go, and that is said', async () => {
    const broken = join(folder, 'broken.jsonl');
    const body = JSON.stringify(JSON.parse(await readFile(LOOP, 'utf8')));
    await writeFile(broken, `{"resourceSpans": 7}\n${body}\n`);
    const report = await json(broken);
    expect(report.sessions).toHaveLength(1);
    expect(report.problems).not.toEqual([]);
  });

  it('have no secrets in the report', async () => {
    const body = await readFile(LOOP, 'utf8');
    const file = join(folder, 'secret.json');
    const secret = `ghp_${'A1b2C3d4E5'.repeat(4).slice(0, 36)}`;
    await writeFile(file, body.replaceAll('Find out who owns', `Use ${secret} to find out who owns`));
    for (const format of ['text', 'json', 'markdown', 'sarif']) {
      const { stdout } = await turnline('review', file, '--format', format);
      expect(stdout).not.toContain(secret);
    }
  });
});

interface SarifResult {
  locations: { physicalLocation: { artifactLocation: { uri: string } } }[];
  partialFingerprints: Record<string, string>;
}

describe('a large input', SLOW, () => {
  /** One session with many loops, and many with one or none. */
  async function manySessions(): Promise<string> {
    const body = JSON.stringify(JSON.parse(await readFile(LOOP, 'utf8')));
    const happy = JSON.stringify(JSON.parse(await readFile(HAPPY, 'utf8')));
    const [trace] = /[0-9a-f]{32}/.exec(body)!;
    const [happyTrace] = /[0-9a-f]{32}/.exec(happy)!;
    const id = (i: number) => i.toString(16).padStart(32, '0');
    const lines = Array.from({ length: 70 }, (_, i) =>
      i < 60
        ? happy.replaceAll(happyTrace, id(i + 1)).replaceAll('sess-42', `quiet-${i}`)
        : body.replaceAll(trace, id(i + 1)).replaceAll('sess-42', `loop-${i}`),
    );
    const loops = Array.from({ length: 12 }, (_, i) => {
      // Hours apart, and another request each time: one session in which it happens again and again.
      const later = body.replace(
        /"(\d{10})(\d{9})"/g,
        (_all, s: string, ns: string) => `"${Number(s) + i * 3_600}${ns}"`,
      );
      return later
        .replaceAll(trace, id(1_000 + i))
        .replaceAll('Find out who owns', `Task ${i}: find out who owns`);
    });
    const file = join(folder, 'many.jsonl');
    await writeFile(file, [...lines, ...loops].join('\n'));
    return file;
  }

  it('is told as far as somebody reads it, the worst in any case, and how much more there is', async () => {
    const file = await manySessions();
    const { code, stdout } = await turnline('review', file, '--fail-on', 'loop');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^71 sessions: \d+ critical findings.*; nothing found in 60 of them\.$/m);
    for (let i = 60; i < 70; i++) expect(stdout).toContain(`in session loop-${i}\n`);
    expect(stdout).toContain('21 more sessions are left out');
    expect(stdout).toContain('… 7 more of kind loop');
    const markdown = (await turnline('review', file, '--format', 'markdown')).stdout;
    expect(markdown).toMatch(/^71 sessions: /m);
    expect(markdown).toContain('21 more sessions are left out');
    expect(markdown.match(/^## /gm)).toHaveLength(50);
    expect((await json(file)).sessions).toHaveLength(71);
  });
});

describe('formats', SLOW, () => {
  it('for programs have everything', async () => {
    const report = await json(LOOP, '--fail-on', 'critical', '--budget', '0.001');
    expect(report).toMatchObject({
      failed: true,
      sessions: [{ summary: { id: 'sess-42' }, violations: [{ policy: 'critical' }] }],
    });
    expect(report.sessions[0]?.findings.map(({ kind }) => kind)).toEqual(['loop', 'budget']);
  });

  it('for code hosts point to the file', async () => {
    await copyFile(LOOP, join(folder, 'trace.json'));
    const { stdout } = await turnline('review', 'trace.json', '--format', 'sarif');
    const sarif = JSON.parse(stdout) as { version: string; runs: { results: unknown[] }[] };
    expect(sarif.version).toBe('2.1.0');
    expect(sarif.runs[0]?.results).toMatchObject([
      {
        ruleId: 'loop',
        ruleIndex: 0,
        level: 'error',
        locations: [
          { physicalLocation: { artifactLocation: { uri: 'trace.json' }, region: { startLine: 1 } } },
        ],
      },
    ]);
  });

  it('for code hosts name the file that a session is in, and know it again in another run', async () => {
    const body = await readFile(LOOP, 'utf8');
    await copyFile(HAPPY, join(folder, 'first.json'));
    const results = async (trace: string) => {
      await writeFile(join(folder, 'second.json'), trace);
      const { stdout } = await turnline('review', 'first.json', 'second.json', '--format', 'sarif');
      return (JSON.parse(stdout) as { runs: { results: SarifResult[] }[] }).runs[0]!.results;
    };
    const [found] = await results(body);
    expect(found?.locations[0]?.physicalLocation.artifactLocation.uri).toBe('second.json');
    const traceId = /"traceId":\s*"([0-9a-f]{32})"/.exec(body)![1]!;
    const [again] = await results(body.replaceAll(traceId, 'f'.repeat(32)).replaceAll('sess-42', 'sess-43'));
    expect(again?.partialFingerprints['turnline/v1']).not.toBe(found?.partialFingerprints['turnline/v1']);
    expect(again?.partialFingerprints.primaryLocationLineHash).toBe(
      found?.partialFingerprints.primaryLocationLineHash,
    );
  });

  it('for code hosts are what the standard allows, whatever is in a trace', async () => {
    const odd = join(folder, 'with spaces & ümlauts #1.json');
    const body = await readFile(LOOP, 'utf8');
    await writeFile(odd, body.replaceAll('search_docs', 'search \\u0007 <docs>'));
    const broken = join(folder, 'partly.jsonl');
    await writeFile(broken, `{"resourceSpans": 7}\n${JSON.stringify(JSON.parse(body))}\n`);
    for (const file of [LOOP, HAPPY, odd, broken]) {
      const { stdout } = await turnline('review', file, '--format', 'sarif', '--budget', '0.000001');
      expect(sarifMistakes(JSON.parse(stdout)), file).toEqual([]);
    }
    const { stdout } = await turnlineWith(body, ['review', '-', '--format', 'sarif']);
    expect(sarifMistakes(JSON.parse(stdout))).toEqual([]);
    expect(stdout).toContain('"uri": "stdin"');
  });

  it('for comments let nothing of a trace become markup', async () => {
    const body = await readFile(LOOP, 'utf8');
    const file = join(folder, 'markup.json');
    await writeFile(file, body.replaceAll('Find out who owns', '<img src=x> **bold** @everyone'));
    const { stdout } = await turnline('review', file, '--format', 'markdown');
    expect(stdout).toContain('&lt;img src=x&gt; \\*\\*bold\\*\\* @\u200beveryone');
  });

  it('for terminals take out what would command them', async () => {
    const body = await readFile(LOOP, 'utf8');
    const file = join(folder, 'escape.json');
    await writeFile(file, body.replaceAll('Find out who owns', '\\u001b[31mred'));
    expect((await turnline('review', file)).stdout).toContain('[31mred');
    expect((await turnline('review', file)).stdout).not.toContain('\u001b');
  });

  it('can go to a file', async () => {
    const output = join(folder, 'report.md');
    const { stdout } = await turnline('review', LOOP, '--format', 'markdown', '--output', output);
    expect(stdout).toBe('');
    expect(await readFile(output, 'utf8')).toContain('# Agent review');
  });
});
