/** What agent frameworks call the things that make, describe and run a tool. Pure. */

/** Members that say what the tool is called. */
export const NAME_KEYS = ['name', 'id', 'toolName', 'tool_name'];

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
  '_run',
];

/** Members that tell the model about a tool. */
export const SCHEMA_KEYS = [
  'description',
  'parameters',
  'inputSchema',
  'input_schema',
  'args_schema',
  'schema',
];

/** `tool`, `createTool`, `registerTool`, `StructuredTool`, `function_tool`, `tool_plain`, … */
const MAKER =
  /(?:^|_)tool(?:_plain)?$|[a-z]Tool$|^Tool$|^(?:kernel_function|ai_function|FunctionDeclaration)$/;
/** `callTool`, `get_tool`, …: they name a tool that exists already. */
const USER =
  /^_*(?:call|invoke|execute|exec|run|use|get|find|has|is|remove|delete|unregister|lookup|select|pick|parse|handle|enable|disable|mock|test|on|load|fetch|list|format|render|log|trace)(?:_|[A-Z])/;

/** Whether a function, class or decorator of that name makes its argument a tool. */
export function makesTools(name: string): boolean {
  return MAKER.test(name) && !USER.test(name);
}
