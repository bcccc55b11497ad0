import { describe, expect, it } from 'vitest';
import { indexOf, shown } from './support';

/** Title, text, and the line that `search_docs` is certain to be found at. */
type Case = [title: string, text: string, line: number];

async function found(file: string, text: string) {
  const index = await indexOf({ [file]: text });
  return shown(index.find({ kind: 'tool', name: 'search_docs', server: null }));
}

const PYTHON: Case[] = [
  ['a class that requests', 'class S(lr.ToolMessage):\n    request: str = "search_docs"', 1],
  [
    'a class that says by its own name to be a tool',
    'class BaseSearchTool:\n    name: Literal["search_docs"] = "search_docs"',
    1,
  ],
  [
    'a class that says its name where it is made',
    'class S(BaseTool):\n    def __init__(self, db):\n        self.name = "search_docs"',
    1,
  ],
  [
    'a name that its constructor takes when nothing is said',
    'class S(BaseTool):\n    def __init__(self, name: str = "search_docs"):\n        self.name = name',
    1,
  ],
  [
    'a class that a schema is made of',
    'class SearchDocs(BaseModel):\n    q: str\n\ntools = [pydantic_function_tool(SearchDocs)]',
    1,
  ],
  [
    'a name compared where calls are received',
    'TOOLS = [Tool(name="search_docs", inputSchema={})]\nasync def find(q): ...\nasync def call(name, given):\n    if name == "other":\n        return log(given)\n    elif name == "search_docs":\n        return await find(given)',
    2,
  ],
  [
    'a case for a name',
    'TOOLS = [{"name": "search_docs", "input_schema": {}}]\ndef find(q): ...\ndef call(tool):\n    match tool.name:\n        case "search_docs":\n            return find(tool.input)',
    2,
  ],
  [
    'a map of handlers',
    'TOOLS = [{"name": "search_docs", "input_schema": {}}]\nclass Agent:\n    def find(self, q): ...\n    def handlers(self):\n        return {"search_docs": self.find}',
    3,
  ],
  [
    'a helper that every case calls, which is not the tool',
    'TOOLS = [Tool(name="search_docs", inputSchema={})]\ndef log(q): ...\ndef call(name, q):\n    if name == "a":\n        log(q)\n    elif name == "search_docs":\n        log(q)',
    1,
  ],
  [
    'whatever has a name, a description and code',
    'def find(q): ...\nskills = [Skill(name="search_docs", description="d", handler=find)]',
    1,
  ],
  [
    'a function beside what a model is told of it, and another elsewhere',
    'def search_docs(q): ...\nTOOLS = [{"name": "search_docs", "input_schema": {}}]\nclass Index:\n    def search_docs(self): ...',
    1,
  ],
  ['a marker whose arguments name no tool', '@is_tool(ToolType.READ)\ndef search_docs(q): ...', 2],
  ['an action of a registry', '@self.registry.action("Search the docs")\ndef search_docs(q): ...', 2],
  [
    'a function handed to a toolkit',
    'def search_docs(q): ...\ntoolkit.register_tool_function(search_docs)',
    1,
  ],
  [
    'a base class of tools',
    'class S(SearchToolBase):\n    name: str = "Search Docs"\n    def _run(self): ...',
    1,
  ],
  [
    'a base class that handles tools, named where it is constructed',
    'NAME = "search_docs"\nclass S(ToolHandler):\n    def __init__(self):\n        super().__init__(NAME)',
    2,
  ],
  ['a base class of tools with something more', 'class SearchDocsTool(ToolWithDiagnostics): ...', 1],
  ['LangChain’s tools for searching', 'found = DuckDuckGoSearchResults(name="search_docs")', 1],
  [
    'a decorator that measures what another one makes',
    '@mcp.tool()\n@telemetry_tool("search_docs")\ndef other(q): ...\n\n@mcp.tool()\ndef search_docs(q): ...',
    6,
  ],
  ['a numbered base class', 'class S(CallableTool2[Query]):\n    name: str = "search_docs"', 1],
  [
    'a method that says the name',
    'class S(Tool):\n    def get_name(self) -> str:\n        return "search_docs"',
    1,
  ],
  ['a decorator that fills a list of tools', '@tools.append\ndef search_docs(q): ...', 2],
  ['a bare decorator', '@tool\ndef search_docs(q): ...', 2],
  ['@function_tool', '@function_tool\nasync def search_docs(q): ...', 2],
  ['@agent.tool', '@agent.tool\ndef search_docs(ctx, q): ...', 2],
  ['@agent.tool_plain(retries=2)', '@agent.tool_plain(retries=2)\ndef search_docs(q): ...', 2],
  ['@mcp.tool()', 'mcp = FastMCP("x")\n\n@mcp.tool()\ndef search_docs(q): ...', 4],
  ['a decorator with a name', '@tool("search_docs")\ndef run(q): ...', 2],
  ['a decorator with a keyword', '@mcp.tool(name="search_docs", description="d")\ndef run(q): ...', 2],
  ['name_override', '@function_tool(name_override="search_docs")\ndef f(): ...', 2],
  ['a name for people', '@tool("Search the docs")\ndef search_docs(q): ...', 2],
  [
    'LiteLLM’s parameter',
    'T = ChatCompletionToolParam(type="function", function=ChatCompletionToolParamFunctionChunk(\n  name="search_docs", description="d"))',
    2,
  ],
  ['two decorators', '@tool\n@traced("x")\ndef search_docs(q): ...', 3],
  ['a constant as the name', 'NAME = "search_docs"\n@tool(NAME)\ndef run(q): ...', 3],
  ['a method', 'class A:\n    @kernel_function(name="search_docs")\n    def search(self): ...', 3],
  ['from_function', 'def run(q): ...\nt = StructuredTool.from_function(func=run, name="search_docs")', 1],
  ['from_defaults', 'def search_docs(q): ...\nt = FunctionTool.from_defaults(fn=search_docs)', 1],
  [
    'from_function with an imported function',
    'from x import run\nt = StructuredTool.from_function(run, name="search_docs")',
    2,
  ],
  ['Tool(name, func)', 'def run(q): ...\nt = [Tool("search_docs", run, "Searches the docs")]', 1],
  ['FunctionTool(f)', 'def search_docs(q): ...\nt = FunctionTool(search_docs)', 1],
  ['FunctionTool with a handler', 't = FunctionTool(\n  name="search_docs",\n  on_invoke_tool=handle,\n)', 2],
  ['a tool class', 'class Search(BaseTool):\n    name: str = "search_docs"\n    def _run(self): ...', 1],
  [
    'a tool class with a property',
    'class S(Tool):\n    @property\n    def name(self):\n        return "search_docs"',
    1,
  ],
  ['a tool class without a name', 'class SearchDocsTool(BaseTool):\n    def _run(self): ...', 1],
  [
    'a generic tool class',
    'class S(AsyncBaseTool[Args]):\n    def __init__(self):\n        super().__init__(name="search_docs")',
    1,
  ],
  ['a plain function in a list', 'def search_docs(q): ...\nagent = Agent(name="a", tools=[search_docs])', 1],
  [
    'a method in a list',
    'class K(Toolkit):\n    def __init__(self):\n        super().__init__(tools=[self.search_docs])\n    def search_docs(self): ...',
    4,
  ],
  ['a map of functions', 'def run(q): ...\nTOOLS = {"search_docs": run}', 1],
  ['bind_tools', 'def search_docs(q): ...\nm = model.bind_tools([search_docs])', 1],
  [
    'a described plain function',
    'def search_docs(q): ...\nS = [{"type": "function", "function": {"name": "search_docs", "description": "d", "parameters": {}}}]',
    1,
  ],
  ['a registered class', '@register_tool("search_docs")\nclass Search(Base): ...', 2],
  ['a registry', '@tool_registry.register("search_docs")\ndef f(): ...', 2],
  [
    'register_function',
    'def search_docs(q): ...\nregister_function(search_docs, caller=a, executor=b, description="d")',
    1,
  ],
  [
    'a listed schema beside its function',
    'def listed():\n    return [Tool(name="search_docs", inputSchema={})]\ndef search_docs(q): ...',
    3,
  ],
  ['a schema alone', 'types.Tool(name="search_docs", inputSchema={})', 1],
];

