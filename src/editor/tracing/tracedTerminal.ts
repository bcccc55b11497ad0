import * as vscode from 'vscode';
import type { Environment } from '../../presets/preset';
import type { Tracing } from './tracing';

/**
 * Options of a terminal whose agents export to the collector, which is started for it. Rejects when the collector
 * cannot listen. The terminal may outlive a reload: the collector listens on the same port and knows the same token
 * then.
 */
export async function tracedTerminalOptions(
  tracing: Tracing,
  options: { name?: string; cwd?: vscode.Uri; extraEnv?: Environment } = {},
): Promise<vscode.TerminalOptions> {
  return {
    name: options.name ?? vscode.l10n.t('Turnline'),
    iconPath: new vscode.ThemeIcon('pulse'),
    env: { ...(await tracing.environment()), ...options.extraEnv },
    ...(options.cwd && { cwd: options.cwd }),
  };
}

/** The traced terminal in the terminal's drop-down list. */
export function tracedTerminalProfile(tracing: Tracing) {
  return {
    provideTerminalProfile: async () => new vscode.TerminalProfile(await tracedTerminalOptions(tracing)),
  };
}

/**
 * A terminal for command lines of one purpose: opened on first use and used again while it is alive and would be
 * opened with the same options, so that a command line is never typed into an agent that waits for input elsewhere.
 */
export class ReusedTerminal {
  private last: { terminal: vscode.Terminal; made: string } | undefined;

  run(options: vscode.TerminalOptions, commandLine: string): void {
    const made = JSON.stringify([options.name, options.cwd, options.env]);
    const { last } = this;
    const reusable = last?.made === made && last.terminal.exitStatus === undefined;
    const terminal = reusable ? last.terminal : vscode.window.createTerminal(options);
    this.last = { terminal, made };
    terminal.show(true);
    terminal.sendText(commandLine);
  }
}
