/**
 * Tools as the documentation of agent frameworks has them defined: the forms alone, written for this bench. `¶` marks
 * the line where a person would look, and says how a span calls the tool.
 */
import type { Project } from './corpus';
import { one } from './corpus';

export const PYTHON: Project[] = [
  one(
    'MetaGPT',
    'metagpt/tools/libs/editor.py',
    `from metagpt.tools.tool_registry import register_tool


@register_tool(include_functions=["read", "write"])
class Editor:  # ¶ Editor
    """Edits files."""

    def read(self, path: str) -> str:  # ¶ Editor.read
        return path

    async def write(self, path: str, content: str):  # ¶ Editor.write
        ...


@register_tool(tags=["web"])
async def scrape(url: str) -> str:  # ¶ scrape
    return url
`,
    ['metagpt/utils/files.py', 'class Files:\n    def read(self, path): ...\n'],
  ),
  one(
    'Claude Agent SDK Python',
    'calculator.py',
    `from claude_agent_sdk import tool, create_sdk_mcp_server


@tool("add", "Add two numbers", {"a": float, "b": float})
async def add_numbers(args):  # ¶ mcp__calc__add
    return {"content": []}


@tool(name="sqrt", description="Square root", input_schema={"n": float})
async def square_root(args):  # ¶ mcp__calc__sqrt
    return {"content": []}


calculator = create_sdk_mcp_server(name="calc", version="1.0.0", tools=[add_numbers, square_root])
`,
  ),
  one(
    'Haystack',
    'pipeline.py',
    `from haystack.tools import ComponentTool, Tool, create_tool_from_function, tool


def add(a: int, b: int) -> int:  # ¶ addition_tool
    return a + b


add_tool = Tool(name="addition_tool", description="d", parameters={}, function=add)


@tool
def get_weather(city: str) -> str:  # ¶ get_weather
    return city


def get_time(zone: str) -> str:  # ¶ get_time
    return zone


time_tool = create_tool_from_function(get_time)
search_tool = ComponentTool(component=search, name="web_search", description="d")  # ¶ web_search
`,
  ),
  one(
    'smolagents',
    'agent.py',
    `from smolagents import CodeAgent, Tool, tool


@tool
def get_travel_duration(start: str, end: str) -> str:  # ¶ get_travel_duration
    return start


class HFModelDownloadsTool(Tool):  # ¶ model_download_counter
    name = "model_download_counter"
    description = "d"
    inputs = {"task": {"type": "string"}}
    output_type = "string"

    def forward(self, task: str) -> str:
        return task


agent = CodeAgent(tools=[get_travel_duration, HFModelDownloadsTool()], model=model)
`,
  ),
  one(
    'Pydantic AI tools',
    'support.py',
    `from pydantic_ai import Agent, RunContext, Tool
from pydantic_ai.toolsets import FunctionToolset


def roll_dice() -> str:  # ¶ roll_dice
    return "1"


def get_player_name(ctx: RunContext[str]) -> str:  # ¶ player_name
    return ctx.deps


agent_a = Agent("m", tools=[roll_dice, Tool(get_player_name, takes_ctx=True, name="player_name")])
toolset = FunctionToolset()


@toolset.tool
def temperature_celsius(city: str) -> float:  # ¶ temperature_celsius
    return 21.0


@toolset.tool(name="conditions")
def weather_conditions(ctx: RunContext, city: str) -> str:  # ¶ conditions
    return "fine"


toolset.add_function(lambda: 1, name="now")  # ¶ now
`,
  ),
  one(
    'Agno toolkit',
    'tools/files.py',
    `from agno.agent import Agent
from agno.tools import Toolkit, tool


class FileTools(Toolkit):
    def __init__(self, **kwargs):
        super().__init__(name="file_tools", **kwargs)
        self.register(self.save_file)
        self.register(self.read_chunk, name="read_file_chunk")

    def save_file(self, contents: str) -> str:  # ¶ save_file
        return contents

    def read_chunk(self, start: int) -> str:  # ¶ read_file_chunk
        return ""


@tool(name="top_stories", show_result=True)
def get_stories(n: int = 10) -> str:  # ¶ top_stories
    return ""


agent = Agent(name="Files", tools=[FileTools(), get_stories])
`,
  ),
  one(
    'CrewAI classes',
    'src/crew/tools/custom_tool.py',
    `from crewai.tools import BaseTool, tool
from pydantic import BaseModel, Field


class MyCustomToolInput(BaseModel):
    argument: str = Field(..., description="d")


class MyCustomTool(BaseTool):  # ¶ name_of_my_tool
    name: str = "Name of my tool"
    description: str = "d"
    args_schema: type[BaseModel] = MyCustomToolInput

    def _run(self, argument: str) -> str:
        return argument


@tool("Search the web")
def search_the_web(query: str) -> str:  # ¶ search_the_web
    return query
`,
  ),
  one(
    'Google ADK Python',
    'agents/root/agent.py',
    `from google.adk.agents import LlmAgent
from google.adk.tools import FunctionTool, LongRunningFunctionTool
from google.adk.tools.agent_tool import AgentTool

from .sub_agents.critic import critic_agent


def check_prime(nums: list[int]) -> str:  # ¶ check_prime
    return ""


def ask_for_approval(purpose: str) -> dict:  # ¶ ask_for_approval
    return {}


def create_ticket(title: str) -> dict:  # ¶ create_ticket
    return {}


root_agent = LlmAgent(
    name="root",
    model="m",
    tools=[
        FunctionTool(func=check_prime),
        LongRunningFunctionTool(func=ask_for_approval),
        create_ticket,
        AgentTool(agent=critic_agent),
    ],
)
`,
    [
      'agents/root/sub_agents/critic.py',
      'from google.adk.agents import Agent\n\ncritic_agent = Agent(\n    name="critic",  # ¶ critic\n    model="m",\n)\n',
    ],
  ),
  one(
    'Strands',
    'weather_agent.py',
    `from strands import Agent, tool


@tool
def word_count(text: str) -> int:  # ¶ word_count
    return 1


@tool(name="get_weather", description="d")
def weather_forecast(city: str, days: int = 3) -> str:  # ¶ get_weather
    return city


class DatabaseTools:
    @tool
    def query_database(self, sql: str) -> dict:  # ¶ query_database
        return {}


agent = Agent(tools=[word_count, weather_forecast])
`,
  ),
  one(
    'Strands module tools',
    'tools/greeting.py',
    `TOOL_SPEC = {
    "name": "greeting_tool",
    "description": "d",
    "inputSchema": {"json": {"type": "object"}},
}


def greeting_tool(tool, **kwargs):  # ¶ greeting_tool
    return {"status": "success"}
`,
  ),
  one(
    'LlamaIndex agents',
    'agents.py',
    `from llama_index.core.agent.workflow import FunctionAgent
from llama_index.core.tools import FunctionTool, QueryEngineTool, ToolMetadata


async def record_notes(ctx, notes: str) -> str:  # ¶ record_notes
    return notes


def add(a: int, b: int) -> int:  # ¶ add_numbers
    return a + b


add_tool = FunctionTool.from_defaults(add, name="add_numbers", description="d")
engine = QueryEngineTool(
    query_engine=lyft,
    metadata=ToolMetadata(
        name="lyft_10k",  # ¶ lyft_10k
        description="d",
    ),
)
research = FunctionAgent(name="ResearchAgent", tools=[record_notes], can_handoff_to=["WriteAgent"])
`,
  ),
  one(
    'AutoGen AgentChat',
    'team.py',
    `from autogen_agentchat.agents import AssistantAgent
from autogen_core.tools import BaseTool, FunctionTool


async def google_search(query: str) -> list:  # ¶ google_search
    return []


def analyze_stock(ticker: str) -> dict:  # ¶ analyze_stock
    return {}


search_tool = FunctionTool(google_search, description="d")


class PDFTool(BaseTool[Args, Result]):  # ¶ read_pdf
    def __init__(self):
        super().__init__(args_type=Args, return_type=Result, name="read_pdf", description="d")

    async def run(self, args, cancellation_token):
        return ""


analyst = AssistantAgent(name="analyst", model_client=client, tools=[analyze_stock, search_tool])
`,
  ),
  one(
    'OpenAI Agents SDK agents as tools',
    'translate.py',
    `from agents import Agent, FunctionTool, function_tool

spanish_agent = Agent(
    name="Spanish agent",
    instructions="Translate.",
)
orchestrator = Agent(
    name="orchestrator",
    tools=[
        spanish_agent.as_tool(
            tool_name="translate_to_spanish",  # ¶ translate_to_spanish
            tool_description="d",
        ),
    ],
)
lookup = FunctionTool(
    name="process_user",  # ¶ process_user
    description="d",
    params_json_schema={},
    on_invoke_tool=lambda ctx, args: "",
)
`,
  ),
  one(
    'LangGraph',
    'graph.py',
    `from langchain_core.tools import tool
from langgraph.prebuilt import ToolNode, create_react_agent


def get_stock_price(symbol: str) -> float:  # ¶ get_stock_price
    return 1.0


@tool(parse_docstring=True)
def book_hotel(name: str) -> str:  # ¶ book_hotel
    return name


@tool("transfer_to_hotel_advisor", description="d")
def handoff_to_hotel(state):  # ¶ transfer_to_hotel_advisor
    return state


node = ToolNode([get_stock_price, book_hotel])
agent = create_react_agent(model, [get_stock_price, book_hotel], name="booker")
`,
  ),
  one(
    'MCP Python, low level',
    'src/server.py',
    `from mcp.server.lowlevel import Server
import mcp.types as types

app = Server("fetcher")


@app.list_tools()
async def list_tools() -> list[types.Tool]:
    return [
        types.Tool(
            name="fetch",  # ¶ mcp__fetcher__fetch
            description="d",
            inputSchema={"type": "object"},
        )
    ]


@app.call_tool()
async def fetch_tool(name: str, arguments: dict):
    if name != "fetch":
        raise ValueError(name)
    return []
`,
  ),
  one(
    'Semantic Kernel Python plugin',
    'plugins/menu.py',
    `from semantic_kernel.functions import kernel_function


class MenuPlugin:
    @kernel_function(description="d")
    def get_specials(self) -> str:  # ¶ MenuPlugin-get_specials
        return ""

    @kernel_function(name="item_price", description="d")
    async def get_item_price(self, menu_item: str) -> str:  # ¶ MenuPlugin-item_price
        return ""
`,
  ),
  one(
    'Microsoft Agent Framework Python',
    'agent.py',
    `from typing import Annotated
from agent_framework import ChatAgent, ai_function, tool


@ai_function(name="weather_tool", description="d")
def get_weather(location: str) -> str:  # ¶ weather_tool
    return location


@tool(approval_mode="never_require")
def get_menu() -> str:  # ¶ get_menu
    return ""


def get_specials() -> str:  # ¶ get_specials
    return ""


agent = ChatAgent(name="host", chat_client=client, tools=[get_weather, get_menu, get_specials])
`,
  ),
  one(
    'Gemini SDK',
    'gemini.py',
    `from google import genai
from google.genai import types


def set_light_values(brightness: int, color: str) -> dict:  # ¶ set_light_values
    return {}


declaration = types.FunctionDeclaration(name="set_light_values", description="d", parameters={})
config = types.GenerateContentConfig(tools=[types.Tool(function_declarations=[declaration])])
auto = types.GenerateContentConfig(tools=[set_light_values])
`,
  ),
  one(
    'Chainlit and DSPy',
    'react.py',
    `import dspy


def evaluate_math(expression: str) -> float:  # ¶ evaluate_math
    return 1.0


def search_wikipedia(query: str) -> list[str]:  # ¶ search_wikipedia
    return []


react = dspy.ReAct("question -> answer", tools=[evaluate_math, search_wikipedia])
`,
  ),
  one(
    'dispatch by match',
    'loop.py',
    `import json

tools = [
    {
        "type": "function",
        "function": {"name": "get_current_weather", "description": "d", "parameters": {"type": "object"}},
    }
]


def get_current_weather(location, unit="celsius"):  # ¶ get_current_weather
    return json.dumps({"location": location})


def run(name, arguments):
    match name:
        case "get_current_weather":
            return get_current_weather(**arguments)
`,
  ),
];

