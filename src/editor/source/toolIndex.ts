import * as vscode from 'vscode';
import { FOREIGN_FOLDERS, isForeign } from './foreignFolders';
import { mapConcurrently } from './mapConcurrently';
import type { ToolDefinition } from './toolDefinitions';
import { foldName, languageOf, SOURCE_EXTENSIONS, toolDefinitions } from './toolDefinitions';

const MAX_FILES = 5_000;
const MAX_FILE_BYTES = 1_000_000;
const CONCURRENT_READS = 16;
const SOURCE_FILES = `**/*.{${SOURCE_EXTENSIONS.join(',')}}`;
const FOREIGN_FILES = `**/{${FOREIGN_FOLDERS.join(',')}}/**`;

interface IndexedFile {
  uri: vscode.Uri;
  mtime: number;
  definitions: ToolDefinition[];
}

export interface IndexedDefinition extends ToolDefinition {
  uri: vscode.Uri;
}

/**
 * The tool definitions of the workspace. Built when first asked for, kept until a source file changes, and then only
 * the changed files are read again.
 */
export class ToolIndex implements vscode.Disposable {
  /** By URI. */
  private files = new Map<string, IndexedFile>();
  private workspace: Promise<IndexedFile[]> | undefined;
  private watcher: vscode.FileSystemWatcher | undefined;
  private readonly ending = new vscode.CancellationTokenSource();

  /** Definitions anywhere in the workspace whose name is the tool's, however it is spelt. */
  async inWorkspace(toolName: string): Promise<IndexedDefinition[]> {
    this.watch();
    this.workspace ??= this.read(SOURCE_FILES);
    return named(toolName, await this.workspace);
  }

  /** The same within one folder, which need not belong to the workspace. */
  async inFolder(toolName: string, folder: vscode.Uri): Promise<IndexedDefinition[]> {
    return named(toolName, await this.read(new vscode.RelativePattern(folder, SOURCE_FILES)));
  }

  dispose(): void {
    this.ending.cancel();
    this.ending.dispose();
    this.watcher?.dispose();
  }

  private watch(): void {
    if (this.watcher) return;
    const outdate = (uri: vscode.Uri) => {
      if (!isForeign(vscode.workspace.asRelativePath(uri))) this.workspace = undefined;
    };
    this.watcher = vscode.workspace.createFileSystemWatcher(SOURCE_FILES);
    this.watcher.onDidCreate(outdate);
    this.watcher.onDidChange(outdate);
    this.watcher.onDidDelete(outdate);
  }

  private async read(include: vscode.GlobPattern): Promise<IndexedFile[]> {
    const { token } = this.ending;
    const uris = await vscode.workspace.findFiles(include, FOREIGN_FILES, MAX_FILES, token);
    const files = await mapConcurrently(uris, CONCURRENT_READS, (uri) =>
      token.isCancellationRequested ? Promise.resolve(undefined) : this.readFile(uri),
    );
    return files.filter((file) => file !== undefined);
  }

  private async readFile(uri: vscode.Uri): Promise<IndexedFile | undefined> {
    const language = languageOf(uri.path);
    if (!language) return undefined;
    const key = uri.toString();
    try {
      const { mtime, size } = await vscode.workspace.fs.stat(uri);
      if (size > MAX_FILE_BYTES) return undefined;
      const known = this.files.get(key);
      if (known?.mtime === mtime) return known;
      const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
      const file = { uri, mtime, definitions: toolDefinitions(text, language) };
      this.files.set(key, file);
      return file;
    } catch {
      // Deleted since it was listed, or not readable: no tools of ours in it.
      this.files.delete(key);
      return undefined;
    }
  }
}

function named(toolName: string, files: readonly IndexedFile[]): IndexedDefinition[] {
  const wanted = foldName(toolName);
  return files.flatMap(({ uri, definitions }) =>
    definitions.filter(({ name }) => foldName(name) === wanted).map((definition) => ({ ...definition, uri })),
  );
}
