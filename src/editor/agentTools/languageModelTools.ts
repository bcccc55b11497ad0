/** The tools of `src/mcp/tools.ts` for the editor's own chat. */
import * as vscode from 'vscode';
import type { AgentTool, Ask } from '../../mcp/tools';
import { AGENT_TOOLS, runTool } from '../../mcp/tools';

export class ChatTools {
  constructor(private readonly ask: Ask) {}

  /** @param name one of the manifest's */
  prepareInvocation(name: string): vscode.PreparedToolInvocation {
    return { invocationMessage: vscode.l10n.t('Turnline: {0}', toolNamed(name).title) };
  }

  /** What it rejects with is read by the model. */
  async invoke(name: string, input: object): Promise<vscode.LanguageModelToolResult> {
    const text = await runTool(toolNamed(name), this.ask, input);
    return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text)]);
  }
}

function toolNamed(name: string): AgentTool {
  const tool = AGENT_TOOLS.find((each) => each.name === name);
  if (!tool) throw new Error(`There is no tool "${name}".`);
  return tool;
}