const TYPESCRIPT: Case[] = [
  [
    'an id beside a name for people',
    'export const t: ToolConfig = {\n  id: "search_docs", name: "Docs", description: "d", params: {} };',
    2,
  ],
  [
    'a map of tools that a helper completes',
    'const helper = (o) => o;\nexport const tools = {\n  search_docs: helper({\n    execute: async () => 1 }),\n};',
    3,
  ],
  [
    'a name beside its reader',
    'class S<T> extends BaseTool<T> {\n  static toolName = "search_docs";\n  toolName() { return S.toolName; }\n}',
    1,
  ],
  [
    'tool() under a key',
    'const x = { tools: {\n  search_docs: tool({ description: "d", execute: async () => 1 }),\n} };',
    2,
  ],
  ['tool() in a variable', 'export const searchDocs = tool({ description: "d", execute });', 1],
  ['tool() with a name', 'export const x = tool({ name: "search_docs", execute: async () => 1 });', 1],
  ['tool(fn, { name })', 'const run = async () => 1;\nconst t = tool(run, { name: "search_docs" });', 1],
  ['tool(inline, { name })', 'const t = tool(async () => 1, {\n  name: "search_docs" });', 2],
  [
    'server.tool()',
    'const server = new McpServer({ name: "d" });\nserver.tool("search_docs", { q: z.string() }, async () => ({}));',
    2,
  ],
  ['registerTool()', 'server.registerTool("search_docs", { description: "d" }, async () => ({}));', 1],
  [
    'registerTool() with a handler',
    'async function handle() {}\nserver.registerTool("search_docs", {}, handle);',
    1,
  ],
  [
    'registerTool() of a constant',
    'const NAME = "search_docs";\nserver.registerTool(NAME, {}, async () => 1);',
    2,
  ],
  ['defineTool()', 'ai.defineTool({ name: "search_docs" }, async () => 1);', 1],
  ['createTool({ id })', 'export const t = createTool({ id: "search-docs", execute: async () => 1 });', 1],
  [
    'createTool() in a variable',
    'export const searchDocsTool = createTool({ description: "d", execute: async () => 1 });',
    1,
  ],
  [
    'DynamicStructuredTool',
    'const t = new DynamicStructuredTool({ name: "search_docs", func: async () => "" });',
    1,
  ],
  ['a class', 'class Search extends StructuredTool {\n  name = "search_docs";\n  async _call() {}\n}', 1],
  ['a class with a getter', 'class S extends BaseTool<A> { get name() { return "search_docs"; } }', 1],
  [
    'a class with a static name',
    'class S extends BaseTool {\n  static readonly Name = "search_docs";\n  constructor() { super(S.Name, "S"); }\n}',
    1,
  ],
  [
    'a class with super',
    'class S extends BaseDeclarativeTool<A, B> {\n  constructor() { super("search_docs", "S"); }\n}',
    1,
  ],
  [
    'a map of variables',
    'const t = tool({ execute: async () => 1 });\nstreamText({ tools: { search_docs: t } });',
    1,
  ],
  ['a map of plain functions', 'function run() {}\nconst toolHandlers = { search_docs: run };', 1],
  [
    'a map of objects',
    'const tools = {\n  search_docs: { description: "d", parameters: {}, execute: async () => 1 },\n};',
    2,
  ],
  [
    'an object',
    'const search: Tool = {\n  name: "search_docs",\n  description: "d",\n  async execute() {},\n};',
    2,
  ],
  [
    'satisfies',
    'export const tools = {\n  search_docs: tool({ execute: async () => 1 }),\n} satisfies ToolSet;',
    2,
  ],
  [
    'a schema with a function',
    'const s = [{ type: "function", function: { name: "search_docs", description: "d", parameters: {} } }];\nfunction search_docs() {}',
    2,
  ],
  ['a decorator', 'class A {\n  @Tool({ name: "search_docs" })\n  async run() {}\n}', 3],
  ['addTool()', 'server.addTool({ name: "search_docs", execute: async () => "" });', 1],
];

