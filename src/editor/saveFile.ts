import { homedir } from 'node:os';
import * as vscode from 'vscode';
import type { SavedFile } from '../protocol/panel';

/** Asks where to save what a page has made. False when the user cancelled. */
export async function saveFile({ name, content }: SavedFile): Promise<boolean> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(homedir());
  const extension = name.split('.').at(-1) ?? '';
  const target = await vscode.window.showSaveDialog({
    // Titles of sessions come from traces: a name must not lead into another folder.
    defaultUri: vscode.Uri.joinPath(folder, name.replaceAll(/[\\/:*?"<>|\p{Cc}]/gu, '_')),
    filters: { [extension.toUpperCase()]: [extension] },
  });
  if (!target) return false;
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  await vscode.workspace.fs.writeFile(target, bytes);
  return true;
}
