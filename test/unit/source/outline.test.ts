import { describe, expect, it } from 'vitest';
import { functionNamesIn } from '../../../src/source/languages';
import { keysOf } from '../../../src/source/names';
import { mayDefine, mayUse, Outliner } from '../../../src/source/outline';
import { factsOf } from './support';

const FILES: [path: string, text: string][] = [
  ['c.py', 'class CsvTool(BaseTool):\n    name: str = "Search a file\'s content"\n'],
  ['a.py', '@tool("Name of my tool")\ndef run_it(q): ...\n@tool(\'it\', "d")\ndef other(): ...'],
  ['b.py', 'SEARCH = "don\'t"\n"it\'s"; tools = [Tool(name="my tool", func=f)]'],
  ['c.ts', 'const weatherTool = createTool({ id: "get-weather", execute: async () => 1 });'],
  ['d.ts', "server.registerTool('files.read', {}, async () => ({}));"],
  ['tool/database.ts', 'export default tool({ description: "d", execute: async () => 1 });'],
  ['e.cs', 'class P { [KernelFunction] public async Task<string> ChangeStateAsync() => ""; }'],
  ['f.go', 'package f\nfunc (c Calculator) Name() string { return "größe" }\nfunc (c Calculator) Call() {}'],
  ['g.py', 'agent = Agent(name="Spanish agent")'],
];

describe('an outline', () => {
  it.each(FILES)('has every name that the parser finds in %s', async (path, text) => {
    const outline = new Outliner().ofText(text, path);
    const { definitions } = await factsOf(path, text);
    const names = definitions.map(({ name }) => (name === 'default' ? 'database' : name!));
    expect(names).not.toEqual([]);
    const missing = names.flatMap((name) => keysOf(name, true)).filter((key) => !mayDefine(outline, key));
    expect(missing).toEqual([]);
  });

  it('has not what the file does not say', () => {
    const outline = new Outliner().ofText('@tool\ndef search_docs(q): ...', 'a.py');
    expect(mayDefine(outline, 'search')).toBe(false);
    expect(mayDefine(outline, 'docs')).toBe(false);
  });

  it('tells which constants are used', () => {
    const outline = new Outliner().ofText('registerTool(ToolNames.READ_FILE, run)', 'a.ts');
    expect(mayUse(outline, 'ToolNames.READ_FILE')).toBe(true);
    expect(mayUse(outline, 'READ_FILE')).toBe(true);
    expect(mayUse(outline, 'Others.READ_FILE')).toBe(false);
  });

  it('tells whether a prompt may be written there', () => {
    expect(new Outliner().ofText('SYSTEM_PROMPT = "…"', 'a.py').prompts).toBe(true);
    expect(new Outliner().ofText('@tool\ndef f(): ...', 'a.py').prompts).toBe(false);
  });
});

describe('names of functions', () => {
  it.each([
    [
      'csharp',
      '[Description("Lists (all) of them; {any}")] public async Task<(int, int)> Find([Description("a; b")] string q)\n{',
    ],
    ['csharp', 'if (x) return Other(y); (int a, int b) Find(string q) => (await Another(q), 1);'],
    [
      'java',
      'List<String> Find(@P("one; or {two}") String q) throws IOException { return other(new Another()); }',
    ],
  ] as const)('are found whatever their parameters say: %s', (language, text) => {
    const names = [...functionNamesIn(text, language)];
    expect(names).toContain('Find');
    expect(names).not.toContain('Another');
    expect(names).not.toContain('Other');
  });
});
