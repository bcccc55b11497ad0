/** Settings of other extensions that a preset needs: written to the workspace after the user agreed, and taken back. */
import * as vscode from 'vscode';
import type { Preset } from '../../presets/preset';
import type { Memory } from '../portMemory';

type Values = Record<string, string | boolean>;

/** What the workspace's settings said before; null: nothing. */
type Before = Record<string, unknown>;

const memoryKey = (preset: string) => `connect.before.${preset}`;

export function isInForce(values: Values): boolean {
  const configuration = vscode.workspace.getConfiguration();
  return Object.entries(values).every(([name, value]) => configuration.get(name) === value);
}

/** False when the user does not agree. Rejects when there is no workspace to write to. */
export async function applySettings(preset: Preset, values: Values, memory: Memory): Promise<boolean> {
  if (!vscode.workspace.workspaceFolders?.length) {
    throw new Error(
      vscode.l10n.t('Open a folder first: the settings are written to its workspace settings.'),
    );
  }
  const configuration = vscode.workspace.getConfiguration();
  const lines = Object.entries(values).map(([name, value]) => {
    const now = configuration.get<unknown>(name);
    const was = now === undefined || now === '' ? '' : ` (${vscode.l10n.t('now {0}', JSON.stringify(now))})`;
    return `${name}: ${JSON.stringify(value)}${was}`;
  });
  const write = vscode.l10n.t('Write Settings');
  const chosen = await vscode.window.showInformationMessage(
    vscode.l10n.t('Write these settings of this workspace for {0}?', preset.name),
    { modal: true, detail: `${lines.join('\n')}\n\n${vscode.l10n.t('The page takes them back.')}` },
    write,
  );
  if (chosen !== write) return false;
  const before: Before = Object.fromEntries(
    Object.keys(values).map((name) => [name, configuration.inspect(name)?.workspaceValue ?? null]),
  );
  await memory.update(memoryKey(preset.id), before);
  for (const [name, value] of Object.entries(values)) {
    await configuration.update(name, value, vscode.ConfigurationTarget.Workspace);
  }
  return true;
}

/** As they were before, as far as that is known; else without a value of the workspace's own. */
export async function takeBackSettings(preset: Preset, values: Values, memory: Memory): Promise<void> {
  const kept = memory.get(memoryKey(preset.id));
  const before: Before = typeof kept === 'object' && kept !== null ? { ...kept } : {};
  const configuration = vscode.workspace.getConfiguration();
  for (const name of Object.keys(values)) {
    await configuration.update(name, before[name] ?? undefined, vscode.ConfigurationTarget.Workspace);
  }
  await memory.update(memoryKey(preset.id), undefined);
}
