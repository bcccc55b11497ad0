/** Tells by a text's words whether a parser could find anything in it. Pure. */

/** Nothing of what is looked for is written without one of these. Cheap, and rules out most files of most repositories. */
const WORDS =
  /tool|agent|prompt|instruction|template|persona|backstory|system|kernel_?function|AIFunction|Function(?:De|Callback|<)|registerFunction|register_for_|CopilotAction|FastMCP|McpServer|\[Function\b|schema|parameters|Name\(\) string|Definition\(\)|\(Role\)/i;

/** How it is written. A name space, a licence or a comment that has the word alone defines nothing. */
const SHAPES = [
  // `tool(`, `@tool`, `tools=[`, `"tools": {`, `Tool{`, `class Search(BaseTool):`
  /tools?(?:_plain|type|set|\d)?["'`]?\s*(?:[({[=:,<]|\)\s*[:{]|$)/im,
  // `extends BaseTool`, `: ITool`, `@McpTool`, `@app.tool`
  /(?:extends|implements|:)\s+[\w.]*Tool\b|@[\w.]*[tT]ool/,
  /Tool(?:Info|Definition|Spec|Param)|FunctionTool|FunctionCallback|kernel_?function|AIFunction|FunctionDe(?:claration|finition)/i,
  /registerFunction|register_for_|CopilotAction|FastMCP|Mcp_?Server|MCPServer|\bServer\(|\bFunction<|\[Function\b/,
  // `Agent(`, `Agent[T](`, `new Agent<T>({`, `Agent.builder`, `llmagent.New(`, `create_react_agent(`
  /agent(?:card|definition|config|spec)?(?:<[^>\n]*>|\[[^\]\n]*\])?\s*(?:= )?[({]|agent\.(?:builder|new|config|create)\b|extends\s+\w*agent/i,
  // `SYSTEM_PROMPT = `, `instructions:`, `prompt: string =`, `@SystemMessage(`
  /(?:prompt|instructions?|system(?:_?message)?|template|persona|backstory)\w*["']?\s*(?::[^=\n]{1,40})?[=:(]/i,
  // What is described to a model by hand.
  /(?:input_?schema|parameters)["']?\s*[:=]/i,
  // `SEARCH_TOOL_NAME = "search"`, `enum ToolNames {`: names of tools that are made elsewhere.
  /tool\w*["']?\s*(?::[^=\n]{1,40})?=\s*["'`{]|(?:enum|class)\s+\w*tool/i,
  // MetaGPT's agents are roles.
  /class \w+\(Role\)/,
  // Go's types that can be called say their names, or all that a model is told of them.
  /\bName\(\) string|\bDefinition\(\) \*?[\w.]*Definition\b/,
];

/** An object that is described, and what runs it or what it takes: home-grown tools may be called actions, commands, skills. */
const DESCRIBED = /\b(?:description|schema)["']?\s*[:=]/;
const RUNS = /\b(?:execute|handler)["']?\s*[:=(]|@\w*[aA]ction\b|\bschema["']?: z\./;

/** Whether a text may define a tool, an agent or a prompt. Tells of some that do not, too. */
export function mentionsTools(text: string): boolean {
  if (DESCRIBED.test(text) && RUNS.test(text)) return true;
  return WORDS.test(text) && SHAPES.some((shape) => shape.test(text));
}
