import { describe, expect, it } from 'vitest';
import type { SourceContext } from '../../../src/protocol/source';
import { functionNamesIn } from '../../../src/source/languages';
import { Outliner } from '../../../src/source/outline';
import { mcpServers } from '../../../src/source/mcpConfig';
import { factsOf, indexOf, shown } from './support';

const SERVER = '@mcp.tool()\ndef search(q): ...\n';

async function tool(files: Record<string, string>, name: string, server: string | null = null) {
  return shown((await indexOf(files)).find({ kind: 'tool', name, server }));
}

describe('names', () => {
  it.each([
    'search_docs',
    'searchDocs',
    'search-docs',
    'SearchDocs',
    'mcp__docs__search_docs',
    'docs.search_docs',
    'functions.search_docs',
  ])('%s is search_docs', async (name) => {
    expect(await tool({ 'a.py': '@tool\ndef search_docs(q): ...' }, name)).toEqual(['a.py:2!']);
  });

  it('takes a prefix that may be none only where the code confirms it', async () => {
    expect(await tool({ 'a.py': SERVER }, 'docs_search')).toEqual(['a.py:2']);
    expect(await tool({ 'a.py': `mcp = FastMCP("docs")\n${SERVER}` }, 'docs_search')).toEqual(['a.py:3!']);
  });

  it('tells servers apart by their names', async () => {
    const files = { 'a.py': `mcp = FastMCP("docs")\n${SERVER}`, 'b.py': `mcp = FastMCP("code")\n${SERVER}` };
    expect((await tool(files, 'mcp__code__search'))[0]).toBe('b.py:3!');
    expect((await tool(files, 'search', 'docs'))[0]).toBe('a.py:3!');
  });

  it('tells servers apart by the workspace’s configuration', async () => {
    const index = await indexOf({ '/w/a/main.py': SERVER, '/w/b/main.py': SERVER });
    index.setServers([{ name: 'my-docs', paths: ['/w/b'] }]);
    expect(shown(index.find({ kind: 'tool', name: 'mcp__my_docs__search', server: null }))[0]).toBe(
      '/w/b/main.py:2!',
    );
  });
});

