/** How well tools are found by name, and how long reading a workspace takes. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { SourceParser } from '../../src/source/parser';
import { parserFiles } from '../../src/source/worker/parserFiles';
import { WorkspaceIndex } from '../../src/source/worker/workspaceIndex';
import { AGENTS } from './source/agents';
import type { Project } from './source/corpus';
import { CORPUS, TRAPS } from './source/corpus';
import { FRAMEWORKS } from './source/frameworks';
import { HOMEGROWN, HOMEGROWN_AGENTS } from './source/homegrown';
import { WORKSPACES } from './source/workspaces';

const FILES = 10_000;
/** Of the generated files, one in so many defines a tool. */
const TOOL_EVERY = 2;
const LINES = 120;
const LEAST_RIGHT = 0.95;

const CORPORA: [title: string, projects: readonly Project[]][] = [
  ['styles', CORPUS],
  ['documented', FRAMEWORKS],
  ['home-grown', HOMEGROWN],
  ['public', WORKSPACES],
];

/** What clients make of a tool's name. */
const SPELLINGS: [title: string, spelt: (name: string) => string][] = [
  ['mcp__', (name) => `mcp__example__${name}`],
  ['server.', (name) => `example.${name}`],
  ['functions', (name) => `functions.${name}`],
];

async function withFolder<T>(files: Record<string, string>, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'turnline-bench-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** `file:line` of the mark of a tool; null for traps, which have none. */
function expected({ files }: Project, tool: string): string | null {
  for (const [path, text] of Object.entries(files)) {
    const line = text.split('\n').findIndex((each) => each.endsWith(`¶ ${tool}`));
    if (line >= 0) return `${path}:${line + 1}`;
  }
  return null;
}

interface Score {
  tools: number;
  first: number;
  asked: number;
  wrong: number;
}

/**
 * @param spelt how a span has the tool's name
 * @param kind what the names are names of
 */
async function score(
  parser: SourceParser,
  projects: readonly Project[],
  spelt: (name: string) => string = (name) => name,
  kind: 'tool' | 'agent' = 'tool',
): Promise<Score> {
  const sum: Score = { tools: 0, first: 0, asked: 0, wrong: 0 };
  for (const project of projects) {
    await withFolder(project.files, async (folder) => {
      const index = new WorkspaceIndex(parser);
      await index.build({ folders: [folder], exclude: [] });
      for (const name of project.tools) {
        const { places, certain } = await index.find({ kind, name: spelt(name), server: null });
        const best = places[0] && `${places[0].file.slice(folder.length + 1)}:${places[0].at.line}`;
        const right = expected(project, name);
        sum.tools += 1;
        if (best === right) sum.first += 1;
        else if (right !== null)
          console.log(`  missed: ${project.style}, ${name}: ${best ?? 'nothing'}, not ${right}`);
        if (!certain) sum.asked += 1;
        else if (best !== right) sum.wrong += 1;
      }
    });
  }
  return sum;
}

/** With the processor time that it takes, in seconds: nobody else's work counts. */
async function timed<T>(work: () => Promise<T>): Promise<[T, string]> {
  const before = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  return [result, `${((user + system) / 1e6).toFixed(1)} s`];
}

async function timing(parser: SourceParser): Promise<void> {
  const filler = Array.from(
    { length: LINES },
    (_, n) => `def helper_${n}(value):\n    return value + ${n}\n`,
  ).join('');
  const files = Object.fromEntries(
    Array.from({ length: FILES }, (_, n) => [
      `package_${n % 100}/module_${n}.py`,
      n % TOOL_EVERY === 0
        ? `${filler}\n@tool\ndef tool_${n}(q):\n    return q\nPROMPT = "You are helper number ${n} of this bench."\n`
        : filler,
    ]),
  );
  await withFolder(files, async (folder) => {
    const index = new WorkspaceIndex(parser);
    const [{ files: read, promising }, built] = await timed(() =>
      index.build({ folders: [folder], exclude: [] }),
    );
    const [, asked] = await timed(() => index.find({ kind: 'tool', name: 'tool_0', server: null }));
    const [, prompted] = await timed(() => index.find({ kind: 'prompt', text: 'Answer briefly.' }));
    console.log(
      `index       ${read} files, ${promising} with words of tools: read in ${built}, the first tool found in ${asked}, the first prompt sought in ${prompted}, in its own thread`,
    );
  });
}

function print(title: string, { tools, first, asked, wrong }: Score, of = 'tools'): void {
  const percent = ((100 * first) / tools).toFixed(1);
  console.log(
    `${title.padEnd(11)} ${tools} ${of}, first place right ${percent} %, asked for ${asked}, wrong without asking ${wrong}`,
  );
}

async function main(): Promise<void> {
  const parser = await SourceParser.open(parserFiles(join(process.cwd(), 'src/source/worker')));
  const scores: Score[] = [];
  for (const [title, projects] of CORPORA) {
    const found = await score(parser, projects);
    print(title, found);
    scores.push(found);
  }
  const agents = await score(parser, [...AGENTS, ...HOMEGROWN_AGENTS], undefined, 'agent');
  print('agents', agents, 'agents');
  scores.push(agents);
  for (const [title, spelt] of SPELLINGS) {
    const spelling = await score(parser, WORKSPACES, spelt);
    print(title, spelling);
    scores.push(spelling);
  }
  const traps = await score(parser, TRAPS);
  console.log(`traps       ${traps.tools} names, wrong without asking ${traps.wrong}`);
  await timing(parser);
  const tooLow = scores.some(({ first, tools }) => first < tools * LEAST_RIGHT);
  const wrong = [...scores, traps].some((each) => each.wrong > 0);
  if (tooLow || wrong) process.exitCode = 1;
}

void main();