export const SCRIPT: Project[] = [
  one(
    'Claude Agent SDK TypeScript',
    'src/server.ts',
    `import { createSdkMcpServer, tool } from '@anthropic-ai/claude-agent-sdk';

export const weather = createSdkMcpServer({
  name: 'weather',
  version: '1.0.0',
  tools: [
    tool(
      'get_temperature', // ¶ mcp__weather__get_temperature
      'Get the temperature',
      { latitude: z.number() },
      async (args) => ({ content: [] }),
    ),
  ],
});
const search = tool('search_docs', 'd', { q: z.string() }, handleSearch);
async function handleSearch(args) { // ¶ search_docs
  return { content: [] };
}
`,
  ),
  one(
    'Mastra agents',
    'src/mastra/tools/weather.ts',
    `import { createTool } from '@mastra/core/tools';

export const weatherTool = createTool({
  id: 'get-weather', // ¶ get-weather
  description: 'd',
  inputSchema: z.object({}),
  execute: async ({ context }) => getWeather(context.location),
});

const getWeather = async (location: string) => ({});
`,
  ),
  one(
    'Genkit JavaScript',
    'src/menu.ts',
    `import { genkit, z } from 'genkit';

const ai = genkit({ plugins: [] });

export const getWeather = ai.defineTool(
  {
    name: 'getWeather', // ¶ getWeather
    description: 'd',
    inputSchema: z.object({ location: z.string() }),
  },
  async (input) => 'sunny',
);
export const interrupting = ai.defineInterrupt({
  name: 'askQuestion', // ¶ askQuestion
  description: 'd',
});
`,
  ),
  one(
    'BeeAI',
    'src/tools/openLibrary.ts',
    `import { DynamicTool, Tool, StringToolOutput } from 'beeai-framework/tools/base';

export class OpenLibraryTool extends Tool<Output, Options> { // ¶ OpenLibrary
  name = 'OpenLibrary';
  description = 'd';
  inputSchema() {
    return z.object({});
  }
  protected async _run(input) {
    return new StringToolOutput('');
  }
}
const dynamic = new DynamicTool({
  name: 'GenerateNumber', // ¶ GenerateNumber
  description: 'd',
  inputSchema: z.object({}),
  async handler(input) {
    return new StringToolOutput('1');
  },
});
`,
  ),
  one(
    'AI SDK 5',
    'app/api/chat/route.ts',
    `import { dynamicTool, stepCountIs, streamText, tool } from 'ai';
import { searchTool } from '@/lib/tools/search';

export async function POST(request: Request) {
  const result = streamText({
    model,
    stopWhen: stepCountIs(5),
    tools: {
      weather: tool({ // ¶ weather
        description: 'd',
        inputSchema: z.object({ location: z.string() }),
        execute: async ({ location }) => ({ location }),
      }),
      search: searchTool,
      custom: dynamicTool({ // ¶ custom
        description: 'd',
        inputSchema: z.object({}),
        execute: async (input) => input,
      }),
    },
  });
  return result.toUIMessageStreamResponse();
}
`,
    [
      'lib/tools/search.ts',
      "import { tool } from 'ai';\n\nexport const searchTool = tool({ // ¶ search\n  description: 'd',\n  inputSchema: z.object({}),\n  execute: async () => 1,\n});\n",
    ],
  ),
  one(
    'AI SDK agent class',
    'lib/agent.ts',
    `import { Experimental_Agent as Agent, ToolLoopAgent, tool } from 'ai';

export const getInformation = ({ user }: Context) => // ¶ getInformation
  tool({
    description: 'd',
    inputSchema: z.object({}),
    execute: async () => user,
  });

export const agent = new ToolLoopAgent({
  model,
  instructions: 'Help.',
  tools: {
    runCode: tool({ // ¶ runCode
      inputSchema: z.object({}),
      execute: async () => 1,
    }),
    getInformation: getInformation({ user }),
  },
});
`,
  ),
  one(
    'OpenAI Agents JS',
    'src/index.ts',
    `import { Agent, tool } from '@openai/agents';

const getWeatherTool = tool({
  name: 'get_weather', // ¶ get_weather
  description: 'd',
  parameters: z.object({ city: z.string() }),
  async execute({ city }) {
    return city;
  },
});
const summarizer = new Agent({ name: 'Summarizer', instructions: 'Be brief.' });
const summarize = summarizer.asTool({
  toolName: 'summarize_text', // ¶ summarize_text
  toolDescription: 'd',
});
const agent = new Agent({ name: 'Data agent', tools: [getWeatherTool, summarize] });
`,
  ),
  one(
    'MCP TypeScript, low level',
    'src/index.ts',
    `import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';

const server = new Server({ name: 'notes', version: '0.1.0' }, { capabilities: { tools: {} } });
server.setRequestHandler(ListToolsRequestSchema, async () => ({
  tools: [
    {
      name: 'create_note', // ¶ mcp__notes__create_note
      description: 'd',
      inputSchema: { type: 'object' },
    },
  ],
}));
server.setRequestHandler(CallToolRequestSchema, async (request) => {
  switch (request.params.name) {
    case 'create_note': {
      return { content: [] };
    }
    default:
      throw new Error('Unknown tool');
  }
});
`,
  ),
  one(
    'FastMCP TypeScript',
    'src/server.ts',
    `import { FastMCP } from 'fastmcp';

const server = new FastMCP({ name: 'Addition', version: '1.0.0' });
server.addTool({
  name: 'add', // ¶ add
  description: 'd',
  parameters: z.object({ a: z.number() }),
  execute: async (args) => String(args.a),
});
`,
  ),
  one(
    'LlamaIndex TypeScript',
    'src/agent.ts',
    `import { FunctionTool, tool } from 'llamaindex';

const sumNumbers = ({ a, b }) => \`\${a + b}\`; // ¶ sumNumbers
const sumTool = tool(sumNumbers, {
  name: 'sumNumbers',
  description: 'd',
  parameters: z.object({}),
});
const divide = FunctionTool.from(({ a, b }) => \`\${a / b}\`, {
  name: 'divideNumbers', // ¶ divideNumbers
  description: 'd',
});
`,
  ),
  one(
    'LangChain JS tools',
    'src/agent.ts',
    `import { DynamicTool, tool } from '@langchain/core/tools';
import { createAgent } from 'langchain';

const getWeather = tool((input) => 'sunny', {
  name: 'get_weather', // ¶ get_weather
  description: 'd',
  schema: z.object({ city: z.string() }),
});

async function searchDatabase({ query, limit }) { // ¶ search_database
  return [];
}
const searchDatabaseTool = tool(searchDatabase, { name: 'search_database', description: 'd', schema });
const foo = new DynamicTool({
  name: 'FOO', // ¶ FOO
  description: 'd',
  func: async () => 'baz',
});
const agent = createAgent({ model, tools: [getWeather, searchDatabaseTool, foo] });
`,
  ),
  one(
    'VS Code language model tools',
    'src/tools.ts',
    `import * as vscode from 'vscode';

export function registerChatTools(context: vscode.ExtensionContext) {
  context.subscriptions.push(
    vscode.lm.registerTool('chat-tools_tabCount', new TabCountTool()),
  );
}

class TabCountTool implements vscode.LanguageModelTool<ITabCountParameters> { // ¶ chat-tools_tabCount
  async invoke() {
    return new vscode.LanguageModelToolResult([]);
  }
}
`,
  ),
  one(
    'tool files of opencode',
    '.opencode/tool/database.ts',
    `import { tool } from '@opencode-ai/plugin';

export default tool({ // ¶ database
  description: 'd',
  args: { query: tool.schema.string() },
  async execute(args) {
    return args.query;
  },
});
`,
  ),
  one(
    'OpenAI chat completions',
    'src/functions.js',
    `const functions = [
  {
    type: 'function',
    function: {
      name: 'get_orders',
      description: 'd',
      parameters: { type: 'object' },
      function: getOrders,
      parse: JSON.parse,
    },
  },
];
async function getOrders(args) { // ¶ get_orders
  return [];
}
const runner = openai.chat.completions.runTools({ model, messages, tools: functions });
`,
  ),
  one(
    'CommonJS dispatch',
    'agent.js',
    `const { readFile } = require('./tools/readFile');

const toolHandlers = {
  read_file: readFile,
  list_dir: async ({ path }) => [], // ¶ list_dir
};
module.exports = { toolHandlers };
`,
    [
      'tools/readFile.js',
      'async function readFile({ path }) { // ¶ read_file\n  return path;\n}\nmodule.exports = { readFile };\n',
    ],
  ),
];