describe('certainty', () => {
  it('asks where two places fit equally', async () => {
    const found = await tool({ 'a.py': SERVER, 'b.py': SERVER }, 'search');
    expect(found).toEqual(['a.py:2', 'b.py:2']);
  });

  it('asks where one place says the name with the ending of an asynchronous method', async () => {
    const index = await indexOf({
      'a/A.cs': 'class A {\n  [KernelFunction] string Search() => "";\n}',
      'b/B.cs': 'class B {\n  [KernelFunction] Task<string> SearchAsync() => null;\n}',
    });
    expect(shown(index.find({ kind: 'tool', name: 'Search', server: null }))).toEqual([
      'a/A.cs:2',
      'b/B.cs:2',
    ]);
  });

  it('asks where only a function of that name is there', async () => {
    expect(await tool({ 'a.py': 'def search(q): ...' }, 'search')).toEqual(['a.py:1']);
  });

  it('asks where something has the name and a description, but nothing that a model could call', async () => {
    const described = 'const all = [{ name: "search", description: "Searches" }];';
    const callable = 'const all = [{ name: "search", description: "Searches", inputSchema: {} }];';
    expect(await tool({ 'a.ts': described }, 'search')).toEqual(['a.ts:1']);
    expect(await tool({ 'a.ts': callable }, 'search')).toEqual(['a.ts:1!']);
  });

  it('asks where the name is that of a variable whose tool says another one', async () => {
    const text = 'search_tool = Tool(name="search_papers", run=lambda q: q)';
    expect(await tool({ 'a.py': text }, 'search')).toEqual(['a.py:1']);
    expect(await tool({ 'a.py': text }, 'search_papers')).toEqual(['a.py:1!']);
  });

  it('asks where the code that could run a described tool is one of several spellings', async () => {
    const files = {
      'p/told.ts': 'const all = [{ name: "read_file", inputSchema: {} }];\nexport function readFile() {}',
      'q/run.ts': 'const calls = { read_file: async () => {} };',
    };
    expect(await tool(files, 'read_file')).not.toContain('p/told.ts:2!');
  });

  it('takes no other package’s method for the code of a described tool that it is not spelt as', async () => {
    const index = await indexOf({
      'tools/tools.go': 'package tools\nvar t = BaseTool{ToolName: "write", ToolDesc: "d"}',
      'scripts/main.go': 'package main\nfunc (b *buffer) Write(p []byte) {}',
    });
    expect(shown(index.find({ kind: 'tool', name: 'write', server: null }))[0]).toBe('tools/tools.go:2!');
  });

  it('asks where two files list code under one name', async () => {
    const listed = (code: string) => `def ${code}(city): ...\nt = Tool(name="weather", function=${code})`;
    const found = await tool({ 'a.py': listed('weather'), 'b.py': listed('dummy_weather') }, 'weather');
    expect(found.slice(0, 2)).toEqual(['a.py:1', 'b.py:1']);
  });

  it('follows a list of tools over a variable to what makes its value', async () => {
    const files = {
      'agent.ts':
        'import { createSearchTool } from "./search";\nconst searchTool = createSearchTool(model);\nconst tools = { search: searchTool };',
      'search.ts': 'export function createSearchTool(model) {\n  return tool({ execute: async () => 1 });\n}',
    };
    expect((await tool(files, 'search'))[0]).toBe('search.ts:1!');
  });

  it('prefers what is only told to a test that declares it', async () => {
    const files = {
      'src/a.ts': 'const all = [{ name: "search", inputSchema: {} }];',
      'src/__tests__/a.test.ts': 'expect(tool("search")).toBe(1);',
    };
    expect((await tool(files, 'search'))[0]).toBe('src/a.ts:1!');
  });

  it('prefers the code to a test of it', async () => {
    const found = await tool({ 'tests/test_a.py': SERVER, 'src/a.py': SERVER }, 'search');
    expect(found[0]).toBe('src/a.py:2!');
  });

  it('asks where a test alone has it', async () => {
    expect(await tool({ 'tests/test_a.py': SERVER }, 'search')).toEqual(['tests/test_a.py:2']);
  });

  it('takes no file for a test because of where the workspace lies', async () => {
    const index = await indexOf({ '/home/test/w/a.py': SERVER });
    index.setFolders(['/home/test/w']);
    expect(shown(index.find({ kind: 'tool', name: 'search', server: null }))).toEqual([
      '/home/test/w/a.py:2!',
    ]);
  });

  it('asks where two applications have it in different forms', async () => {
    const plain = 'def search(q): ...\nagent = Agent(tools=[search])';
    const object = 'const a = makeSearchTool({ name: "search", handler: async () => 1 });';
    const [first] = await tool({ 'a/agent.py': plain, 'b/tools.ts': object }, 'search');
    expect(first).toBe('a/agent.py:1');
  });

  it('finds nothing where nothing fits', async () => {
    expect(await tool({ 'a.py': SERVER }, 'find')).toEqual([]);
  });
});

