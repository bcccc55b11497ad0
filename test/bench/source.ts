/** How well tools are found by name, and how long reading a workspace takes. */
import { join } from 'node:path';
import { SourceParser } from '../../src/source/parser';
import { parserFiles } from '../../src/source/worker/parserFiles';
import { WorkspaceIndex } from '../../src/source/worker/workspaceIndex';
import { AGENTS } from './source/agents';
import type { Project } from './source/corpus';
import { CORPUS, TRAPS } from './source/corpus';
import { withFolder } from './source/folder';
import { FRAMEWORKS } from './source/frameworks';
import { HOMEGROWN, HOMEGROWN_AGENTS } from './source/homegrown';
import { HOMEGROWN_PYTHON } from './source/homegrownPython';
import { printReading } from './source/reading';
import { WORKSPACES } from './source/workspaces';

const LEAST_RIGHT = 0.95;

const CORPORA: [title: string, projects: readonly Project[]][] = [
  ['styles', CORPUS],
  ['documented', FRAMEWORKS],
  ['home-grown', [...HOMEGROWN, ...HOMEGROWN_PYTHON]],
  ['public', WORKSPACES],
];

/** What clients make of a tool's name. */
const SPELLINGS: [title: string, spelt: (name: string) => string][] = [
  ['mcp__', (name) => `mcp__example__${name}`],
  ['server.', (name) => `example.${name}`],
  ['functions', (name) => `functions.${name}`],
];

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

function print(title: string, { tools, first, asked, wrong }: Score, of = 'tools'): void {
  const percent = ((100 * first) / tools).toFixed(1);
  console.log(
    `${title.padEnd(11)} ${tools} ${of}, first place right ${percent} %, asked for ${asked}, wrong without asking ${wrong}`,
  );
}

async function main(): Promise<void> {
  // First, while this process has little memory of its own.
  await printReading();
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
  const tooLow = scores.some(({ first, tools }) => first < tools * LEAST_RIGHT);
  const wrong = [...scores, traps].some((each) => each.wrong > 0);
  if (tooLow || wrong) process.exitCode = 1;
}

void main();
