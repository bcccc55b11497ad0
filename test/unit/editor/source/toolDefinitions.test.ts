import { describe, expect, it } from 'vitest';
import { CONFIDENCE } from '../../../../src/editor/source/definition';
import type { SourceLanguage } from '../../../../src/editor/source/toolDefinitions';
import { foldName, languageOf, toolDefinitions } from '../../../../src/editor/source/toolDefinitions';

const { declaredTool, runnableObject, moduleFunction, innerFunction, schemaOnly } = CONFIDENCE;

/** Best definition of the tool: what stands at the place, its line, and the confidence. */
function bestOf(text: string, language: SourceLanguage, tool = 'search_docs') {
  const [best] = toolDefinitions(text, language)
    .filter(({ name }) => foldName(name) === foldName(tool))
    .sort((a, b) => b.confidence - a.confidence);
  if (!best) return null;
  const written = /^[\w$-]+/.exec(text.split('\n')[best.line - 1]!.slice(best.column - 1))?.[0];
  return [written, best.line, best.confidence];
}

describe('Python', () => {
  it.each([
    ['a bare decorator', '@tool\ndef search_docs(q): ...', ['search_docs', 2, declaredTool]],
    ['a called decorator', '@mcp.tool()\nasync def search_docs(q): ...', ['search_docs', 2, declaredTool]],
    ['a qualified decorator', '@agent.tool_plain\ndef search_docs(): ...', ['search_docs', 2, declaredTool]],
    ['@function_tool', '\n\n@function_tool\ndef search_docs(q): ...', ['search_docs', 4, declaredTool]],
    ['two decorators', '@tool\n@traced("x")\ndef search_docs(q): ...', ['search_docs', 3, declaredTool]],
    ['a decorator with a name', '@tool("search_docs")\ndef run(q): ...', ['run', 2, declaredTool]],
    [
      'a decorator over lines',
      '@tool(\n  name="x",\n\n  return_direct=f(1),\n)\ndef search_docs(q): ...',
      ['search_docs', 6, moduleFunction],
    ],
    [
      'a decorator over lines, in a class',
      'class A:\n    @kernel_function(\n        name="search_docs",  # (\n    )\n    def search(self): ...',
      ['search', 5, declaredTool],
    ],
    ['name_override', '@function_tool(name_override="search_docs")\ndef f(): ...', ['f', 2, declaredTool]],
    ['a plain function', 'x = 1\ndef search_docs(q): ...', ['search_docs', 2, moduleFunction]],
    ['a method', 'class A:\n  def search_docs(self): ...', ['search_docs', 2, innerFunction]],
    [
      'from_function with a function of the file',
      'def run(q): ...\nt = StructuredTool.from_function(func=run, name="search_docs")',
      ['run', 1, declaredTool],
    ],
    [
      'from_function with an imported function',
      'from x import run\nt = StructuredTool.from_function(run, name="search_docs")',
      ['search_docs', 2, declaredTool],
    ],
    [
      'a wrapped function',
      'def search_docs(q): ...\ntools = [Tool(search_docs)]',
      ['search_docs', 1, declaredTool],
    ],
    [
      'FunctionTool with a handler',
      't = FunctionTool(\n  name="search_docs",\n  on_invoke_tool=handle,\n)',
      ['search_docs', 2, declaredTool],
    ],
    [
      'a tool class',
      'class Search(BaseTool):\n    """name = "no" """\n    name: str = "search_docs"\n\nx = 1',
      ['Search', 1, declaredTool],
    ],
    ['a declaration alone', 'types.Tool(name="search_docs", inputSchema={})', ['search_docs', 1, schemaOnly]],
    [
      'a JSON schema',
      'T = [{"type": "function", "function": {"name": "search_docs", "description": "x"}}]',
      ['search_docs', 1, schemaOnly],
    ],
    [
      'a dictionary with a handler',
      'T = {"name": "search_docs", "handler": f}',
      ['search_docs', 1, runnableObject],
    ],
    ['CRLF line ends', '@tool\r\ndef search_docs(q): ...\r\n', ['search_docs', 2, declaredTool]],
    ['a first line that is empty', '\ndef search_docs(q): ...', ['search_docs', 2, moduleFunction]],
  ])('finds %s', (_, text, expected) => {
    expect(bestOf(text, 'python')).toEqual(expected);
  });

  it.each([
    ['a call', 'result = search_docs("x")'],
    ['a comment', '# def search_docs(q): ...\n# @tool'],
    ['a docstring', '"""\ndef search_docs(q): ...\n"""'],
    ['a string', 's = "def search_docs(q): pass"'],
    ['use of a tool', 'client.call_tool("search_docs", {})\nget_tool(name="search_docs")'],
    ['a plain dictionary', 'person = {"name": "search_docs", "age": 3}'],
    ['a longer name', '@tool\ndef search_docs_later(q): ...'],
    ['an import', 'from tools import search_docs'],
    ['a class that is no tool', 'class Search(Base):\n    name = "search_docs"'],
    [
      'the name of a class further down',
      'class A(BaseTool):\n    x = 1\n\nclass B:\n    name = "search_docs"',
    ],
  ])('does not take %s for a definition', (_, text) => {
    expect(bestOf(text, 'python')).toBeNull();
  });

  it('does not let a decorator reach over other code', () => {
    const text = '@tool\ndef a(): ...\nx = 1\ndef search_docs(): ...';
    expect(bestOf(text, 'python')).toEqual(['search_docs', 4, moduleFunction]);
  });

  it('knows a renamed tool by its declared name first', () => {
    const text = '@tool(name="lookup")\ndef search_docs(q): ...';
    expect(bestOf(text, 'python', 'lookup')).toEqual(['search_docs', 2, declaredTool]);
    expect(bestOf(text, 'python', 'search_docs')).toEqual(['search_docs', 2, moduleFunction]);
  });
});