const GO: Case[] = [
  [
    'a name among options',
    'package a\nfunc run() {}\nvar t = function.NewFunctionTool(run, function.WithName("search_docs"), function.WithDescription("d"))',
    2,
  ],
  [
    'a declaration of a type',
    'package a\nfunc (s *S) Declaration() *tool.Declaration {\n\treturn &tool.Declaration{Name: "search_docs"}\n}',
    3,
  ],
  [
    'a list of tools',
    'package m\nvar All = []ServerTools{\n\t{Name: "search_docs", Description: "d", Handler: run},\n}\nfunc run() {}',
    5,
  ],
  [
    'a list of a type of tools’ definitions',
    'package m\nvar defs = []lspToolDef{\n\t{name: "search_docs", description: "d", handler: run},\n}\nfunc run() {}',
    5,
  ],
  ['a builder', 'package m\nvar t = tool.NewBuilder("search_docs").\n\tWithHandler(run).\n\tBuild()', 2],
  [
    'a type of tools of one’s own, in another one’s',
    'package m\nvar t = &SearchTool{BaseTool: base.BaseTool{\n\tToolName: "search_docs", ToolDesc: "d",\n}}',
    3,
  ],
  [
    'a handler that a call wraps',
    'package m\nvar t = AgentTool{Name: "search_docs", Description: "d", Handler: wrap(s.search)}\nfunc (s *S) search() {}',
    3,
  ],
  [
    'an agent as a tool',
    'package m\nvar t = writer.AsTool(agents.AgentAsToolParams{\n\tToolName: "search_docs",\n})',
    3,
  ],
  ['NewTool', 'package m\nvar t = mcp.NewTool("search_docs", mcp.WithDescription("d"))', 2],
  [
    'NewTool with a handler',
    'package m\nfunc main() {\n\ttool := mcp.NewTool("search_docs")\n\ts.AddTool(tool, handle)\n}\nfunc handle() {}',
    6,
  ],
  [
    'AddTool',
    'package m\nfunc main() {\n\tmcp.AddTool(server, &mcp.Tool{Name: "search_docs"}, Search)\n}\nfunc Search() {}',
    5,
  ],
  [
    'functiontool',
    'package m\nfunc run() {}\nvar t, _ = functiontool.New(functiontool.Config{Name: "search_docs"}, run)',
    2,
  ],
  [
    'a type',
    'package m\nfunc (t *Search) Name() string { return "search_docs" }\nfunc (t *Search) Call(s string) string { return s }',
    2,
  ],
  ['a definition', 'package m\nvar t = openai.FunctionDefinition{Name: "search_docs", Description: "d"}', 2],
  ['genkit', 'package m\nfunc main() {\n\tt := genkit.DefineTool(g, "search_docs", "d", func() {})\n}', 3],
  [
    'a handler that is a variable',
    'package m\nfunc main() {\n\thandler := func() {}\n\tt, _ := functiontool.New(functiontool.Config{Name: "search_docs"}, handler)\n}',
    3,
  ],
  [
    'a type that tells its definition',
    'package m\nfunc (t *Search) Info() (*schema.ToolInfo, error) {\n\treturn &schema.ToolInfo{Name: "search_docs"}, nil\n}\nfunc (s *service) SearchDocs() {}',
    3,
  ],
  [
    'a registration of a tool that is made there',
    'package m\nfunc main() {\n\ts.AddTool(mcp.NewTool("search_docs"), handle)\n}\nfunc handle() {}',
    5,
  ],
  ['InferTool', 'package m\nvar t = utils.InferTool("search_docs", "d", run)\nfunc run() {}', 3],
  ['a constant', 'package m\nconst name = "search_docs"\nvar t = mcp.NewTool(name)', 3],
  [
    'a constant as the name of a tool that is registered',
    'package m\nconst ToolName = "search_docs"\nfunc main() {\n\ts.AddTool(mcp.NewTool(ToolName), handle)\n}\nfunc handle() {}',
    6,
  ],
  [
    'a type that defines itself as an action',
    'package m\nfunc (a *Search) Definition() types.ActionDefinition {\n\treturn types.ActionDefinition{Name: "search_docs", Description: "d"}\n}',
    3,
  ],
  [
    'a map of descriptions, by constants',
    'package m\nconst Own = "search_docs"\nvar all = map[string]llms.FunctionDefinition{\n\tOwn: {\n\t\tName: Own, Description: "d"},\n}',
    5,
  ],
  [
    'a map of functions that run tools',
    'package m\nvar run = map[string]ToolHandler{"search_docs": find}\nfunc find() {}',
    3,
  ],
  [
    'a switch on the called name',
    'package m\nvar t = openai.FunctionDefinition{Name: "search_docs"}\nfunc run(call Call) string {\n\tswitch call.Name {\n\tcase "search_docs":\n\t\treturn find()\n\t}\n\treturn ""\n}\nfunc find() string { return "" }',
    10,
  ],
];

