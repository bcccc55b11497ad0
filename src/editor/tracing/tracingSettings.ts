/** Which programs are traced by the user's wish. */
import * as vscode from 'vscode';
import { SETTING, SETTINGS_SECTION } from '../../protocol/ids';

/** All new terminals and tasks. Never in a workspace that is not trusted. */
export function tracesAllTerminals(): boolean {
  return vscode.workspace.isTrusted && tracingSetting(SETTING.tracingAllTerminals) === true;
}

/** Those that are debugged. Never in a workspace that is not trusted. */
export function tracesDebugSessions(): boolean {
  return vscode.workspace.isTrusted && tracingSetting(SETTING.tracingDebugSessions) === true;
}

export function tracingSetting(name: string): unknown {
  return vscode.workspace.getConfiguration(SETTINGS_SECTION).get(name);
}