export const GO: Project[] = [
  one(
    'OpenAI Agents SDK in Go',
    'trade/tools.go',
    `package trade

var QuoteTool = agents.NewFunctionTool("quote_price", "Asks for a price.", Quote)

func Quote(_ context.Context, args QuoteArgs) (string, error) { // ¶ quote_price
	return "", nil
}

var Desk = agents.New("desk").WithTools(
	Broker.AsTool(agents.AgentAsToolParams{
		ToolName:        "ask_broker", // ¶ ask_broker
		ToolDescription: "Asks the broker",
	}),
)
`,
  ),
  one(
    'builders of tools',
    'packs/metrics.go',
    `package packs

func counter() tool.Tool {
	return tool.NewBuilder("count_up"). // ¶ count_up
		WithDescription("Counts up").
		WithHandler(func(ctx context.Context, input json.RawMessage) (tool.Result, error) {
			return tool.Result{}, nil
		}).
		MustBuild()
}
`,
  ),
  one(
    'a coding agent’s own types',
    'internal/tools/find.go',
    `package tools

func NewFindTool(fast bool) *agent.AgentTool {
	return &agent.AgentTool{
		Name:        "find_paths", // ¶ find_paths
		Description: "Finds files",
		Parameters:  schema,
		Execute:     makeFinder(fast),
	}
}

func NewMoveTool() Tool {
	return &MoveTool{
		BaseTool: base.BaseTool{
			ToolName: "move_path", // ¶ move_path
			ToolDesc: "Moves a file",
		},
	}
}
`,
    ['scripts/main.go', 'package main\nfunc (b *buffer) MovePath(p string) {}\n'],
  ),
  one(
    'definitions of a type of one’s own',
    'lang/server.go',
    `package lang

const ToolNameOutline = "outline_file"

func (s *Server) Tools() []tools.Tool {
	defs := []serverToolDef{
		{
			name: ToolNameOutline, readOnly: true,
			handler: tools.NewHandler(s.outline), description: "Outlines a file",
		},
	}
	return build(defs)
}

func (s *Server) outline(ctx context.Context, args OutlineArgs) (*tools.Result, error) { // ¶ outline_file
	return nil, nil
}
`,
  ),
  one(
    'mcp-go',
    'cmd/server/main.go',
    `package main

func main() {
	s := server.NewMCPServer("Demo", "1.0.0")
	tool := mcp.NewTool("hello_world",
		mcp.WithDescription("d"),
		mcp.WithString("name", mcp.Required()),
	)
	s.AddTool(tool, helloHandler)
	s.AddTool(mcp.NewTool("calculate", mcp.WithDescription("d")), func(ctx context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) { // ¶ calculate
		return nil, nil
	})
	s.AddTools(server.ServerTool{Tool: mcp.NewTool("sum"), Handler: handleSum})
}

func helloHandler(ctx context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) { // ¶ hello_world
	return nil, nil
}

func handleSum(ctx context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) { // ¶ sum
	return nil, nil
}
`,
  ),
  one(
    'MCP Go SDK',
    'main.go',
    `package main

func SayHi(ctx context.Context, req *mcp.CallToolRequest, in Input) (*mcp.CallToolResult, Output, error) { // ¶ greet
	return nil, Output{}, nil
}

func main() {
	server := mcp.NewServer(&mcp.Implementation{Name: "greeter", Version: "v1.0.0"}, nil)
	mcp.AddTool(server, &mcp.Tool{Name: "greet", Description: "say hi"}, SayHi)
}
`,
  ),
  one(
    'langchaingo',
    'tools/calculator.go',
    `package tools

type Calculator struct{}

var _ tools.Tool = Calculator{}

func (c Calculator) Description() string {
	return "d"
}

func (c Calculator) Name() string { // ¶ calculator
	return "calculator"
}

func (c Calculator) Call(ctx context.Context, input string) (string, error) {
	return input, nil
}
`,
  ),
  one(
    'langchaingo function calling',
    'main.go',
    `package main

var availableTools = []llms.Tool{
	{
		Type: "function",
		Function: &llms.FunctionDefinition{
			Name:        "getCurrentWeather",
			Description: "d",
		},
	},
}

func getCurrentWeather(location string, unit string) (string, error) { // ¶ getCurrentWeather
	return location, nil
}
`,
  ),
  one(
    'Genkit Go',
    'main.go',
    `package main

func main() {
	getWeatherTool := genkit.DefineTool(
		g, "getWeather", "Gets the current weather", // ¶ getWeather
		func(ctx *ai.ToolContext, input WeatherInput) (string, error) {
			return input.Location, nil
		})
	_ = getWeatherTool
}
`,
  ),
  one(
    'Eino',
    'tools/todo.go',
    `package tools

func newUpdateTodo() tool.InvokableTool {
	updateTool, err := utils.InferTool("update_todo", "Update a todo item", UpdateTodoFunc)
	if err != nil {
		panic(err)
	}
	return updateTool
}

func UpdateTodoFunc(ctx context.Context, params *TodoUpdateParams) (string, error) { // ¶ update_todo
	return "", nil
}

func getAddTodoTool() tool.InvokableTool {
	info := &schema.ToolInfo{
		Name: "add_todo",
		Desc: "Add a todo item",
	}
	return utils.NewTool(info, AddTodoFunc)
}

func AddTodoFunc(ctx context.Context, params *TodoAddParams) (string, error) { // ¶ add_todo
	return "", nil
}

type ListTodoTool struct{}

func (lt *ListTodoTool) Info(ctx context.Context) (*schema.ToolInfo, error) {
	return &schema.ToolInfo{
		Name: "list_todo", // ¶ list_todo
		Desc: "List all todo items",
	}, nil
}

func (lt *ListTodoTool) InvokableRun(ctx context.Context, argumentsInJSON string, opts ...tool.Option) (string, error) {
	return "", nil
}
`,
  ),
  one(
    'ADK Go',
    'agent.go',
    `package main

func getWeather(ctx tool.Context, args Args) (Result, error) { // ¶ get_weather
	return Result{}, nil
}

func build() {
	weatherTool, err := functiontool.New(functiontool.Config{
		Name:        "get_weather",
		Description: "d",
	}, getWeather)
	_, _ = weatherTool, err
}
`,
  ),
  one(
    'OpenAI Go',
    'main.go',
    `package main

var params = openai.ChatCompletionNewParams{
	Tools: []openai.ChatCompletionToolUnionParam{
		openai.ChatCompletionFunctionTool(openai.FunctionDefinitionParam{
			Name:        "get_weather",
			Description: openai.String("d"),
		}),
	},
}

func getWeather(location string) string { // ¶ get_weather
	return location
}
`,
  ),
  one(
    'Anthropic Go',
    'agent.go',
    `package main

var ReadFileDefinition = ToolDefinition{
	Name:        "read_file",
	Description: "d",
	InputSchema: ReadFileInputSchema,
	Function:    ReadFile,
}

func ReadFile(input json.RawMessage) (string, error) { // ¶ read_file
	return "", nil
}
`,
  ),
  one(
    'a Go program of its own',
    'main.go',
    `package main

const ToolGreet = "greet_user"

func setup(s *server.MCPServer) {
	s.AddTool(mcp.NewTool(ToolGreet, mcp.WithDescription("d")), greet)
}

var table = map[string]ToolHandler{
	"spin_wheel": spin,
}

var fold = openai.FunctionDefinition{Name: "fold_card", Description: "d"}

func run(call openai.ToolCall) string {
	switch call.Function.Name {
	case "fold_card":
		return doFold(call.Function.Arguments)
	}
	return ""
}

func greet(ctx context.Context) {} // ¶ greet_user
func spin(args string) string { return "" } // ¶ spin_wheel
func doFold(args string) string { return "" } // ¶ fold_card
`,
  ),
];

