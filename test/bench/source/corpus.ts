/**
 * Small projects in the styles of agent frameworks, written for this bench, with the line where a person would look.
 * `¶` marks the line that is to be found.
 */
export interface Project {
  style: string;
  files: Record<string, string>;
  /** As spans call the tools. */
  tools: string[];
}

/** A project of one file, whose tools are called as the comments at the marks say: `¶ name`. */
export function one(style: string, file: string, text: string, ...others: [string, string][]): Project {
  const files = { [file]: text, ...Object.fromEntries(others) };
  const tools = Object.values(files).flatMap((each) =>
    [...each.matchAll(/¶ (\S+)/g)].map((match) => match[1]!),
  );
  return { style, files, tools };
}

export const CORPUS: Project[] = [
  one(
    'LangChain Python',
    'agent.py',
    `from langchain_core.tools import tool, StructuredTool\n@tool\ndef add(a: int, b: int) -> int:  # ¶ add\n    return a + b\n@tool("web_search", return_direct=True)\ndef run_search(q: str):  # ¶ web_search\n    return q\ndef _multiply(a, b):  # ¶ multiply\n    return a * b\nmultiply = StructuredTool.from_function(func=_multiply, name="multiply")\n`,
    ['tests/test_agent.py', 'from langchain_core.tools import tool\n@tool\ndef add(a, b): ...\n'],
  ),
  one(
    'LangChain classes',
    'tools.py',
    `class Calculator(BaseTool):  # ¶ calculator\n    name: str = "calculator"\n    description: str = "d"\n    def _run(self, q): ...\nclass SearchTool(BaseTool):  # ¶ google_search\n    name = "google_search"\n    def _run(self, q): ...\n`,
    ['agent.py', 'from tools import Calculator, SearchTool\ntools = [Calculator(), SearchTool()]\n'],
  ),
  one(
    'OpenAI Agents SDK',
    'main.py',
    `from agents import Agent, function_tool\n@function_tool\nasync def get_weather(city: str) -> str:  # ¶ get_weather\n    return city\n@function_tool(name_override="fetch_data")\ndef read_file(ctx, path):  # ¶ fetch_data\n    return path\nagent = Agent(name="Assistant", tools=[get_weather, read_file])\n`,
  ),
  one(
    'Pydantic AI',
    'bank.py',
    `agent = Agent("m", deps_type=Deps)\n@agent.tool\nasync def customer_balance(ctx: RunContext[Deps]) -> str:  # ¶ customer_balance\n    return await ctx.deps.db.customer_balance()\n@agent.tool_plain(retries=1)\ndef roll_die() -> str:  # ¶ roll_die\n    return "1"\n`,
    ['db.py', 'class Database:\n    async def customer_balance(self): ...\n'],
  ),
  one(
    'FastMCP',
    'server.py',
    `mcp = FastMCP("weather")\n@mcp.tool()\nasync def get_alerts(state: str):  # ¶ mcp__weather__get_alerts\n    ...\n@mcp.tool(name="forecast")\nasync def get_forecast(lat, lon):  # ¶ weather_forecast\n    ...\n`,
  ),
  one(
    'Google ADK',
    'agent.py',
    `from .weather import get_temperature\ndef get_current_time(city: str) -> dict:  # ¶ get_current_time\n    return {}\nroot_agent = Agent(name="root", model="m", tools=[get_current_time, get_temperature])\n`,
    ['weather.py', 'def get_temperature(city):  # ¶ get_temperature\n    return 1\n'],
    ['other/weather2.py', 'def get_temperature(city): ...\n'],
  ),
  one(
    'CrewAI',
    'tools.py',
    `@tool("Name of my tool")\ndef my_tool(q):  # ¶ name_of_my_tool\n    ...\nclass FileReadTool(BaseTool):  # ¶ read_a_file\n    name: str = "Read a file"\n    def _run(self): ...\n`,
  ),
  one(
    'LlamaIndex',
    'app.py',
    `def multiply(a, b):  # ¶ multiply\n    return a * b\ntool = FunctionTool.from_defaults(fn=multiply)\nengine = QueryEngineTool.from_defaults(query_engine=e, name="lyft_10k", description="d")  # ¶ lyft_10k\n`,
  ),
  one(
    'AutoGen',
    'chat.py',
    `def calculator(a, b):  # ¶ calculator\n    return a\nregister_function(calculator, caller=a, executor=b, name="calculator", description="d")\n@user.register_for_execution()\n@assistant.register_for_llm(description="d")\ndef currency(x):  # ¶ currency\n    return x\n`,
  ),
  one(
    'smolagents',
    'run.py',
    `@tool\ndef model_download(task: str) -> str:  # ¶ model_download\n    return task\nclass HFTool(Tool):  # ¶ model_downloads\n    name = "model_downloads"\n    def forward(self, task): ...\n`,
  ),
  one(
    'hand-written dispatch',
    'agent.py',
    `def read_file(path):  # ¶ read_file\n    return open(path).read()\ndef list_files(path):  # ¶ list_files\n    return []\nTOOLS = [{"name": "read_file", "description": "d", "input_schema": {}}, {"name": "list_files", "description": "d", "input_schema": {}}]\nFUNCTIONS = {"read_file": read_file, "list_files": list_files}\n`,
  ),
  one(
    'Semantic Kernel Python',
    'plugin.py',
    `class LightsPlugin:\n    @kernel_function(name="get_lights", description="d")\n    def get_state(self):  # ¶ Lights-get_lights\n        ...\n    @kernel_function\n    def change_state(self):  # ¶ change_state\n        ...\n`,
  ),
  one(
    'Agno',
    'kit.py',
    `class Shell(Toolkit):\n    def __init__(self):\n        super().__init__(name="shell", tools=[self.run_shell])\n    def run_shell(self, args):  # ¶ run_shell\n        ...\n`,
  ),
  one(
    'AI SDK',
    'app/route.ts',
    `import { tool } from 'ai';\nimport { weather } from './weather';\nconst result = streamText({ tools: {\n  getTime: tool({ description: 'd', execute: async () => 1 }), // ¶ getTime\n  getWeather: weather,\n} });\n`,
    [
      'app/weather.ts',
      "import { tool } from 'ai';\nexport const weather = tool({ execute: async () => 1 }); // ¶ getWeather\n",
    ],
  ),
  one(
    'AI SDK tool set',
    'tools.ts',
    `export const tools = {\n  searchDocs: { description: 'd', inputSchema: z.object({}), execute: async () => 1 }, // ¶ searchDocs\n  'send-mail': tool({ execute: async () => 1 }), // ¶ send-mail\n} satisfies ToolSet;\n`,
  ),
  one(
    'MCP SDK TypeScript',
    'src/index.ts',
    `const server = new McpServer({ name: 'github', version: '1' });\nserver.tool('create_issue', 'd', {}, async () => ({ content: [] })); // ¶ mcp__github__create_issue\nserver.registerTool('list_issues', { title: 'x' }, listIssues);\nasync function listIssues() { return {}; } // ¶ list_issues\n`,
  ),
  one(
    'Mastra',
    'src/mastra/weather.ts',
    `export const weatherTool = createTool({ // ¶ weatherTool\n  id: 'get-weather',\n  execute: async () => ({}),\n});\n`,
    [
      'src/mastra/agent.ts',
      "import { weatherTool } from './weather';\nexport const agent = new Agent({ name: 'w', tools: { weatherTool } });\n",
    ],
  ),
  one(
    'LangChain JS',
    'src/tools.ts',
    `const search = tool(async ({ q }) => q, {\n  name: 'search', // ¶ search\n  schema: z.object({}),\n});\nconst t = new DynamicStructuredTool({\n  name: 'random', // ¶ random\n  func: async () => '',\n});\nclass Greeter extends StructuredTool { // ¶ greet\n  name = 'greet';\n  async _call() {}\n}\n`,
  ),
  one(
    'OpenAI Agents JS',
    'src/a.ts',
    `const getWeather = tool({\n  name: 'get_weather', // ¶ get_weather\n  execute: async () => '',\n});\nconst agent = new Agent({ name: 'A', tools: [getWeather] });\n`,
  ),
  one(
    'Genkit',
    'src/g.js',
    `export const menu = ai.defineTool({ name: 'todaysMenu', description: 'd' }, async () => ''); // ¶ todaysMenu\n`,
  ),
  one(
    'declarative classes',
    'src/readFile.ts',
    `import { ToolNames } from './names';\nexport class ReadFileTool extends BaseDeclarativeTool<P, R> { // ¶ read_file\n  static readonly Name = ToolNames.READ_FILE;\n  constructor() { super(ReadFileTool.Name, 'ReadFile'); }\n}\n`,
    ['src/names.ts', "export const ToolNames = { READ_FILE: 'read_file', EDIT: 'edit' } as const;\n"],
  ),
  one(
    'hand-written JavaScript',
    'agent.mjs',
    `import { searchDocs } from './tools/search.mjs';\nconst tools = { search_docs: searchDocs };\nconst schemas = [{ name: 'search_docs', description: 'd', parameters: {} }];\n`,
    ['tools/search.mjs', 'export async function searchDocs(q) { // ¶ search_docs\n  return q;\n}\n'],
  ),
  one(
    'mcp-go',
    'main.go',
    `package main\nfunc main() {\n\ttool := mcp.NewTool("hello_world", mcp.WithDescription("d"))\n\ts.AddTool(tool, helloHandler)\n}\nfunc helloHandler() {} // ¶ hello_world\n`,
  ),
  one(
    'MCP Go SDK',
    'main.go',
    `package main\nfunc main() {\n\tmcp.AddTool(server, &mcp.Tool{Name: "greet", Description: "d"}, SayHi)\n}\nfunc SayHi() {} // ¶ greet\n`,
  ),
  one(
    'ADK Go and langchaingo',
    'main.go',
    `package main\nfunc sum() {} // ¶ sum_numbers\nvar t, _ = functiontool.New(functiontool.Config{Name: "sum_numbers"}, sum)\nfunc (c Calculator) Name() string { return "calculator" } // ¶ calculator\nfunc (c Calculator) Call(s string) string { return s }\n`,
  ),
  one(
    'Spring AI',
    'src/Tools.java',
    `class Tools {\n  @Tool(description = "d")\n  String getCurrentDateTime() { return ""; } // ¶ getCurrentDateTime\n  @Tool(name = "set_alarm")\n  void alarm(String t) {} // ¶ set_alarm\n}\n`,
  ),
  one(
    'ADK Java',
    'src/Agent.java',
    `class A {\n  static Object tool = FunctionTool.create(A.class, "getWeather");\n  public static String getWeather(String city) { return ""; } // ¶ getWeather\n}\n`,
  ),
  one(
    'Semantic Kernel C#',
    'Plugins/LightsPlugin.cs',
    `class LightsPlugin {\n  [KernelFunction("get_lights")]\n  public async Task<string> GetLightsAsync() => ""; // ¶ Lights-get_lights\n  [KernelFunction]\n  public async Task<string> ChangeStateAsync() => ""; // ¶ ChangeState\n}\n`,
  ),
  one(
    'Microsoft.Extensions.AI',
    'Program.cs',
    `[Description("d")]\nstatic string GetWeather(string l) => ""; // ¶ GetWeather\nvar agent = client.CreateAIAgent(name: "x", tools: [AIFunctionFactory.Create(GetWeather)]);\n`,
  ),
  one(
    'MCP C# SDK',
    'Tools.cs',
    `[McpServerToolType]\npublic static class EchoTool {\n  [McpServerTool, Description("d")]\n  public static string Echo(string m) => m; // ¶ echo\n  [McpServerTool(Name = "reverse_text")]\n  public static string Reverse(string m) => m; // ¶ reverse_text\n}\n`,
  ),
];

/** Nothing must be opened for these without asking. */
export const TRAPS: Project[] = [
  {
    style: 'two servers with one tool',
    files: {
      'a/server.py': '@mcp.tool()\ndef search(q): ...',
      'b/server.py': '@mcp.tool()\ndef search(q): ...',
    },
    tools: ['search'],
  },
  { style: 'a function of that name alone', files: { 'text.py': 'def search(q): ...' }, tools: ['search'] },
  {
    style: 'a method of that name alone',
    files: { 'A.java': 'class A { String search(String q) { return q; } }' },
    tools: ['search'],
  },
  {
    style: 'another tool with a prefix',
    files: { 'a.py': '@tool\ndef file(q): ...' },
    tools: ['read_file', 'delete_file'],
  },
  { style: 'nothing of that name', files: { 'a.ts': 'tool({ name: "other", execute })' }, tools: ['search'] },
];