const JAVA: Case[] = [
  [
    'a component that is a function',
    '@Component("search_docs")\nclass S implements BiFunction<Request, Context, Response> {}',
    2,
  ],
  [
    'a bean with a name',
    'class A {\n  @Bean("search_docs")\n  Function<Q, A> other() { return null; }\n}',
    3,
  ],
  [
    'a constant of a class of tools',
    'class S extends Tool {\n  public static final String TOOL_NAME = "search_docs";\n  S() { super(define()); }\n  Result execute() { return null; }\n}',
    1,
  ],
  ['@Tool', 'class A {\n  @Tool("Searches")\n  String searchDocs(String q) { return q; }\n}', 3],
  [
    '@Tool(name)',
    'class A {\n  @Tool(name = "search_docs", description = "d")\n  String run(String q) { return q; }\n}',
    3,
  ],
  ['@Tool without arguments', 'class A {\n  @Tool\n  String search_docs() { return ""; }\n}', 3],
  [
    'FunctionTool.create',
    'class A {\n  Object t = FunctionTool.create(A.class, "searchDocs");\n  static String searchDocs() { return ""; }\n}',
    3,
  ],
  [
    'a bean',
    'class A {\n  @Bean\n  @Description("Searches")\n  public Function<Query, Answer> searchDocs() { return null; }\n}',
    4,
  ],
  ['a builder', 'class A {\n  Object t = ToolSpecification.builder().name("search_docs").build();\n}', 2],
];