export const JVM: Project[] = [
  one(
    'Spring AI components',
    'src/main/java/org/acme/TideFunction.java',
    `package org.acme;

@Component("tide_query")
public class TideFunction // ¶ tide_query
        implements Function<TideFunction.Request, TideFunction.Response> {
    @Override
    public Response apply(Request request) {
        return null;
    }
}
`,
  ),
  one(
    'a server’s own base class of tools',
    'src/main/java/org/acme/tools/FindBranchesTool.java',
    `package org.acme.tools;

public class FindBranchesTool extends Tool { // ¶ list_known_branches

  public static final String TOOL_NAME = "list_known_branches";

  public FindBranchesTool(ApiProvider api) {
    super(SchemaToolBuilder.forOutput(Branches.class).setName(TOOL_NAME).build(), ToolCategory.BRANCHES);
  }

  @Override
  public Tool.Result execute(Tool.Arguments arguments) {
    return Tool.Result.success(null);
  }
}
`,
    [
      'src/main/java/org/acme/api/BranchesApi.java',
      'class BranchesApi { List<Branch> listKnownBranches() { return null; } }',
    ],
  ),
  one(
    'LangChain4j',
    'src/main/java/app/Calculator.java',
    `package app;

import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;

public class Calculator {

    @Tool("Calculates the length of a string")
    int stringLength(String s) { // ¶ stringLength
        return s.length();
    }

    @Tool(name = "square_root", value = "Calculates the square root")
    public double sqrt(@P("a number") int x) { // ¶ square_root
        return Math.sqrt(x);
    }
}
`,
  ),
  one(
    'Spring AI',
    'src/main/java/app/DateTimeTools.java',
    `package app;

import org.springframework.ai.tool.annotation.Tool;

@Component
class DateTimeTools {

    @Tool(description = "Get the current date and time")
    String getCurrentDateTime() { // ¶ getCurrentDateTime
        return "";
    }

    @Tool(name = "set_alarm", description = "d")
    @PreAuthorize("hasRole('USER')")
    void setAlarm(@ToolParam(description = "d") String time) { // ¶ set_alarm
    }
}
`,
  ),
  one(
    'Spring AI MCP and callbacks',
    'src/main/java/app/WeatherService.java',
    `package app;

@Service
public class WeatherService {

    @McpTool(name = "temperature", description = "d")
    public String getTemperature(@McpToolParam String city) { // ¶ temperature
        return city;
    }
}

class Config {
    ToolCallback callback = FunctionToolCallback.builder("currentWeather", new CurrentWeather()) // ¶ currentWeather
        .description("d")
        .inputType(Request.class)
        .build();

    @Bean
    @Description("Get the forecast")
    Function<Request, Response> forecast() { // ¶ forecast
        return request -> new Response();
    }
}
`,
  ),
  one(
    'MCP Java SDK',
    'src/main/java/app/Server.java',
    `package app;

class Server {
    static SyncToolSpecification calculator() {
        return SyncToolSpecification.builder()
            .tool(Tool.builder()
                .name("calculator") // ¶ calculator
                .description("d")
                .inputSchema(SCHEMA)
                .build())
            .callHandler((exchange, request) -> null)
            .build();
    }

    static Object echo() {
        return new McpServerFeatures.SyncToolSpecification(
            new Tool("echo", "Echoes", SCHEMA), // ¶ echo
            (exchange, arguments) -> null);
    }
}
`,
  ),
  one(
    'ADK Java',
    'src/main/java/agents/HelloTimeAgent.java',
    `package agents;

public class HelloTimeAgent {
    public static BaseAgent ROOT_AGENT = LlmAgent.builder()
        .name("hello-time-agent")
        .tools(FunctionTool.create(HelloTimeAgent.class, "getCurrentTime"))
        .build();

    @Schema(description = "Get the current time")
    public static Map<String, String> getCurrentTime(@Schema(name = "city") String city) { // ¶ getCurrentTime
        return Map.of();
    }
}
`,
  ),
  one(
    'Semantic Kernel Java',
    'src/main/java/app/LightsPlugin.java',
    `package app;

public class LightsPlugin {
    @DefineKernelFunction(name = "get_lights", description = "d")
    public List<LightModel> getLights() { // ¶ LightsPlugin-get_lights
        return lights;
    }
}
`,
  ),
  one(
    'Koog',
    'src/main/java/app/Tools.java',
    `package app;

public class Tools {
    @dev.langchain4j.agent.tool.Tool
    public String searchDocs(String query) { // ¶ searchDocs
        return query;
    }
}
`,
  ),
];

