/**
 * How the tools of `repositories.ts` are defined, in the fewest lines that have the form. Written for this bench. `¶`
 * marks the line where a person would look.
 */

interface Shape {
  /** Before all tools of a file. */
  head: string;
  /** One tool. */
  tool: (name: string) => string;
  /** Behind all tools of a file. */
  foot: (names: readonly string[]) => string;
  /** A file beside it, which has the tools' names or what runs them. */
  beside?: { path: string; text: (names: readonly string[]) => string };
}

function words(name: string): string[] {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .split(/[^A-Za-z\d]+/)
    .filter(Boolean);
}

const pascal = (name: string) =>
  words(name)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase())
    .join('');
const camel = (name: string) => pascal(name).charAt(0).toLowerCase() + pascal(name).slice(1);
const upper = (name: string) =>
  words(name)
    .map((word) => word.toUpperCase())
    .join('_');
const none = () => '';

function simple(head: string, tool: (name: string) => string): Shape {
  return { head, tool, foot: none };
}

function inClass(head: string, tool: (name: string) => string): Shape {
  return { head, tool, foot: () => '}\n' };
}

export const SHAPES = {
  functionTool: simple(
    'from agents import function_tool\n',
    (name) => `@function_tool\nasync def ${name}(text: str) -> str:  # ¶ ${name}\n    return text\n`,
  ),
  agentTool: simple(
    "from pydantic_ai import Agent, RunContext\nagent = Agent('m', instructions='Be brief.')\n",
    (name) => `@agent.tool\nasync def ${name}(ctx: RunContext, text: str):  # ¶ ${name}\n    return text\n`,
  ),
  mcpTool: simple(
    "from mcp.server import FastMCP\nmcp = FastMCP('Example')\n",
    (name) => `@mcp.tool()\ndef ${name}(text: str) -> str:  # ¶ ${name}\n    return text\n`,
  ),
  toolDecorator: simple(
    'from framework import tool\n',
    (name) => `@tool(show_result=True)\ndef ${name}(text: str) -> str:  # ¶ ${name}\n    return text\n`,
  ),
  namedDecorator: simple(
    'from langchain_core.tools import tool\n',
    (name) =>
      `@tool(description="Does it")\nasync def ${name}(text: str) -> str:  # ¶ ${name}\n    return text\n`,
  ),
  overriddenName: simple(
    'from agents import function_tool\n',
    (name) =>
      `@function_tool(name_override="${name}", description_override="Does it")\nasync def run_${name}(ctx) -> str:  # ¶ ${name}\n    return ""\n`,
  ),
  kernelFunction: inClassOfPython(
    (name) =>
      `    @kernel_function(name="${name}", description="Does it")\n    def run_${name}(self, text: str) -> str:  # ¶ ${name}\n        return text\n`,
  ),
  baseTool: simple(
    'from crewai.tools import BaseTool\n',
    (name) =>
      `class ${pascal(name)}(BaseTool):  # ¶ ${name}\n    name: str = "${name}"\n    description: str = "Does it"\n\n    def _run(self, text: str) -> str:\n        return text\n`,
  ),
  listedFunction: {
    head: 'from google.adk.agents import Agent\n',
    tool: (name) => `def ${name}(text: str) -> dict:  # ¶ ${name}\n    return {"status": text}\n`,
    foot: (names) => `root_agent = Agent(name="root", model="m", tools=[${names.join(', ')}])\n`,
  },
  functionToolOf: {
    head: 'from autogen_core.tools import FunctionTool\n',
    tool: (name) => `def ${name}(text: str) -> str:  # ¶ ${name}\n    return text\n`,
    foot: (names) =>
      names.map((name) => `${name}_tool = FunctionTool(${name}, description="Does it")\n`).join(''),
  },
  described: {
    head: 'from litellm import ChatCompletionToolParam, ChatCompletionToolParamFunctionChunk\nfrom .tool_names import *\n',
    tool: (name) =>
      `def create_${name}_tool():\n    return ChatCompletionToolParam(\n        type="function",\n        function=ChatCompletionToolParamFunctionChunk(\n            name=${upper(name)}_TOOL_NAME,  # ¶ ${name}\n            description="Does it",\n        ),\n    )\n`,
    foot: none,
    beside: {
      path: 'tool_names.py',
      text: (names) => names.map((name) => `${upper(name)}_TOOL_NAME = "${name}"\n`).join(''),
    },
  },
  enumerated: {
    head: 'from mcp.types import Tool\n\n\ndef listed():\n    return [\n',
    tool: (name) => `        Tool(name="${name}", description="Does it", inputSchema={}),\n`,
    foot: (names) =>
      `    ]\n\n\n${names.map((name) => `def ${name}(text: str) -> str:  # ¶ ${name}\n    return text\n`).join('')}`,
  },
  toolWithName: simple(
    "import { tool } from '@openai/agents';\n",
    (name) =>
      `export const ${camel(name)}Tool = tool({\n  name: '${name}', // ¶ ${name}\n  parameters: z.object({}),\n  execute: async () => 'x',\n});\n`,
  ),
  toolUnderKey: {
    head: "import { generateText, tool } from 'ai';\nconst result = await generateText({ model, tools: {\n",
    tool: (name) =>
      `  '${name}': tool({ // ¶ ${name}\n    inputSchema: z.object({}),\n    execute: async () => 1,\n  }),\n`,
    foot: () => '} });\n',
  },
  toolOfFunction: simple(
    "import { tool } from '@langchain/core/tools';\n",
    (name) =>
      `const ${camel(name)} = tool(async ({ text }) => text, {\n  name: '${name}', // ¶ ${name}\n  description: 'Does it',\n  schema: z.object({}),\n});\n`,
  ),
  definedTool: simple(
    "import { ai } from './genkit';\n",
    (name) =>
      `export const ${camel(name)} = ai.defineTool(\n  { name: '${name}', description: 'Does it' }, // ¶ ${name}\n  async (input) => input,\n);\n`,
  ),
  registeredTool: simple(
    "const server = new McpServer({ name: 'example', version: '1' });\n",
    (name) =>
      `server.registerTool('${name}', { description: 'Does it', inputSchema: {} }, async () => ({ content: [] })); // ¶ ${name}\n`,
  ),
  createdTool: simple(
    "import { createTool } from './factory';\n",
    (name) =>
      `export const ${camel(name)} = createTool({\n  name: '${name}', // ¶ ${name}\n  inputSchema: {},\n  execute: async (input) => input,\n});\n`,
  ),
  toolClass: {
    head: "import { BaseDeclarativeTool } from './tools.js';\nimport * as names from './tool-names.js';\n",
    tool: (name) =>
      `export class ${pascal(name)}Tool extends BaseDeclarativeTool<P, R> { // ¶ ${name}\n  static readonly Name = ${upper(name)}_TOOL_NAME;\n  constructor() { super(${pascal(name)}Tool.Name, 'Title', 'Does it'); }\n}\n`,
    foot: none,
    beside: {
      path: 'tool-names.ts',
      text: (names) => names.map((name) => `export const ${upper(name)}_TOOL_NAME = '${name}';\n`).join(''),
    },
  },
  describedWithHandler: {
    head: 'export const TOOLS = [\n',
    tool: (name) => `  { name: '${name}', description: 'Does it', inputSchema: schema },\n`,
    foot: () => '];\n',
    beside: {
      path: 'tools/handlers.ts',
      text: (names) =>
        names
          .map((name) => `export async function ${camel(name)}(args) { // ¶ ${name}\n  return args;\n}\n`)
          .join(''),
    },
  },
  goNewTool: simple(
    'package github\n',
    (name) =>
      `func ${pascal(name)}(t Helper) ServerTool {\n\treturn NewTool(\n\t\tmcp.Tool{\n\t\t\tName: "${name}", // ¶ ${name}\n\t\t\tDescription: t("D", "Does it"),\n\t\t},\n\t\tfunc(ctx context.Context) error { return nil },\n\t)\n}\n`,
  ),
  goMustTool: simple(
    'package tools\n',
    (name) =>
      `func run${pascal(name)}(ctx context.Context, args Params) error { // ¶ ${name}\n\treturn nil\n}\n\nvar ${pascal(name)} = mcpx.MustTool(\n\t"${name}",\n\t"Does it",\n\trun${pascal(name)},\n)\n`,
  ),
  goHandledTool: simple(
    'package main\n',
    (name) =>
      `func add${pascal(name)}(s *server.MCPServer) {\n\ts.AddTool(mcp.NewTool("${name}",\n\t\tmcp.WithDescription("Does it")), handle${pascal(name)})\n}\n\nfunc handle${pascal(name)}(ctx context.Context) error { // ¶ ${name}\n\treturn nil\n}\n`,
  ),
  goAddedTool: simple(
    'package main\n',
    (name) =>
      `func (b base) ${pascal(name)}(ctx context.Context) error { // ¶ ${name}\n\treturn nil\n}\n\nfunc add${pascal(name)}(s *mcp.Server, b base) {\n\tmcp.AddTool(s, &mcp.Tool{Name: "${name}", Description: "Does it"}, b.${pascal(name)})\n}\n`,
  ),
  goNamedType: simple(
    'package tools\n',
    (name) =>
      `func (t ${pascal(name)}) Name() string { // ¶ ${name}\n\treturn "${name}"\n}\n\nfunc (t ${pascal(name)}) Call(ctx context.Context, input string) (string, error) {\n\treturn input, nil\n}\n`,
  ),
  goInferredTool: simple(
    'package tools\n',
    (name) =>
      `func new${pascal(name)}() (tool.Tool, error) {\n\treturn utils.InferTool("${name}", "Does it", do${pascal(name)})\n}\n\nfunc do${pascal(name)}(ctx context.Context) error { // ¶ ${name}\n\treturn nil\n}\n`,
  ),
  goFunctionTool: simple(
    'package main\n',
    (name) =>
      `func make${pascal(name)}() (tool.Tool, error) {\n\thandler${pascal(name)} := func(ctx tool.Context) error { // ¶ ${name}\n\t\treturn nil\n\t}\n\treturn functiontool.New(functiontool.Config{Name: "${name}", Description: "Does it"}, handler${pascal(name)})\n}\n`,
  ),
  goDefinedTool: simple(
    'package main\n',
    (name) =>
      `func define${pascal(name)}(g *genkit.Genkit) {\n\tgenkit.DefineTool(g, "${name}", "Does it", func(ctx *ai.ToolContext) error { return nil }) // ¶ ${name}\n}\n`,
  ),
  javaTool: inClass(
    'class Tools {\n',
    (name) =>
      `  @Tool("Does it")\n  public String ${name}(String text) { // ¶ ${name}\n    return text;\n  }\n`,
  ),
  javaFunctionTool: inClass(
    'class Agents {\n',
    (name) =>
      `  static final FunctionTool ${upper(name)} = FunctionTool.create(Agents.class, "${name}");\n  public static String ${name}(String text) { // ¶ ${name}\n    return text;\n  }\n`,
  ),
  csKernelFunction: inClass(
    'class Plugin {\n',
    (name) =>
      `  [KernelFunction, Description("Does it")]\n  public string ${name}(string text) => text; // ¶ ${name}\n`,
  ),
  csServerTool: inClass(
    '[McpServerToolType]\nclass Tools {\n',
    (name) =>
      `  [McpServerTool(Name = "${name}"), Description("Does it")]\n  public static string Run${pascal(name)}(string text) => text; // ¶ ${name}\n`,
  ),
  csCreated: inClass(
    'class Program {\n',
    (name) =>
      `  AIFunction tool${name} = AIFunctionFactory.Create(${name});\n  static string ${name}(string text) => text; // ¶ ${name}\n`,
  ),
} satisfies Record<string, Shape>;

export type ShapeName = keyof typeof SHAPES;

function inClassOfPython(tool: (name: string) => string): Shape {
  return { head: 'class Plugin:\n', tool, foot: none };
}

/** A file's text, and that of the file beside it. */
export function written(
  path: string,
  shapeName: ShapeName,
  tools: readonly string[],
): [path: string, text: string][] {
  const { head, tool, foot, beside }: Shape = SHAPES[shapeName];
  const files: [string, string][] = [[path, head + tools.map(tool).join('\n') + foot(tools)]];
  const folder = path.replace(/[^/]*$/, '');
  if (beside) files.push([folder + beside.path, beside.text(tools)]);
  return files;
}
