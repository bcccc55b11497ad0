/**
 * Tools and agents of runtimes that nobody else has: the forms in which unseen TypeScript repositories wrote them,
 * written anew for this bench. `¶` marks the line where a person would look.
 */
import type { Project } from './corpus';
import { one } from './corpus';

export const HOMEGROWN: Project[] = [
  one(
    'actions with their own decorator',
    'src/ledgerProvider.ts',
    `import { Action, ActionProvider } from './provider';

export class LedgerProvider extends ActionProvider {
  @Action({
    name: 'read_balance',
    description: 'Reads what an account holds',
    schema: BalanceSchema,
  })
  @Logged()
  async readBalance(args: Balance): Promise<string> { // ¶ read_balance
    return this.ledger.read(args.account);
  }
}
`,
  ),
  one(
    'actions as described objects',
    'src/actions/closeOrder.ts',
    `import { z } from 'zod';
import type { Action } from '../types';
import { closeOrder } from './orders';

export const closeOrderAction: Action = {
  name: 'CLOSE_ORDER_ACTION', // ¶ CLOSE_ORDER_ACTION
  description: 'Closes an order',
  similes: ['end the order'],
  schema: z.object({ id: z.string() }),
  handler: async (agent, input) => closeOrder(agent, input.id),
};
`,
    [
      'src/actions/orders.ts',
      'export async function closeOrder(agent, id) {\n  return agent.close(id);\n}\n',
    ],
  ),
  one(
    'tools that functions make',
    'src/tools/shell.ts',
    `export function createShellTool(cwd: string): AgentTool<typeof schema> {
  return {
    name: 'shell', // ¶ shell
    label: 'Shell',
    description: 'Runs a command',
    parameters: schema,
    execute: async (id, { command }) => run(command, cwd),
  };
}
export const shellTool = createShellTool(process.cwd());
`,
    [
      'src/tools/index.ts',
      "import { shellTool } from './shell';\nexport const allTools = { shell: shellTool };\nexport const codingTools = [shellTool];\n",
    ],
  ),
  one(
    'ids of classes',
    'src/lm/openIssueTool.ts',
    `import { RepositoryToolBase } from './base';

export class OpenIssueTool extends RepositoryToolBase<Parameters> { // ¶ my-extension_openIssue
  public static readonly toolId = 'my-extension_openIssue';
  async invoke(options, token) {
    return this.open(options.input.number);
  }
}
`,
    [
      'src/lm/tools.ts',
      "import * as vscode from 'vscode';\nimport { OpenIssueTool } from './openIssueTool';\nexport function registerAll(context, repositories) {\n  context.subscriptions.push(vscode.lm.registerTool(OpenIssueTool.toolId, new OpenIssueTool(repositories)));\n}\n",
    ],
  ),
  one(
    'a module with the name of a tool',
    'src/tools/web/index.ts',
    `export const name = 'web_lookup';
export const description = 'Looks things up';
export const execute = async (params: QueryParams) => { // ¶ web_lookup
  return { content: [] };
};
export default { name, description, inputSchema: params.shape, execute };
`,
  ),
  one(
    'a module that is called as its file',
    'src/mcp/tools/stop_app.ts',
    `const stopAppSchema = z.object({ id: z.string() });

export async function stopAppLogic(params: Params, executor: Executor) { // ¶ stop_app
  return executor(['stop', params.id]);
}
export const schema = stopAppSchema.shape;
export const handler = createTypedTool(stopAppSchema, stopAppLogic, getDefaultExecutor);
`,
    [
      'src/mcp/resources/stop_app.ts',
      "export default {\n  uri: 'app://stop_app',\n  name: 'stop_app',\n  description: 'd',\n  mimeType: 'text/plain',\n  async handler() {\n    return {};\n  },\n};\n",
    ],
  ),
  one(
    'a definition that is given its code later',
    'src/codeMode.ts',
    `export function createCodeModeTool(config: Config): ServerTool {
  const definition = toolDefinition({
    name: 'run_script' as const, // ¶ run_script
    description: describe(config),
    inputSchema,
  });
  return definition.server(async ({ code }) => config.driver.run(code));
}
`,
    [
      'src/chat.ts',
      "import { createCodeModeTool } from './codeMode';\nconst run_script = createCodeModeTool({ driver });\nchat({ tools: [run_script] });\n",
    ],
  ),
  one(
    'actions told apart from what runs them',
    'src/actions/schemas.ts',
    `export const openPageSchema: ActionSchema = {
  name: 'open_page', // ¶ open_page
  description: 'Opens a page',
  schema: z.object({ url: z.string() }),
};
`,
  ),
  one(
    'a map of handlers beside the parameters',
    'src/tools/params/add-note.ts',
    `const toolName = 'add_note';
export const addNoteParams = {
  toolName,
  parameters: z.object({ text: z.string() }),
};
`,
    [
      'src/tools/handlers/add-note.ts',
      'export const handleAddNote = (async (call) => { // ¶ add_note\n  return call.input.text;\n}) satisfies Handler;\n',
    ],
    [
      'src/tools/handlers/list.ts',
      "import { handleAddNote } from './add-note';\nexport const deskToolHandlers = {\n  add_note: handleAddNote,\n} satisfies Handlers;\n",
    ],
  ),
  {
    style: 'a schema inside the function that asks the model',
    files: {
      'src/title.ts': `export async function makeTitle(state) {
  const model = base.bindTools([
    {
      name: 'make_title', // ¶ make_title
      description: 'Gives the thread a title',
      schema: z.object({ title: z.string() }),
    },
  ]);
  return model.invoke(state.messages);
}
`,
    },
    tools: ['make_title'],
  },
];

export const HOMEGROWN_AGENTS: Project[] = [
  one(
    'an agent as an object',
    'src/assistant.ts',
    `export async function buildAssistant(): Promise<Agent> {
  const instructions = await buildInstructions();
  return {
    name: 'desk', // ¶ desk
    description: 'Helps at the desk',
    instructions,
    tools,
  };
}
const definition: AgentDefinition = {
  id: 'pruner', // ¶ pruner
  displayName: 'Pruner',
  handleSteps: run,
};
export default definition;
export const agents: Record<string, AgentDefinition> = {
  'code-reviewer': { // ¶ code-reviewer
    description: 'Reviews code',
    prompt: 'You review code.',
    tools: ['Read'],
  },
};
`,
  ),
];
