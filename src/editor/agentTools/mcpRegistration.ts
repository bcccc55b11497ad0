/** Tells the editor who knows of Turnline's MCP server, in versions of VS Code that ask. */
import * as vscode from 'vscode';
import { MCP_PROVIDER } from '../../protocol/ids';

interface McpServerDefinitions {
  provideMcpServerDefinitions: () => Promise<unknown[]>;
}

/** `vscode.lm` since 1.101; the types here are of 1.100. */
interface McpApi {
  registerMcpServerDefinitionProvider?: (id: string, provider: McpServerDefinitions) => vscode.Disposable;
}

export function registerMcpProvider(provider: McpServerDefinitions): vscode.Disposable {
  const lm = vscode.lm as McpApi;
  const registration = isSettled(vscode.version)
    ? lm.registerMcpServerDefinitionProvider?.(MCP_PROVIDER, provider)
    : undefined;
  return registration ?? new vscode.Disposable(() => undefined);
}

/** VS Code 1.100 has the functions, too, but they want another entry in the manifest, and throw without it. */
function isSettled(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 1 || (major === 1 && minor >= 101);
}