const CSHARP: Case[] = [
  [
    'a program of one file',
    '#:package A@1.0\n\n\uFEFFusing A;\nvar t = AIFunctionFactory.Create(SearchDocs);\nstatic string SearchDocs() => "";',
    5,
  ],
  [
    'a definition beside the code',
    'class A {\n  static FunctionToolDefinition tool = new(name: "search_docs", description: "d");\n}',
    2,
  ],
  [
    'a class that a framework calls back',
    'class SearchFn : IFunctionCallback {\n  public string Name => "search_docs";\n  public Task<bool> Execute() => null;\n}',
    1,
  ],
  ['[KernelFunction]', 'class A {\n  [KernelFunction]\n  public string SearchDocs() => "";\n}', 3],
  [
    '[KernelFunction(name)]',
    'class A {\n  [KernelFunction("search_docs")]\n  public string Run() => "";\n}',
    3,
  ],
  [
    'an asynchronous one',
    'class A {\n  [KernelFunction, Description("d")]\n  public async Task SearchDocsAsync() {}\n}',
    3,
  ],
  [
    '[McpServerTool(Name)]',
    'class A {\n  [McpServerTool(Name = "search_docs")]\n  public static string Run() => "";\n}',
    3,
  ],
  [
    'AIFunctionFactory.Create',
    'class A {\n  void M() { var t = AIFunctionFactory.Create(SearchDocs); }\n  static string SearchDocs() => "";\n}',
    3,
  ],
  [
    'AIFunctionFactory.Create with a name',
    'class A {\n  void M() { var t = AIFunctionFactory.Create(Run, name: "search_docs"); }\n  static string Run() => "";\n}',
    3,
  ],
  [
    'AIFunctionFactory.Create with a lambda',
    'var t = AIFunctionFactory.Create((string q) => q, "search_docs");',
    1,
  ],
  [
    'a method in a list of tools',
    'class A {\n  object a = new TornadoAgent(client, tools: [Files.SearchDocs]);\n}\nclass Files {\n  static string SearchDocs() => "";\n}',
    5,
  ],
  [
    'a method among tools that are made of methods',
    'class A {\n  object a = new QuickTools([Other, SearchDocs]);\n  static string SearchDocs() => "";\n  static string Other() => "";\n}',
    3,
  ],
  [
    'a method that a client is given',
    'class A {\n  void M() { client.WithTools(Other, SearchDocs); }\n  static string SearchDocs() => "";\n}',
    3,
  ],
  [
    'a method in a variable’s list of tools',
    'class A {\n  void M() { List<Delegate> tools = [SearchDocs]; }\n  string SearchDocs() => "";\n}',
    3,
  ],
  [
    'a description beside a value of the language’s own types',
    'class A {\n  object t = new Tool(new ToolFunction("search_docs", string.Empty));\n  static string Empty() => "";\n}',
    2,
  ],
  [
    'nameof',
    'class A {\n  object t = ChatTool.CreateFunctionTool(functionName: nameof(SearchDocs));\n  static string SearchDocs() => "";\n}',
    3,
  ],
  ['an attribute of toolkits', 'class A {\n  [AITool("search_docs", "d")]\n  string Run() => "";\n}', 3],
  [
    'an attribute’s argument by its name',
    'class A {\n  [KernelFunction(name: "search_docs")]\n  string Run() => "";\n}',
    3,
  ],
  [
    'a name that the base class is given',
    'class S : ToolBase {\n  const string Own = "search_docs";\n  public S() : base(Own, "d") { }\n}',
    1,
  ],
  ['a name beside the base class', 'class S() : ToolBase("search_docs", "d") { }', 1],
  [
    'a switch on the called name',
    'class A {\n  object t = ChatTool.CreateFunctionTool("search_docs");\n  string Run(ChatToolCall call) {\n    switch (call.FunctionName) { case "search_docs": return Find(Parse(call)); }\n    return "";\n  }\n  string Find(string q) => q;\n}',
    7,
  ],
  [
    'a switch whose case calls more than one function tells nothing',
    'class A {\n  object t = ChatTool.CreateFunctionTool("search_docs");\n  string Run(ChatToolCall call) {\n    switch (call.FunctionName) { case "search_docs": return Find(Parse(call)); }\n    return "";\n  }\n  string Find(string q) => q;\n  string Parse(ChatToolCall call) => "";\n}',
    2,
  ],
  [
    'an entry of a list without its type, run by a switch',
    'class A {\n  object list = new ListToolsResult { Tools = [new() { Name = "search_docs", InputSchema = s }] };\n  object Run(R r) => r.Params.Name switch { "search_docs" => Find(r), _ => null };\n  object Find(R r) => r;\n}',
    4,
  ],
];

describe.each([
  ['Python', 'a.py', PYTHON],
  ['TypeScript', 'a.ts', TYPESCRIPT],
  ['TSX', 'a.tsx', TYPESCRIPT],
  ['Go', 'a.go', GO],
  ['Java', 'A.java', JAVA],
  ['C#', 'A.cs', CSHARP],
])('%s', (_, file, cases) => {
  it.each(cases)('%s', async (_title, text, line) => {
    const places = await found(file, text);
    expect(places[0]).toBe(`${file}:${line}!`);
  });
});
