import * as vscode from 'vscode';
import { TERMINAL_PROFILE } from '../protocol/ids';
import type { CollectorService } from './collectorService';
import type { TerminalEnvironment } from './tracedEnvironment';
import { tracedEnvironment } from './tracedEnvironment';

/**
 * Options of a terminal whose agents export to the collector, which is started for it. Rejects when the collector
 * cannot listen. The terminal may outlive a reload: the collector listens on the same port and knows the same token
 * then.
 */
export async function tracedTerminalOptions(
  collector: CollectorService,
  options: { name?: string; cwd?: vscode.Uri; extraEnv?: TerminalEnvironment } = {},
): Promise<vscode.TerminalOptions> {
  const { http, token } = await collector.endpoint();
  if (http === null) throw new Error(vscode.l10n.t('The collector does not listen for OTLP/HTTP.'));
  return {
    name: options.name ?? vscode.l10n.t('Turnline'),
    iconPath: new vscode.ThemeIcon('pulse'),
    env: { ...tracedEnvironment(http, token), ...options.extraEnv },
    ...(options.cwd && { cwd: options.cwd }),
  };
}

/** Offers the traced terminal in the terminal's drop-down list. */
export function registerTracedTerminalProfile(collector: CollectorService): vscode.Disposable {
  return vscode.window.registerTerminalProfileProvider(TERMINAL_PROFILE, {
    provideTerminalProfile: async () => new vscode.TerminalProfile(await tracedTerminalOptions(collector)),
  });
}