describe('what else a span says', () => {
  const TOOL = '@tool\ndef search(q): ...\n';
  const AGENT = 'billing = Agent(name="billing", tools=[search])\n';
  const context = { runtime: null, agent: null, service: null, folders: [] };

  async function ask(files: Record<string, string>, more: Partial<SourceContext>, name = 'search') {
    const question = { kind: 'tool', name, server: null, context: { ...context, ...more } } as const;
    return shown((await indexOf(files)).find(question))[0];
  }

  it('is the runtime', async () => {
    const files = { 'a.py': TOOL, 'b.ts': 'export const search = tool({ execute: async () => 1 });' };
    expect(await ask(files, {})).not.toContain('!');
    expect(await ask(files, { runtime: 'nodejs' })).toBe('b.ts:1!');
    expect(await ask(files, { runtime: 'python' })).toBe('a.py:2!');
  });

  it('is not the runtime where a server of any language may have run it', async () => {
    const files = { 'a.py': `mcp = FastMCP("docs")\n@mcp.tool()\ndef search(q): ...` };
    expect(await ask(files, { runtime: 'nodejs' }, 'mcp__docs__search')).toBe('a.py:3!');
  });

  it('is the folder of the process, here or in a container', async () => {
    const files = { '/w/agents/a/main.py': TOOL, '/w/agents/b/main.py': TOOL };
    expect(await ask(files, { folders: ['/w/agents/b'] })).toBe('/w/agents/b/main.py:2!');
    expect(await ask(files, { folders: ['/app/agents/a'] })).toBe('/w/agents/a/main.py:2!');
    expect(await ask(files, { folders: ['/w'] })).not.toContain('!');
  });

  it('is the agent, where its tools are listed', async () => {
    const files = { 'a.py': TOOL, 'b.py': TOOL + AGENT };
    expect(await ask(files, { agent: 'billing' })).toBe('b.py:2!');
    const imported = { 'a.py': TOOL, 'tools.py': TOOL, 'b.py': `from tools import search\n${AGENT}` };
    expect(await ask(imported, { agent: 'billing' })).toBe('tools.py:2!');
  });

  it('is the service', async () => {
    const files = { 'apps/shop_agent/a.py': TOOL, 'apps/other/a.py': TOOL };
    expect(await ask(files, { service: 'shop-agent' })).toBe('apps/shop_agent/a.py:2!');
  });
});

describe('tools that are agents', () => {
  const AGENT = 'x = Agent(name="Billing Agent", instructions="i")';

  it.each([
    'transfer_to_billing_agent',
    'handoff_to_billing_agent',
    'transferToBillingAgent',
    'billing_agent',
  ])('%s is the agent', async (name) => {
    expect(await tool({ 'a.py': AGENT }, name)).toEqual(['a.py:1!']);
  });

  it('come behind a tool of that name', async () => {
    const own = '@tool\ndef transfer_to_billing_agent(): ...';
    expect((await tool({ 'a.py': AGENT, 'b.py': own }, 'transfer_to_billing_agent'))[0]).toBe('b.py:2!');
  });
});

describe('what only looks like a tool', () => {
  it.each([
    ['a question about one', 'if (supportsModelTool(model, "search")) {}'],
    ['another call of it', 'await callTool("search", {});'],
    ['Go’s getter', 'const searchTool = GetSearchTool();'],
  ])('%s comes behind the tool', async (_, text) => {
    const found = await tool({ 'a.ts': text, 'tests.ts': 'x = tool({ name: "search", execute })' }, 'search');
    expect(found[0]).toBe('tests.ts:1!');
  });

  it('is a component of that name in another language', async () => {
    const files = {
      'backend/tools.py': 'BROWSE = {"name": "browser", "description": "d", "parameters": {}}',
      'frontend/browser.tsx': 'function Browser() { return null; } // of tools',
    };
    expect((await tool(files, 'browser'))[0]).toBe('backend/tools.py:1!');
  });

  it('is a function that a test describes', async () => {
    const files = {
      'tests/schemas.py': 'S = {"name": "finish", "description": "d", "parameters": {}}',
      'src/race.py': 'def finish(): ...',
    };
    expect((await tool(files, 'finish'))[0]).not.toContain('!');
  });
});

