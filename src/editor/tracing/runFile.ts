/** “Run File Traced”: the file of the active editor, or of the explorer's menu, in a terminal of its own. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { Advice } from '../advice';
import { isOnPath } from '../findProgram';
import { commandLine, shellSyntax } from '../shellQuoting';
import { RUNNABLE_EXTENSIONS, runCommand } from './fileRunners';
import { ReusedTerminal, tracedTerminalOptions } from './tracedTerminal';
import type { Tracing } from './tracing';

const WINDOWS = process.platform === 'win32';
/** Where virtual environments have their Python. */
const VENV_PYTHONS = ['.venv', 'venv'].map((name) =>
  WINDOWS ? join(name, 'Scripts', 'python.exe') : join(name, 'bin', 'python'),
);
const WORKSPACE_TSX = join('node_modules', '.bin', WINDOWS ? 'tsx.cmd' : 'tsx');

export class TracedFileRunner {
  private readonly terminal = new ReusedTerminal();

  constructor(private readonly tracing: Tracing) {}

  /** @param argument the file's URI when a menu was used */
  async run(argument: unknown): Promise<void> {
    const uri = argument instanceof vscode.Uri ? argument : vscode.window.activeTextEditor?.document.uri;
    if (uri?.path.endsWith('.ipynb')) {
      throw new Advice(
        vscode.l10n.t(
          'A notebook runs in its kernel, which takes its environment from where it was started: start Jupyter in a traced terminal, and choose that server as the notebook’s kernel.',
        ),
      );
    }
    if (uri?.scheme !== 'file') {
      throw new Advice(
        vscode.l10n.t('Open a file of source code on this machine’s disk, then run it traced.'),
      );
    }
    const folder = vscode.workspace.getWorkspaceFolder(uri)?.uri ?? vscode.Uri.joinPath(uri, '..');
    const words = runCommand(uri.fsPath, {
      python: (await chosenPython(uri)) ?? fileIn(folder, VENV_PYTHONS),
      tsx: fileIn(folder, [WORKSPACE_TSX]),
      isOnPath: (program) => isOnPath(program, process.env, process.platform, isFile),
    });
    if (words === null) {
      throw new Advice(
        vscode.l10n.t(
          'Turnline can run {0} files. Run this one in a traced terminal.',
          RUNNABLE_EXTENSIONS.map((extension) => `.${extension}`).join(', '),
        ),
      );
    }
    await savedDocument(uri);
    const options = await tracedTerminalOptions(this.tracing, {
      name: vscode.l10n.t('Turnline Run'),
      cwd: folder,
    });
    this.terminal.run(options, commandLine(words, shellSyntax(vscode.env.shell)));
  }
}

async function savedDocument(uri: vscode.Uri): Promise<void> {
  const document = vscode.workspace.textDocuments.find((each) => each.uri.toString() === uri.toString());
  if (document?.isDirty) await document.save();
}

/** What the Python extension's users chose, by the extension's public API (`@vscode/python-extension`). */
interface PythonApi {
  environments: { getActiveEnvironmentPath(resource: vscode.Uri): { path: string } };
}

async function chosenPython(uri: vscode.Uri): Promise<string | null> {
  const extension = vscode.extensions.getExtension<Partial<PythonApi>>('ms-python.python');
  if (!extension) return null;
  const api = await extension.activate();
  const path = api.environments?.getActiveEnvironmentPath(uri).path;
  return path !== undefined && isFile(path) ? path : null;
}

function fileIn(folder: vscode.Uri, names: readonly string[]): string | null {
  return names.map((name) => join(folder.fsPath, name)).find(isFile) ?? null;
}

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}
