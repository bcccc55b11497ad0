import * as vscode from 'vscode';
import { COMMAND, SETTINGS_SECTION, VIEW } from '../protocol/ids';
import type { PanelCommand, SourceSearch } from '../protocol/panel';

/** What each button of the panel runs, with its arguments. */
const RUNS: Readonly<Record<PanelCommand, readonly [command: string, ...args: unknown[]]>> = {
  runSample: [COMMAND.runSample],
  openTracedTerminal: [COMMAND.openTracedTerminal],
  showSessions: [`${VIEW.sessions}.focus`],
  doctor: [COMMAND.doctor],
  showLog: [COMMAND.showLog],
  restartCollector: [COMMAND.restartCollector],
  openSettings: ['workbench.action.openSettings', SETTINGS_SECTION],
};

/** Runs one of these and nothing else: the page draws untrusted data. */
export async function runPanelCommand(command: PanelCommand): Promise<null> {
  const run = Object.hasOwn(RUNS, command) ? RUNS[command] : undefined;
  if (!run) throw new Error(`The panel has no command “${command}”.`);
  await vscode.commands.executeCommand(...run);
  return null;
}

/** Of what a trace calls a tool or a file; nobody searches for more. */
const MAX_SEARCH_CHARS = 200;

/** Shows the editor's own search with the text in it. */
export async function searchWorkspace({ text, among }: SourceSearch): Promise<null> {
  const query = text.slice(0, MAX_SEARCH_CHARS);
  await (among === 'files'
    ? vscode.commands.executeCommand('workbench.action.quickOpen', query)
    : vscode.commands.executeCommand('workbench.action.findInFiles', { query, triggerSearch: true }));
  return null;
}
