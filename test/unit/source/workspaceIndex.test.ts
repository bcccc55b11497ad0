import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { SourceQuestion } from '../../../src/protocol/source';
import { SourceParser } from '../../../src/source/parser';
import { parserFiles } from '../../../src/source/worker/parserFiles';
import { WorkspaceIndex } from '../../../src/source/worker/workspaceIndex';

const TOOL = '@tool\ndef search(q): ...\n';

let folder: string;
let index: WorkspaceIndex;

async function write(path: string, text: string): Promise<string> {
  const file = join(folder, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  return file;
}

async function places(name: string) {
  const { places: found } = await index.find({ kind: 'tool', name, server: null });
  return found.map(({ file, at, cell }) => [file.slice(folder.length + 1), at.line, cell]);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'turnline-index-'));
  await write('.gitignore', 'generated/\n');
  await write('src/search.py', TOOL);
  await write('generated/search.py', TOOL);
  await write('hidden/search.py', TOOL);
  await write('node_modules/x/search.js', 'tool({ name: "search" })');
  await write(
    'book.ipynb',
    JSON.stringify({
      cells: [
        { cell_type: 'markdown', source: ['# x'] },
        { cell_type: 'code', source: ['%pip install x\n', '@tool\n', 'def from_book(q): ...'] },
      ],
    }),
  );
  await write('helpers.py', 'def plain(q): ...\n');
  index = new WorkspaceIndex(await SourceParser.open(parserFiles()));
  await index.build({ folders: [folder], exclude: ['**/{hidden,other}'] });
});

afterAll(() => rm(folder, { recursive: true }));

it('leaves out what Git ignores, what the editor hides and what others wrote', async () => {
  expect(await places('search')).toEqual([['src/search.py', 2, null]]);
});

it('reads what a deeper folder takes back from what Git ignores', async () => {
  const file = await write('kept/generated/kept.py', '@tool\ndef kept(q): ...\n');
  const ignores = await write('kept/.gitignore', '!generated/\n');
  await index.changed([file, ignores]);
  expect(await places('kept')).toEqual([['kept/generated/kept.py', 2, null]]);
});

it('finds what is in a notebook’s cell', async () => {
  expect(await places('from_book')).toEqual([['book.ipynb', 3, 1]]);
});

it('finds a function in a file that nobody parsed before', async () => {
  expect(await places('plain')).toEqual([['helpers.py', 1, null]]);
});

it('follows what is written and deleted', async () => {
  const file = await write('src/later.py', '\n\n@tool\ndef later(q): ...\n');
  await index.changed([file, await write('generated/later.py', '@tool\ndef later(q): ...\n')]);
  expect(await places('later')).toEqual([['src/later.py', 4, null]]);
  await rm(file);
  await index.changed([file]);
  expect(await places('later')).toEqual([]);
});

it('reads every folder of a workspace, with the servers that each configures', async () => {
  const roots = [join(folder, 'one'), join(folder, 'two')];
  await write('one/.mcp.json', '{"mcpServers":{"docs":{"command":"python","args":["docs/server.py"]}}}');
  await write('one/docs/server.py', '@mcp.tool()\ndef look_up(q): ...\n');
  await write('two/tools.py', '\n@mcp.tool()\ndef look_up(q): ...\n');
  const both = new WorkspaceIndex(await SourceParser.open(parserFiles()));
  await both.build({ folders: roots, exclude: [] });
  const ask = async (name: string) => {
    const { places: found, certain } = await both.find({ kind: 'tool', name, server: null });
    return [found.map(({ file }) => file.slice(folder.length + 1)), certain];
  };
  expect(await ask('look_up')).toEqual([['two/tools.py', 'one/docs/server.py'], false]);
  expect(await ask('mcp__docs__look_up')).toEqual([['one/docs/server.py', 'two/tools.py'], true]);
});

it('parses what a question may mean, however far the names lead', async () => {
  await write('far/names.ts', "export const ToolNames = { READ_FILE: 'read_file' } as const;\n");
  await write(
    'far/read.ts',
    "import { ToolNames } from './names';\nregisterTool(ToolNames.READ_FILE, run);\n",
  );
  await write('far/billing.py', '\nbilling = Agent(name="Billing")\n');
  await write('far/library/server.py', '@mcp.tool()\ndef borrow(q): ...\n');
  await write('far/prompt.py', 'SYSTEM_PROMPT = "You are a careful librarian of {town}, and brief."\n');
  await write('far/tool/clock.ts', '\nexport default tool({ description: "d", execute: async () => 1 });\n');
  const far = new WorkspaceIndex(await SourceParser.open(parserFiles()));
  await far.build({ folders: [join(folder, 'far')], exclude: [] });
  const best = async (question: SourceQuestion) => {
    const [first] = (await far.find(question)).places;
    return first && `${first.file.slice(folder.length + 5)}:${first.at.line}`;
  };
  const tool = (name: string) => best({ kind: 'tool', name, server: null });
  expect(await tool('read_file')).toBe('read.ts:2');
  expect(await tool('transfer_to_billing')).toBe('billing.py:2');
  expect(await tool('library_borrow')).toBe('library/server.py:2');
  expect(await tool('clock')).toBe('tool/clock.ts:2');
  expect(await best({ kind: 'agent', name: 'billing' })).toBe('billing.py:2');
  expect(await best({ kind: 'prompt', text: 'You are a careful librarian of Ulm, and brief.' })).toBe(
    'prompt.py:1',
  );
});

it('knows files by how they end, folder by folder', async () => {
  const file = await write('app/src/main/java/com/app/Tools.java', 'class Tools {}');
  await index.changed([file]);
  expect(await index.endingWith('com/app/Tools.java')).toEqual([file]);
  expect(await index.endingWith('app/Tools.java')).toEqual([file]);
  expect(await index.endingWith('p/Tools.java')).toEqual([]);
});

it('says which tools an unsaved text defines', async () => {
  const tools = await index.toolsIn(join(folder, 'new.py'), `x = 1\n${TOOL}\ndef helper(): ...\n`);
  expect(tools.map(({ name, at }) => [name, at.line])).toEqual([['search', 3]]);
});

it('finds agents and prompts that are written down beside the code, and follows their changes', async () => {
  const told = 'You review changes with great care for what people rely on.';
  const found = async (question: SourceQuestion) =>
    (await index.find(question)).places.map(({ file, at }) => [file.slice(folder.length + 1), at.line]);
  const asked: SourceQuestion = { kind: 'prompt', text: `# Rules\n${told}` };
  expect(await found(asked)).toEqual([]);
  const file = await write('.claude/agents/critic.md', `---\nname: critic\n---\n${told}\n`);
  const code = await write('prompts.py', `REVIEW_PROMPT = """${told} Be brief."""\n`);
  await index.changed([file, code]);
  expect(await found({ kind: 'agent', name: 'critic' })).toEqual([['.claude/agents/critic.md', 2]]);
  expect(await found(asked)).toEqual([['.claude/agents/critic.md', 4]]);
  expect(await found({ kind: 'prompt', text: `${told} Be brief.` })).toContainEqual(['prompts.py', 1]);
  await rm(file);
  await rm(code);
  await index.changed([file, code]);
  expect(await found(asked)).toEqual([]);
});
