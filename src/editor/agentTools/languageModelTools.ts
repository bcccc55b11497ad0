/** The tools of `src/mcp/tools.ts` for the editor's own chat. */
import * as vscode from 'vscode';
import type { AgentTool, Ask } from '../../mcp/tools';
import { AGENT_TOOLS, runTool } from '../../mcp/tools';

export function registerLanguageModelTools(ask: Ask): vscode.Disposable[] {
  return AGENT_TOOLS.map((tool) => vscode.lm.registerTool(tool.name, new ChatTool(tool, ask)));
}

class ChatTool implements vscode.LanguageModelTool<object> {
  constructor(
    private readonly tool: AgentTool,
    private readonly ask: Ask,
  ) {}

  prepareInvocation(): vscode.PreparedToolInvocation {
    return { invocationMessage: vscode.l10n.t('Turnline: {0}', this.tool.title) };
  }

  /** What it rejects with is read by the model. */
  async invoke({
    input,
  }: vscode.LanguageModelToolInvocationOptions<object>): Promise<vscode.LanguageModelToolResult> {
    const text = await runTool(this.tool, this.ask, input);
    return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text)]);
  }
}
