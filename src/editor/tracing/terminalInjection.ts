/** The environment of traced programs in every new terminal and task of the window, for those who want that. */
import { delimiter } from 'node:path';
import * as vscode from 'vscode';
import { withoutRemovals } from '../../presets/environment';
import { SETTING, SETTINGS_SECTION } from '../../protocol/ids';
import { messageOf } from '../../protocol/rpc';
import type { CollectorService } from '../collectorService';
import type { Tracing } from './tracing';

export interface InjectionServices {
  /** Of the extension; reaches terminals, and tasks too, for they run in terminals. */
  variables: vscode.EnvironmentVariableCollection;
  collector: CollectorService;
  tracing: Tracing;
  log: vscode.LogOutputChannel;
}

/**
 * Variables are set only while the collector listens, and are not kept across reloads: no terminal ever gets a port
 * where nobody listens.
 */
export class TerminalInjection implements vscode.Disposable {
  private readonly subscriptions: vscode.Disposable[];
  /** Who needs the variables for a while, see `hold`. */
  private holders = 0;
  /** The latest update: an older one changes nothing any more. */
  private updates = 0;

  constructor(private readonly services: InjectionServices) {
    const { variables, collector, tracing } = services;
    variables.persistent = false;
    variables.description = vscode.l10n.t('Agents in this terminal send their traces to Turnline.');
    this.subscriptions = [
      collector.onDidChangeState(() => {
        this.updateSoon();
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(() => void this.start()),
      vscode.workspace.onDidChangeConfiguration((change) => {
        const names = [SETTING.tracingAllTerminals, SETTING.tracingPresets];
        if (names.some((name) => change.affectsConfiguration(`${SETTINGS_SECTION}.${name}`)))
          void this.start();
      }),
    ];
    if (tracing.allTerminals) void this.start();
  }

  /** New terminals are traced until the returned function is called. Rejects when the collector cannot listen. */
  async hold(): Promise<() => void> {
    this.holders++;
    let held = true;
    const release = () => {
      if (held) this.holders--;
      held = false;
      this.updateSoon();
    };
    try {
      await this.services.tracing.target();
      await this.update();
    } catch (error) {
      release();
      throw error;
    }
    return release;
  }

  dispose(): void {
    this.updates++;
    this.services.variables.clear();
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  /** Starts the collector where the setting asks for traced terminals; its state does the rest. */
  private async start(): Promise<void> {
    const { collector, tracing, log } = this.services;
    if (tracing.allTerminals && collector.state.kind !== 'running') {
      await collector.start().catch((error: unknown) => {
        log.error(`Terminals are not traced: ${messageOf(error)}`);
      });
    }
    this.updateSoon();
  }

  private updateSoon(): void {
    this.update().catch((error: unknown) => {
      this.services.log.error(`Terminals are not traced: ${messageOf(error)}`);
    });
  }

  private async update(): Promise<void> {
    const { variables, collector, tracing } = this.services;
    const update = ++this.updates;
    const wanted = (this.holders > 0 || tracing.allTerminals) && collector.state.kind === 'running';
    const environment = wanted ? await tracing.variables() : {};
    const scripts = wanted ? await tracing.scripts() : null;
    if (update !== this.updates) return;
    variables.clear();
    for (const [name, value] of Object.entries(withoutRemovals(environment, process.env))) {
      variables.replace(name, value);
    }
    if (scripts === null) return;
    variables.prepend('PATH', `${scripts}${delimiter}`, {
      applyAtProcessCreation: true,
      // Shells build their search path anew when they start; what is prepended after that stays in front.
      applyAtShellIntegration: true,
    });
  }
}
