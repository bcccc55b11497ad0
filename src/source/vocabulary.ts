/** What agent frameworks call the things that make, describe and run tools and agents. Pure. */

/** Members that say what a tool is called, in the order in which they count. */
export const NAME_KEYS = [
  'name',
  'Name',
  'tool_name',
  'toolName',
  'ToolName',
  'name_override',
  'function_name',
  'functionName',
  'id',
];

/** Members that hold the code of a tool. */
export const RUN_KEYS = [
  'execute',
  'handler',
  'run',
  'invoke',
  'call',
  'func',
  'fn',
  'function',
  'coroutine',
  'implementation',
  'callback',
  'callable',
  'async_fn',
  'on_invoke_tool',
  'execution',
  'server',
  '_run',
  '_arun',
  '_call',
  'forward',
  'Handler',
  'Func',
  'Execute',
  'Call',
  'InvokableRun',
];

/** Members that tell the model what a tool does; parameters of an HTTP interface have a schema, too. */
export const DESCRIPTION_KEYS = ['description', 'Description', 'schema'];

/** Members that tell the model what a tool takes. */
export const SCHEMA_KEYS = [
  'parameters',
  'params',
  'inputSchema',
  'input_schema',
  'args_schema',
  'parametersJsonSchema',
  'Parameters',
  'InputSchema',
];

/** Members that say what an agent is called. CrewAI's agents go by their role. */
export const AGENT_NAME_KEYS = ['name', 'Name', 'role', 'id', 'agent_name'];

/** Members that hold what an agent is told. */
export const INSTRUCTION_KEYS = [
  'instructions',
  'systemPrompt',
  'system_prompt',
  'systemMessage',
  'system',
  'prompt',
];

/** Members that say what else an agent is. */
export const AGENT_KEYS = ['tools', 'model', 'description', 'handoffs', 'subagents', 'agents', 'toolNames'];

/** What makes a tool, whatever it is given: `tool`, `createTool`, `registerTool`, `function_tool`, `tool_plain`, … */
const MAKER =
  /^(?:tool(?:_plain|Definition)?|(?:create|define|register|add|build|make|new|must|dynamic|(?:pydantic_)?function|beta|mcp|server|with)_?[tT]ool|(?:Add|New|Define|Register|Create|Make|Build|Must|Function|LongRunningFunction|Beta|Mcp|MCP|DynamicStructured|Dynamic|Structured|Infer\w*|AI)?Tool|Toolset|kernel_function|KernelFunction|DefineKernelFunction|McpToolTrigger|mcp_tool_trigger|ai_function|McpServerTool|zodFunction|register_(?:direct_|tool_)?function|add_tool_function|registerFunction|useCopilotAction|register_for_llm|register_for_execution|create_tool_from_function|CreateFromMethod|CreateFunctionFromMethod|AddFunctionTool)$/;
/** What may make a tool, `weatherTool`, `search_tool` or LangChain's `WikipediaQueryRun`: what it is given decides. */
const LIKELY_MAKER = /[a-z\d]Tool$|_tool$|[a-z](?:QueryRun|SearchRun|SearchResults)$/;
/** What only describes a tool to a model. */
const SPECIFICATION =
  /^(?:Declaration|(?:Gemini)?Function(?:Declaration|Definition|DefinitionParam|Schema|Object)|ToolFunction|(?:Function)?Tool(?:Definition|Param|UnionParam|Spec|Specification|Info|Metadata|Schema)|CreateFunctionTool|ChatCompletion(?:Function)?Tool\w*)$/;
/** Makers whose own name is a plain word: the type they belong to says that it is a tool. */
const PLAIN_MAKER =
  /^(?:from_function|from_defaults|register|add_function|Create|create|New(?:Builder)?|new|builder|Config|of|from|add)$/;
const TOOL_OWNER =
  /(?:[Tt]ools?|[Tt]ool_?[Ss]et|[Tt]ool_?[Kk]it|[Tt]ool_?[Rr]egistry|AIFunctionFactory|KernelFunctionFactory|functiontool|FunctionToolCallback|ToolCallback)$/;
/** `callTool`, `get_tool`, …: they name a tool that exists already. */
const USER =
  /^_*(?:supports?|can|should|was|did|needs?|allow|deny|match|check|count|show|print|emit|to|as|reset|clear|update|resolve|normalize|expect|assert|track|record|report|begin|start|end|finish|abort|cancel|build_?tool_?call|call|invoke|execute|exec|run|use|get|find|has|is|remove|delete|unregister|lookup|select|pick|parse|handle|enable|disable|mock|test|on|load|fetch|list|format|render|log|trace|convert|force|require|validate|wrap|bind|pending|display|draw)(?:_|[A-Z])/;

/** An agent that another one calls as a tool: `writer.as_tool(tool_name="write")`, `AgentAsToolParams{ToolName: "write"}`. */
const AGENT_AS_TOOL = /^as_?[tT]ool$|^(?:Agent)?AsTool(?:Params|Options)?$/;
/** What makes a tool if it is given its name, and anything at all if not. */
const NAMED_MAKER = /^(?:generic_trigger|defineInterrupt|define_interrupt)$/;

/** Marks a function as a tool of its own name, whatever else it says of it: `@is_tool(ToolType.READ)`. */
const MARKER = /^is_tool$/;
/** Browser Use: `@controller.action("Describes it")`; `@tools.append` fills a list of tools. */
const PLAIN_MARKER = /^(?:action|append)$/;
const MARKER_OWNER = /(?:^|\.)\w*(?:registry|controller|tools)$/;