describe('TypeScript and JavaScript', () => {
  it.each([
    [
      'a tool in a map',
      'const tools = {\n  searchDocs: tool({ execute: f }),\n};',
      ['searchDocs', 2, declaredTool],
    ],
    ['a quoted key', "const tools = { 'search-docs': ai.tool({}) };", ['search-docs', 1, declaredTool]],
    [
      'an exported tool',
      'export const searchDocs = tool({\n  description: "x" })',
      ['searchDocs', 1, declaredTool],
    ],
    ['a typed tool', 'const searchDocs: Tool<A, B> = createTool<A>({})', ['searchDocs', 1, declaredTool]],
    [
      'an inline type argument',
      'const searchDocs = tool<{ q: string; n: number }>({})',
      ['searchDocs', 1, declaredTool],
    ],
    ['a declared name', "export const s = tool({\n  name: 'search_docs',\n})", ['s', 1, declaredTool]],
    ['an id', "export const s = createTool({ id: 'search-docs', execute })", ['s', 1, declaredTool]],
    [
      'a name in the second argument',
      "const s = tool(async ({ q }) => q, {\n  name: 'search_docs',\n  schema,\n});",
      ['s', 1, declaredTool],
    ],
    [
      'a server tool',
      "server.tool('search_docs', { q: z.string() }, async () => {})",
      ['search_docs', 1, declaredTool],
    ],
    [
      'registerTool',
      'server.registerTool(\n  "search_docs",\n  {}, handler)',
      ['search_docs', 2, declaredTool],
    ],
    ['a new tool', "const s = new DynamicStructuredTool({ name: 'search_docs' })", ['s', 1, declaredTool]],
    [
      'a tool in a list',
      "run({ tools: [tool({ name: 'search_docs', execute })] })",
      ['search_docs', 1, declaredTool],
    ],
    ['an awaited tool', "const s = await defineTool({ name: 'search_docs' })", ['s', 1, declaredTool]],
    ['a tool class', "class S extends StructuredTool {\n  name = 'search_docs';\n}", ['S', 1, declaredTool]],
    [
      'an object with something to run',
      "export const s = {\n  name: 'search_docs',\n  description: 'x',\n  async execute({ q }) {}\n};",
      ['s', 1, runnableObject],
    ],
    [
      'an object in a map, described',
      'const tools = {\n  search_docs: { description: "x", run: (q) => q },\n};',
      ['search_docs', 2, runnableObject],
    ],
    ['an object in a list', "[{ name: 'search_docs', handler: f }]", ['search_docs', 1, runnableObject]],
    ['a schema alone', "[{ name: 'search_docs', description: 'x' }]", ['search_docs', 1, schemaOnly]],
    ['a function', 'export async function searchDocs(q: string) {}', ['searchDocs', 1, moduleFunction]],
    [
      'a default function',
      'export default function searchDocs<T>(q: T) {}',
      ['searchDocs', 1, moduleFunction],
    ],
    [
      'an arrow function',
      'export const searchDocs = async (q: string): Promise<X> => q;',
      ['searchDocs', 1, moduleFunction],
    ],
    ['a short arrow function', 'const searchDocs = q => q;', ['searchDocs', 1, moduleFunction]],
    ['a function expression', 'const searchDocs = async function (q) {}', ['searchDocs', 1, moduleFunction]],
    [
      'a method',
      'class A {\n  async searchDocs(q: string): Promise<void> {\n  }\n}',
      ['searchDocs', 2, innerFunction],
    ],
    [
      'a method with a quoted name',
      'const m = {\n  "search-docs"(q) {\n  }\n}',
      ['search-docs', 2, innerFunction],
    ],
    [
      'a function in a map',
      'const m = {\n  search_docs: async ({ q }) => q,\n}',
      ['search_docs', 2, innerFunction],
    ],
    [
      'a definition behind a regular expression',
      'const r = /[\'"`]/;\nfunction searchDocs() {}',
      ['searchDocs', 2, moduleFunction],
    ],
    [
      'a definition behind a template',
      "const s = `${f(`{`)} it's`;\nfunction searchDocs() {}",
      ['searchDocs', 2, moduleFunction],
    ],
    [
      'a definition behind a division',
      "const h = w / 2; const s = 'x'; // it's\nfunction searchDocs() {}",
      ['searchDocs', 2, moduleFunction],
    ],
  ])('finds %s', (_, text, expected) => {
    expect(bestOf(text, 'script')).toEqual(expected);
  });

  it.each([
    ['a call', "const hits = await searchDocs('x');"],
    ['a call at the start of a line', "  searchDocs('x');\n  {\n  }"],
    ['a line comment', '// function searchDocs() {}'],
    ['a block comment', '/*\nexport const searchDocs = tool({})\n*/'],
    ['a template', '`\nfunction searchDocs() {}\n`'],
    ['a string', "const s = 'function searchDocs() {}';"],
    ['use of a tool', "client.callTool({ name: 'search_docs', arguments: {} }); executeTool('search_docs');"],
    ['an import', "import { searchDocs } from './tools';"],
    ['a name of something else', "const person = { name: 'search_docs', age: 3 };"],
    ['a type', 'interface SearchDocs { q: string }\ntype searchDocs = { name: string };'],
    ['a longer name', 'function searchDocsLater() {}'],
    ['a value that is no function', 'const searchDocs = (a + b) * 2;'],
    ['a condition', '  if (searchDocs) {\n  }'],
  ])('does not take %s for a definition', (_, text) => {
    expect(bestOf(text, 'script')).toBeNull();
  });

  it('knows a tool by its variable and by its declared name', () => {
    const text = "export const weatherTool = createTool({ id: 'get-weather' })";
    expect(bestOf(text, 'script', 'weatherTool')).toEqual(['weatherTool', 1, declaredTool]);
    expect(bestOf(text, 'script', 'get_weather')).toEqual(['weatherTool', 1, declaredTool]);
  });

  it('counts a tool once whose name and code lie in the argument', () => {
    const text = "export const searchDocs = tool({\n  name: 'search_docs',\n  execute() {},\n});";
    const lines = toolDefinitions(text, 'script').filter(({ name }) => foldName(name) === 'searchdocs');
    expect(new Set(lines.map(({ line }) => line))).toEqual(new Set([1]));
  });

  it('skips bundles', () => {
    expect(toolDefinitions(`function searchDocs(){};${'x();'.repeat(200)}`, 'script')).toEqual([]);
  });

  it('survives unbalanced brackets and unfinished strings', () => {
    for (const text of [
      'tool({',
      "tool('",
      'const x = `${',
      '/* ',
      '}}})',
      'class A extends Tool {',
      '@tool(\n',
    ]) {
      expect(() => toolDefinitions(text, 'script')).not.toThrow();
      expect(() => toolDefinitions(text, 'python')).not.toThrow();
    }
  });
});

describe('foldName', () => {
  it('makes the spellings of one tool alike', () => {
    const spellings = [
      'search_docs',
      'searchDocs',
      'SearchDocs',
      'search-docs',
      'Search Docs',
      'mcp__my_docs__search_docs',
    ];
    expect(new Set(spellings.map(foldName))).toEqual(new Set(['searchdocs']));
  });

  it('keeps different tools apart', () => {
    expect(foldName('search_docs')).not.toBe(foldName('search_doc'));
  });
});

describe('languageOf', () => {
  it.each([
    ['a/b.py', 'python'],
    ['a/b.TSX', 'script'],
    ['b.mjs', 'script'],
    ['b.d.mts', null],
    ['b.md', null],
    ['py', null],
  ])('%s → %s', (file, language) => {
    expect(languageOf(file)).toBe(language);
  });
});
