import * as vscode from 'vscode';
import { foldName } from '../../source/names';

const MAX_SYMBOLS = 20;
/** A language server that still starts does not answer: what it knows is a last resort, not worth a wait. */
const TIMEOUT_MS = 3_000;
const KINDS = [vscode.SymbolKind.Function, vscode.SymbolKind.Method, vscode.SymbolKind.Class];

/** Functions, methods and classes of the workspace that are called so, as the language servers know them. */
export async function symbolsNamed(name: string): Promise<vscode.SymbolInformation[]> {
  const asked = vscode.commands.executeCommand<vscode.SymbolInformation[] | undefined>(
    'vscode.executeWorkspaceSymbolProvider',
    name,
  );
  const late = new Promise<undefined>((resolve) => {
    setTimeout(() => {
      resolve(undefined);
    }, TIMEOUT_MS);
  });
  const symbols = (await Promise.race([asked, late])) ?? [];
  return symbols
    .filter(
      ({ kind, location }) =>
        KINDS.includes(kind) && vscode.workspace.getWorkspaceFolder(location.uri) !== undefined,
    )
    .filter((symbol) => foldName(symbol.name.replace(/\(.*$/, '')) === foldName(name))
    .slice(0, MAX_SYMBOLS);
}