export const DOTNET: Project[] = [
  one(
    'LlmTornado',
    'Agents/Files.cs',
    `public class Writer
{
    public Writer(TornadoApi client)
    {
        agent = new TornadoAgent(client: client, name: "writer", tools: [Notes.ReadNoteTool, Notes.DropNote]);
        chat = [new Tool(new ToolFunction("find_note", string.Empty, new { type = "object" }))]; // ¶ find_note
    }
}

public static class Notes
{
    [Description("Reads a note")]
    public static string ReadNoteTool(string path) => path; // ¶ ReadNoteTool

    public static string DropNote(string path) => path; // ¶ DropNote
}
`,
  ),
  one(
    'Microsoft.Extensions.AI, methods in another file',
    'Chat/Assistant.cs',
    `public class Assistant
{
    public Assistant(ShipData data)
    {
        _aiTools = [AIFunctionFactory.Create(data.GetShipGraphAsync)];
    }
}
`,
    [
      'Chat/ShipData.cs',
      `public class ShipData
{
    [Description("All ships (with names); use {id}")]
    public async Task<string> GetShipGraphAsync(CancellationToken stop) // ¶ GetShipGraph
    {
        return "";
    }
}
`,
    ],
  ),
  one(
    'AutoGen .NET',
    'WeatherFunction.cs',
    `using AutoGen.Core;

public partial class WeatherFunction
{
    /// <summary>
    /// Gets the weather.
    /// </summary>
    [Function]
    public async Task<string> GetWeatherAsync(string city) // ¶ GetWeatherAsync
    {
        return city;
    }

    [Function("get_date", "Gets the date")]
    public async Task<string> TodayAsync() // ¶ get_date
    {
        return "";
    }
}
`,
  ),
  one(
    'Azure Functions MCP',
    'HelloTool.cs',
    `using Microsoft.Azure.Functions.Worker.Extensions.Mcp;

public class HelloTool(ILogger<HelloTool> logger)
{
    [Function(nameof(SayHello))]
    public string SayHello([McpToolTrigger("hello", "Simple hello world tool.")] ToolInvocationContext context) // ¶ hello
    {
        return "";
    }

    [Function(nameof(GetSnippet))]
    public object GetSnippet( // ¶ get_snippets
        [McpToolTrigger(GetSnippetToolName, "Gets a snippet.")] ToolInvocationContext context)
    {
        return "";
    }

    private const string GetSnippetToolName = "get_snippets";
}
`,
  ),
  one(
    'Semantic Kernel C#',
    'LightsPlugin.cs',
    `public class LightsPlugin
{
    [KernelFunction("get_lights")]
    [Description("Gets a list of lights")]
    public async Task<List<LightModel>> GetLightsAsync() // ¶ LightsPlugin-get_lights
    {
        return lights;
    }
}

static class Setup
{
    static KernelFunction time = KernelFunctionFactory.CreateFromMethod(() => DateTime.Now, "get_time"); // ¶ get_time
}
`,
  ),
  one(
    'Microsoft Agent Framework C#',
    'Program.cs',
    `[Description("Get the weather for a given location.")]
static string GetWeather([Description("d")] string location) // ¶ GetWeather
    => location;

AIAgent agent = client.CreateAIAgent(
    instructions: "You are helpful.",
    name: "Joker",
    tools: [AIFunctionFactory.Create(GetWeather), AIFunctionFactory.Create(GetTime, name: "get_time")]);

static string GetTime() => ""; // ¶ get_time
`,
  ),
  one(
    'MCP C# SDK',
    'EchoTool.cs',
    `[McpServerToolType]
public static class EchoTool
{
    [McpServerTool, Description("Echoes the message back to the client.")]
    public static string EchoMessage(string message) => message; // ¶ echo_message

    [McpServerTool(Name = "summarize_page", ReadOnly = true)]
    [Description("d")]
    public static async Task<string> Summarize(HttpClient client, string url) // ¶ summarize_page
    {
        return url;
    }
}
`,
  ),
  one(
    'Semantic Kernel C#, without a plugin class',
    'Program.cs',
    `ClockTools clock = new();
AITool[] tools = [
    AIFunctionFactory.Create(clock.Read, "read_clock"),
    AIFunctionFactory.Create(Alarm.SetAsync, new AIFunctionFactoryOptions { Name = "set_alarm" }),
];
static class Alarm
{
    public static Task<string> SetAsync(string at) => null; // ¶ set_alarm
}
class ClockTools
{
    public string Read() => ""; // ¶ read_clock
}
class RadioTools
{
    public string Read() => "";

    [KernelFunction(name: "tune_radio"), Description("Tunes")]
    public void Tune(int to) { } // ¶ tune_radio
}
`,
  ),
  one(
    'OpenAI .NET',
    'Stocks.cs',
    `class Stocks
{
    const string Quote = "get_quote";
    static readonly ChatTool[] Tools = [
        ChatTool.CreateFunctionTool(functionName: Quote, functionDescription: "d"),
        ChatTool.CreateFunctionTool("buy_stock", "d", BinaryData.FromString("{}")),
    ];
    string Answer(ChatToolCall call)
    {
        switch (call.FunctionName)
        {
            case Quote:
                return Fetch(call.FunctionArguments);
            case "buy_stock":
            {
                var result = Order(call.FunctionArguments);
                return result;
            }
        }
        return "";
    }
    static string Fetch(BinaryData given) => ""; // ¶ get_quote
    static string Order(BinaryData given) => ""; // ¶ buy_stock
}
`,
  ),
  one(
    'classes of tools in C#',
    'Files.cs',
    `public class CopyTool : IAgentTool // ¶ copy_file
{
    public string Name => "copy_file";
    public string Description => "Copies";
}
public class PackTool : ToolBase // ¶ pack_file
{
    public PackTool() : base("pack_file", "Packs") { }
}
public class SquashTool(ILogger log) : ToolBase("squash_file", "Squashes") // ¶ squash_file
{
}
`,
  ),
];

export const FRAMEWORKS: Project[] = [...PYTHON, ...SCRIPT, ...GO, ...JVM, ...DOTNET];
