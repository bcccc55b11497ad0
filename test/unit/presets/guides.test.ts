/** Every snippet is valid in its language, and those whose SDK is here run against the real receiver. */
import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import ts from 'typescript';
import { describe, expect, it, vi } from 'vitest';
import { startMockModel } from '../../agents/mock-model/server.mjs';
import type { GuideStep, SnippetLanguage } from '../../../src/presets/guide';
import { GUIDE_GROUPS } from '../../../src/presets/guide';
import { guides } from '../../../src/presets/guides';
import { PRESETS } from '../../../src/presets/presets';
import { startCollectorUnderTest } from '../support/runningCollector';

// Some start a program; on a busy machine that takes a while.
vi.setConfig({ testTimeout: 30_000 });

const PYTHON = spawnSync('python3', ['-c', 'import tomllib']).status === 0;
const GUIDES = guides({ httpPort: 43_180, token: 'odd-token_' });
const STEPS = GUIDES.flatMap(({ id, steps }) =>
  steps.map((step, i) => ({ ...step, name: `${id} ${i + 1}` })),
);
const of = (...languages: SnippetLanguage[]) => STEPS.filter(({ language }) => languages.includes(language));

/** Python reads the code from its input. */
function python(program: string, code: string): void {
  execFileSync('python3', ['-c', `import sys\n${program}`], { input: code });
}

describe('the guides', () => {
  it('have a name each, in a group that is shown', () => {
    expect(new Set(GUIDES.map(({ id }) => id)).size).toBe(GUIDES.length);
    for (const { group } of GUIDES) expect(GUIDE_GROUPS).toContain(group);
  });

  it('are there for every coding agent of the presets', () => {
    const ids = GUIDES.map(({ id }) => id);
    for (const { id } of PRESETS.filter(({ kind }) => kind === 'agent')) expect(ids).toContain(id);
  });

  it('hold the real port and the token, wherever they hold one', () => {
    for (const { code, name } of STEPS) {
      const ports = [...code.matchAll(/127\.0\.0\.1:(\d+)/g)].map(([, port]) => port);
      expect(new Set([...ports, '43180']), name).toEqual(new Set(['43180']));
      if (code.includes('export OTEL_EXPORTER_OTLP_ENDPOINT')) expect(code, name).toContain('odd-token_');
    }
  });

  it('say which preset is to be chosen where its variables are not in every traced terminal', () => {
    const runText = (wanted: string) => GUIDES.find(({ id }) => id === wanted)?.steps.at(-1)?.text;
    expect(runText('langgraph')).toContain('“LangSmith (LangChain, LangGraph)”');
    expect(runText('openai-agents')).not.toContain('Choose');
  });

  it.each(of('shell'))('$name is valid for a shell', ({ code }) => {
    execFileSync('sh', ['-n'], { input: code });
  });

  it.each(of('typescript'))('$name is valid TypeScript', ({ code }) => {
    const { diagnostics } = ts.transpileModule(code, { reportDiagnostics: true });
    expect(diagnostics?.map(({ messageText }) => messageText)).toEqual([]);
  });

  it.each(of('json'))('$name is valid JSON', ({ code }) => {
    expect(Object.keys(JSON.parse(code) as object).length).toBeGreaterThan(0);
  });

  it.skipIf(!PYTHON).each(of('python'))('$name is valid Python', ({ code }) => {
    python('import ast; ast.parse(sys.stdin.read())', code);
  });

  it.skipIf(!PYTHON).each(of('toml'))('$name is valid TOML', ({ code }) => {
    python(
      'import tomllib; assert tomllib.loads(sys.stdin.read())["otel"]["trace_exporter"]["otlp-http"]',
      code,
    );
  });

  it.each(of('go', 'csharp', 'powershell'))('$name closes what it opens', ({ code }) => {
    for (const [open, close] of ['()', '[]', '{}'] as const) {
      expect(code.split(open!).length, open).toBe(code.split(close!).length);
    }
  });
});

describe('the guide for the AI SDK', () => {
  it('gives a session, as it stands', async () => {
    const collector = await startCollectorUnderTest();
    const model = await startMockModel({
      agents: [
        {
          instructions: '',
          turns: [{ text: 'Hello.', usage: { input: 10, cached: 0, output: 2, reasoning: 0 } }],
        },
      ],
    });
    // Below the repository, where its packages are found.
    const folder = await mkdtemp(join(import.meta.dirname, 'snippet-'));
    try {
      const steps = guides({ httpPort: Number(new URL(collector.endpoint).port), token: null }).find(
        ({ id }) => id === 'ai-sdk-7',
      )!.steps;
      const [setUp, call] = steps.filter(({ language }) => language === 'typescript') as [
        GuideStep,
        GuideStep,
      ];
      await writeFile(join(folder, 'telemetry.mjs'), setUp.code);
      await writeFile(join(folder, 'agent.mjs'), call.code);
      await writeFile(join(folder, 'run.sh'), steps.at(-1)!.code);
      const { stdout } = await promisify(execFile)('sh', ['run.sh'], {
        cwd: folder,
        env: { PATH: process.env.PATH, OPENAI_API_KEY: 'none', OPENAI_BASE_URL: model.baseUrl },
      });
      expect(stdout.trim()).toBe('Hello.');
      expect(await collector.onlySession()).toMatchObject({ agents: ['my-agent'], llmCalls: 1 });
    } finally {
      await rm(folder, { recursive: true, force: true });
      await model.close();
      await collector.close();
    }
  });
});