describe('copies', () => {
  it.each(['examples', 'samples', 'docs', 'cookbook'])('in %s are asked about', async (folder) => {
    const found = await tool({ [`${folder}/a.py`]: SERVER, 'src/a.py': SERVER }, 'search');
    expect(found).toEqual(['src/a.py:2', `${folder}/a.py:2`]);
  });

  it.each(['integration_tests', 'App.UnitTests', 'standard-tests', 'testing', '__mocks__'])(
    'in %s are not',
    async (folder) => {
      const found = await tool({ [`${folder}/a.py`]: SERVER, 'src/a.py': SERVER }, 'search');
      expect(found[0]).toBe('src/a.py:2!');
    },
  );

  it('beyond any number do not hide the one of the whole name', async () => {
    const many = Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`t${n}.py`, 'def tool(): ...']));
    const found = await tool({ ...many, 'z.py': '@tool\ndef demo_tool(q): ...' }, 'demo_tool');
    expect(found[0]).toBe('z.py:2!');
  });
});

describe('across files', () => {
  it('takes a Go function of the package, not of another', async () => {
    const files = {
      'a/main.go': 'package a\nvar t = mcp.NewTool("search")\nfunc f() { s.AddTool(t, handle) }',
      'a/handle.go': 'package a\nfunc handle() {}',
      'b/handle.go': 'package b\nfunc handle() {}',
      'b/x_test.go': 'package b\nfunc handle() {}',
    };
    const index = await indexOf(files);
    const found = shown(index.find({ kind: 'tool', name: 'search', server: null }));
    expect(found[0]).toMatch(/^a\//);
  });

  it.each([
    ['a class', 'Find.Search'],
    ['a variable', 'find.Search'],
  ])('takes a C# method of the type that is written: %s', async (_, written) => {
    const files = {
      'App/Program.cs': `Find find = new();\nvar t = AIFunctionFactory.Create(${written}, "search");`,
      'App/Tools/Find.cs': 'class Find {\n  public string Search() => "";\n}',
      'App/Tools/Other.cs': 'class Other {\n  public string Search() => "";\n}',
      'Else/Find.cs': 'class Find {\n  public string Search() => "";\n}',
    };
    expect((await tool(files, 'search'))[0]).toBe('App/Tools/Find.cs:2!');
  });

  it('leads to where a listed tool says its name, not to the variable, where the agent is known, too', async () => {
    const files = {
      'agent.mjs':
        "import { searchDocs } from './tools.mjs';\nexport const writer = { name: 'writer', instructions: 'Write.', tools: [searchDocs] };",
      'tools.mjs': "export const searchDocs = tool({\n  name: 'search_docs',\n  execute() {},\n});",
    };
    const index = await indexOf(files);
    const context = { agent: 'writer', runtime: null, service: null, folders: [] };
    const question = { kind: 'tool' as const, name: 'search_docs', server: null };
    expect(shown(index.find({ ...question, context }))[0]).toBe('tools.mjs:2!');
  });

  it('takes a method of a class that is called a tool for no constant', async () => {
    const files = {
      'Program.cs': 'var t = AIFunctionFactory.Create(ClockTool.getDate);',
      'ClockTool.cs': 'class ClockTool {\n  public static string getDate() => "";\n}',
    };
    expect(await tool(files, 'getDate')).toEqual(['ClockTool.cs:2!']);
  });

  it('asks which of two projects’ methods ran', async () => {
    const project = {
      'Program.cs': 'var find = new Find();\nvar t = AIFunctionFactory.Create(find.Search);',
      'Tools/Find.cs': 'class Find {\n  public string Search() => "";\n}',
    };
    const files = Object.fromEntries(
      ['A', 'B'].flatMap((name) => Object.entries(project).map(([path, text]) => [`${name}/${path}`, text])),
    );
    expect(await tool(files, 'Search')).toEqual(['A/Tools/Find.cs:2', 'B/Tools/Find.cs:2']);
  });

  it('follows an import to the function', async () => {
    const files = {
      'app/agent.py': 'from .tools.web import search\nagent = Agent(name="a", tools=[search])',
      'app/tools/web.py': 'def search(q): ...',
      'app/other/web.py': 'def search(q): ...',
    };
    expect((await tool(files, 'search'))[0]).toBe('app/tools/web.py:1!');
  });

  it('follows a key to the tool that is imported', async () => {
    const files = {
      'src/agent.ts':
        "import { weatherTool } from './tools/weather.js';\nstreamText({ tools: { getWeather: weatherTool } });",
      'src/tools/weather.ts': 'export const weatherTool = tool({ execute: async () => 1 });',
    };
    expect((await tool(files, 'getWeather'))[0]).toBe('src/tools/weather.ts:1!');
  });

  it('knows a name that another file’s constant holds', async () => {
    const files = {
      'src/names.ts': "export const ToolNames = { SEARCH: 'search_docs' } as const;",
      'src/search.ts': 'class S extends BaseTool<A> {\n  static readonly Name = ToolNames.SEARCH;\n}',
    };
    expect(await tool(files, 'search_docs')).toEqual(['src/search.ts:1!']);
  });
});

describe('agents and prompts', () => {
  it('finds an agent by its name', async () => {
    const index = await indexOf({ 'a.py': 'x = 1\nagent = Agent(name="Billing Agent", instructions="x")' });
    expect(shown(index.find({ kind: 'agent', name: 'billing_agent' }))).toEqual(['a.py:2!']);
  });

  it.each([
    [
      '@fast.agent("writer", instruction="Write")\n@fast.chain(name="post", sequence=["writer"])\nasync def main(): ...',
      'writer',
      1,
    ],
    [
      '@fast.agent("writer")\n@fast.chain(name="post", sequence=["writer"])\nasync def main(): ...',
      'post',
      2,
    ],
    ['class Crew:\n    @agent\n    def writer(self): ...', 'writer', 3],
  ])('finds an agent that a decorator makes: %s', async (text, name, line) => {
    const index = await indexOf({ 'a.py': text });
    expect(shown(index.find({ kind: 'agent', name }))).toEqual([`a.py:${line}!`]);
  });

  it.each([
    'client.CreateAIAgent("Write poems", "Poet")',
    'client.AsAIAgent("Write poems", "Poet")',
    'new ChatClientAgent(client, "Write poems", "Poet")',
  ])('finds an agent that is named behind what it is told: %s', async (text) => {
    const index = await indexOf({ 'a.cs': `var one = ${text};` });
    expect(shown(index.find({ kind: 'agent', name: 'Poet' }))).toEqual(['a.cs:1!']);
    expect(shown(index.find({ kind: 'agent', name: 'Write poems' }))).toEqual([]);
  });

  it('finds an agent that a function makes of an object, by its name and its id', async () => {
    const index = await indexOf({ 'a.ts': 'const a = agent({ id: "weather-agent", name: "Forecaster" });' });
    for (const name of ['weather-agent', 'Forecaster'])
      expect(shown(index.find({ kind: 'agent', name }))).toEqual(['a.ts:1!']);
    const asked = await indexOf({ 'a.ts': 'const a = agent("Forecaster");' });
    expect(shown(asked.find({ kind: 'agent', name: 'Forecaster' }))).toEqual([]);
  });

  it.each([
    [
      'a.go',
      'package a\nvar d = map[string]Definition{\n\t"scout": {Name: "scout", SystemPrompt: "Look around."},\n}',
    ],
    ['A.cs', 'class A {\n  object d = new Kind {\n    Name = "scout", Instructions = "Look around." };\n}'],
    [
      'A.java',
      'interface A {\n  @SupervisorAgent(name = "scout", subAgents = B.class)\n  String other(String q);\n}',
    ],
  ])(
    'finds an agent of any type by what it is told, and of any annotation of agents, in %s',
    async (file, text) => {
      const index = await indexOf({ [file]: text });
      expect(shown(index.find({ kind: 'agent', name: 'scout' }))).toEqual([`${file}:3!`]);
    },
  );

  it('follows a name over its class’s constant to the one of another file', async () => {
    const index = await indexOf({
      'Names.cs': 'static class Names {\n  public const string Scout = "front_scout";\n}',
      'Others.cs': 'static class Others {\n  public const string Scout = "rear_scout";\n}',
      'Scout.cs':
        'class Scout {\n  const string Name = Shared.Names.Scout;\n  object a = new ChatCompletionAgent { Name = Name };\n  object c = new AgentCard { Name = Name };\n}',
    });
    expect(shown(index.find({ kind: 'agent', name: 'front_scout' }))).toEqual(['Scout.cs:3!', 'Scout.cs:4']);
  });

  it('takes no plugin that is made of an agent for one', async () => {
    const index = await indexOf({
      'A.cs': 'class A {\n  void M() { var scout = kernel.CreatePluginFromAgent(x); }\n}',
    });
    expect(shown(index.find({ kind: 'agent', name: 'scout' }))).toEqual([]);
  });

  it('takes no other framework’s decorators for agents', async () => {
    const index = await indexOf({
      'a.py': '@app.router\ndef writer(): ...\n@app.chain()\ndef writer(): ...',
    });
    expect(shown(index.find({ kind: 'agent', name: 'writer' }))).toEqual([]);
  });

  it('finds the template that a prompt was made of', async () => {
    const index = await indexOf({
      'a.py': 'SYSTEM_PROMPT = """You are a careful librarian.\nAnswer {name} from the documents only."""',
      'b.ts': 'const prompt = `You review pull requests of ${repo} with great care and little patience.`;',
    });
    const text = 'You are a careful librarian.\n  Answer Ann from the documents only.';
    expect(shown(index.find({ kind: 'prompt', text }))).toEqual(['a.py:1!']);
    expect(shown(index.find({ kind: 'prompt', text: 'Something else.' }))).toEqual([]);
  });

  it.each([
    ['braces that are doubled', 'PROMPT = """Answer as JSON, please, nothing else: {{\n}}"""', 1],
    ['a line that goes on', 'PROMPT = """Answer as \\\nJSON, please, nothing else: {shape}"""', 1],
    ['texts that are added', 'PROMPT = HEAD + "Answer as JSON, please, nothing else:" + shape', 1],
    ['a call', 'agent = Agent(\n  instructions=dedent("Answer as JSON, please, nothing else:"))', 2],
    [
      'what a function returns',
      'def get_prompt(q):\n  return f"{q} Answer as JSON, please, nothing else:"',
      1,
    ],
    ['a message', 'told = [{"role": "system",\n  "content": "Answer as JSON, please, nothing else:"}]', 2],
    ['a message’s class', 'SystemMessage(content="Answer as JSON, please, nothing else:")', 1],
  ])('finds a template in %s', async (_title, written, line) => {
    const index = await indexOf({ 'a.py': written });
    const text = 'Answer as JSON, please, nothing else: {\n}';
    expect(shown(index.find({ kind: 'prompt', text }))[0]).toMatch(`a.py:${line}`);
  });

  it('asks about a class of an agent’s name that nothing says to be one', async () => {
    const index = await indexOf({ 'a.py': 'class Planner:\n    def execute(self): ...' });
    expect(shown(index.find({ kind: 'agent', name: 'planner' }))).toEqual(['a.py:1']);
  });
});

describe('files without a word of tools', () => {
  it('are known by their functions’ names, and asked for when one may be meant', async () => {
    const index = await indexOf({ 'agent.py': 'from lib import search\nAgent(name="a", tools=[search])' });
    const text = 'def search(q): ...';
    index.setOutline('lib.py', new Outliner().ofFunctions(functionNamesIn(text, 'python')));
    const question = { kind: 'tool', name: 'search', server: null } as const;
    expect(index.missingFor(question)).toEqual(['lib.py']);
    index.set('lib.py', await factsOf('lib.py', text));
    expect(index.missingFor(question)).toEqual([]);
    expect(shown(index.find(question))).toEqual(['lib.py:1!']);
  });
});

describe('mcpServers', () => {
  it('reads what clients keep, with comments', () => {
    const text =
      '{ // mine\n "servers": { "docs": { "command": "uv", "args": ["run", "${workspaceFolder}/servers/docs.py"] }, }, }';
    expect(mcpServers(text)).toEqual([{ name: 'docs', paths: ['servers/docs.py'] }]);
    expect(
      mcpServers('{"mcpServers":{"x":{"command":"python","args":["-m","pkg.server"],"cwd":"./x"}}}'),
    ).toEqual([{ name: 'x', paths: ['pkg/server', 'x'] }]);
    expect(mcpServers('nonsense')).toEqual([]);
  });

  it('reads what Codex keeps', () => {
    const text = `model = "gpt-5"
[mcp_servers.docs]
command = "uv" # starts it
args = [
  "run",
  'servers/docs.py',
]
[mcp_servers.docs.env]
KEY = "x/y.py"

[mcp_servers."my files"]
command = "node"
args = ["files/dist/index.js"]
cwd = "./tools"
[otel]
exporter = "none"
`;
    expect(mcpServers(text, '.codex/config.toml')).toEqual([
      { name: 'docs', paths: ['servers/docs.py'] },
      { name: 'my files', paths: ['files/dist/index.js', 'files', 'tools'] },
    ]);
  });

  it.each([
    ['opencode', '{"mcp":{"docs":{"type":"local","command":["bun","x.ts"]}}}'],
    ['Zed', '{"context_servers":{"docs":{"command":{"path":"node","args":["x.ts"]}}}}'],
    ['Amp', '{"amp.mcpServers":{"docs":{"command":"npx","args":["tsx","x.ts"]}}}'],
    ['Claude', '{"mcpServers":{"docs":{"type":"stdio","command":"bun","args":["x.ts"]}}}'],
  ])('reads what %s keeps', (_client, text) => {
    expect(mcpServers(text)).toEqual([{ name: 'docs', paths: ['x.ts'] }]);
  });

  it.each([
    ['node', ['servers/docs/dist/index.js'], ['servers/docs/dist/index.js', 'servers/docs']],
    ['python', ['servers/docs/main.py'], ['servers/docs/main.py', 'servers/docs']],
    ['python', ['servers/docs.py'], ['servers/docs.py']],
    ['uv', ['--directory', 'docs', 'run', 'server.py'], ['docs', 'server.py']],
    ['dotnet', ['run', '--project', 'Docs'], ['Docs']],
    ['dotnet', ['run', '--project', 'src/Docs/Docs.csproj'], ['src/Docs/Docs.csproj', 'src/Docs']],
    ['uv', ['--directory=./docs', 'run', 'server.py'], ['docs', 'server.py']],
    ['bash', ['-lc', 'cd docs && uv run tools/serve.py'], ['docs', 'tools/serve.py']],
    ['cmd', ['/c', 'node', 'docs\\serve.js'], ['docs\\serve.js']],
    ['node', ['${CLAUDE_PROJECT_DIR:-.}/docs/serve.js'], ['docs/serve.js']],
    ['node', ['${extensionPath}${/}docs${/}serve.js'], ['docs/serve.js']],
    ['go', ['run', './cmd/docs'], ['cmd/docs']],
  ])('knows where the rest of a server lies: %s %j', (command, args, paths) => {
    const text = JSON.stringify({ mcpServers: { docs: { command, args } } });
    expect(mcpServers(text)).toEqual([{ name: 'docs', paths }]);
  });

  it('leads to a module of that name', async () => {
    const index = await indexOf({ '/w/docs/server.py': SERVER, '/w/docs/server2.py': SERVER });
    index.setServers([{ name: 'my', paths: ['/w/docs/server'] }]);
    expect(shown(index.find({ kind: 'tool', name: 'mcp__my__search', server: null }))[0]).toBe(
      '/w/docs/server.py:2!',
    );
  });
});
