import * as vscode from 'vscode';
import { SETTINGS_SECTION, VIEW } from '../../protocol/ids';
import type { OverviewMethods } from '../../protocol/overviewPanel';
import type { CollectorService } from '../collectorService';
import { SinglePanel } from '../singlePanel';
import { currentBudgets } from './budgetWatch';

/** The page with costs over time: one panel, restored after a reload. */
export class OverviewPanel extends SinglePanel<OverviewMethods> {
  private readonly subscriptions: vscode.Disposable[];

  constructor(extensionUri: vscode.Uri, collector: CollectorService) {
    super(extensionUri, {
      viewType: VIEW.overview,
      title: vscode.l10n.t('Agent Overview'),
      bundle: 'overview',
      icon: 'session',
      handlers: {
        overview: ({ days, utcOffsetMinutes }) => {
          const { dailyUsd } = currentBudgets();
          return collector.request('overview', {
            ...(days === undefined ? {} : { days }),
            ...(utcOffsetMinutes === undefined ? {} : { utcOffsetMinutes }),
            ...(dailyUsd === null ? {} : { dailyBudgetUsd: dailyUsd }),
          });
        },
        'overview/settings': async () => {
          await vscode.commands.executeCommand('workbench.action.openSettings', `${SETTINGS_SECTION}.budget`);
          return null;
        },
      },
    });
    const announce = () => {
      this.announceChange();
    };
    this.subscriptions = [
      collector.onDidChange(announce),
      collector.onDidChangeState(announce),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration(SETTINGS_SECTION)) announce();
      }),
    ];
  }

  override dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
    super.dispose();
  }
}