const AGENT_MAKER =
  /^(?:[A-Z]\w*)?Agent(?:Builder|Options|Config|Definition|Card)?$|^(?:create|define|new|New|make|build)_?(?:[A-Za-z_]*_)?[A-Za-z]*[aA]gent$|^CreateAIAgent$/;
/** What makes an agent is a plain word, too: `llmagent.New(…)`, `Agent.create({…})`, `agent.WithName(…)` among its options. */
const PLAIN_AGENT_WORD = /^(?:New|Config|create|WithName)$/;
const AGENT_OWNER = /[aA]gents?$/;
/** Fast Agent's decorators, and CrewAI's `@agent`: as calls these words mean anything. */
const AGENT_DECORATOR =
  /^(?:agent|orchestrator|router|chain|parallel|evaluator_optimizer|iterative_planner)$/;
/** Functions that make an agent of an object with its name; of anything else, they ask one, or add one that is there. */
const PLAIN_AGENT_MAKER = /^(?:sub|add_?)?[aA]gent$/;
const AGENT_USER = /^(?:use|get|run|is|on|call|find|list|load)(?=[A-Z_])|From[A-Z]/;

/** A list or a map of tools. */
const TOOL_LIST =
  /^_?(?:[a-zA-Z]+_)?tools$|^_?[a-zA-Z]*Tools$|^[A-Z_]*TOOLS$|^(?:functions|functions_list|function_map|available_functions|availableFunctions|TOOL_(?:MAP|REGISTRY|FUNCTIONS|HANDLERS)|(?:\w*T|\w*_t|t)ool_?(?:[mM]ap|[rR]egistry|[hH]andlers|[fF]unctions)|ToolNode|create_\w*agent|initialize_agent|bind_tools|bindTools|add_tools|register_tools|with_tools|DefaultTools|defaultTools|WithTools|Tool(?:Handler|Func|Function|Executor)?)$/;

/** `maybe-tool`, `named-tool` and `specification` become tools by what they are given; a `marker` says no names. */
export type Role = 'tool' | 'marker' | 'maybe-tool' | 'named-tool' | 'specification' | 'agent';

/**
 * What a function, class, attribute or decorator makes of its arguments.
 *
 * @param owner what it is called on, as written: `StructuredTool`, `mcp`; empty when on nothing
 */
export function roleOf(maker: string, owner: string): Role | null {
  if (MARKER.test(maker) || (PLAIN_MARKER.test(maker) && MARKER_OWNER.test(owner))) return 'marker';
  if (SPECIFICATION.test(maker)) return 'specification';
  if (AGENT_AS_TOOL.test(maker)) return 'tool';
  if (NAMED_MAKER.test(maker)) return 'named-tool';
  if (MAKER.test(maker)) return isUser(maker) ? null : 'tool';
  if (LIKELY_MAKER.test(maker)) return isUser(maker) ? null : 'maybe-tool';
  if (PLAIN_MAKER.test(maker) && TOOL_OWNER.test(owner)) return 'tool';
  if (PLAIN_AGENT_WORD.test(maker) && AGENT_OWNER.test(owner)) return 'agent';
  if (AGENT_MAKER.test(maker)) return AGENT_USER.test(maker) ? null : 'agent';
  return null;
}

/** Whether a maker's name is also what people call an agent that they ask: `agent("Hello")`. */
export function isPlainAgentMaker(maker: string): boolean {
  return PLAIN_AGENT_MAKER.test(maker) && maker !== 'Agent';
}

/** What a decorator makes of the function below it. */
export function roleOfDecorator(maker: string, owner: string): Role | null {
  return roleOf(maker, owner) ?? (AGENT_DECORATOR.test(maker) ? 'agent' : null);
}

/** Go and C# begin them with a capital. */
function isUser(maker: string): boolean {
  return USER.test(maker.charAt(0).toLowerCase() + maker.slice(1));
}

export function isToolList(key: string): boolean {
  return TOOL_LIST.test(key);
}

/** Whether a key holds agents by their names. */
export function isAgentList(key: string): boolean {
  return /^\w*(?:[aA]gents|AGENTS)$/.test(key);
}

/** Whether a declared type says that a value is an agent: `: AgentDefinition`. */
export function isAgentType(type: string): boolean {
  return /^:\s*(?:\w*Agent|\w*Agent(?:Definition|Config|Configuration|Spec))$/.test(type);
}

/** Whether a base class makes a class a tool or an agent: `BaseTool`, `StructuredTool<T>`, `BaseDeclarativeTool`, `AIFunction`. */
export function roleOfBase(bases: string): Role | null {
  if (
    /\b\w*(?:Tool(?:Base|Handler|Invocation|Message|With[A-Z]\w*|\d)?|AIFunction|FunctionCallback)\b|\bBaseAction\b/.test(
      bases,
    )
  )
    return 'tool';
  // MetaGPT's agents are roles.
  return /\b(?:\w*Agent(?:Config)?|Role)\b/.test(bases) ? 'agent' : null;
}

/** Whether a class says what it is by its own name alone: `SearchTool`, `SearchToolHandler`, `ResearchAgent`. */
export function roleOfClassName(name: string): Role | null {
  if (/[a-z\d]Tool(?:Handler)?$/.test(name)) return 'tool';
  return /[a-z\d]Agent$/.test(name) ? 'agent' : null;
}
