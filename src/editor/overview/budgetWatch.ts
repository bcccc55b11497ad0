import * as vscode from 'vscode';
import { formatUsd } from '../../protocol/format';
import { COMMAND, SETTING, SETTINGS_SECTION } from '../../protocol/ids';
import type { ListedSession } from '../../protocol/sessions';
import type { SessionList } from '../sessionList';
import { BudgetNotes, budgetsOf, type Budgets } from './budgets';

export function currentBudgets(): Budgets {
  const configuration = vscode.workspace.getConfiguration(SETTINGS_SECTION);
  return budgetsOf((name) => configuration.get(name));
}

/** Says when a session that runs has used most of its budget, and when all of it: once each. */
export class BudgetWatch implements vscode.Disposable {
  private readonly notes = new BudgetNotes();
  private readonly subscription: vscode.Disposable;

  constructor(private readonly list: SessionList) {
    this.subscription = list.onDidChange(() => {
      this.look();
    });
  }

  dispose(): void {
    this.subscription.dispose();
  }

  private look(): void {
    const { sessionUsd } = currentBudgets();
    if (sessionUsd === null) return;
    for (const session of this.list.sessions) {
      // What has ended, or came from a file, nobody can stop any more.
      if (!session.live || session.imported) continue;
      const level = this.notes.reached(session.id, session.costUsd, sessionUsd);
      if (level !== null) void tell(session, sessionUsd);
    }
  }
}

async function tell(session: ListedSession, budgetUsd: number): Promise<void> {
  const { costUsd, title, id } = session;
  const share = (costUsd ?? 0) / budgetUsd;
  const [cost, budget] = [formatUsd(costUsd), formatUsd(budgetUsd)];
  const show = vscode.l10n.t('Show Session');
  const change = vscode.l10n.t('Change Budget');
  const chosen = await vscode.window.showWarningMessage(
    share >= 1
      ? vscode.l10n.t('“{0}” has cost {1} and is over the budget of {2} per session.', title, cost, budget)
      : vscode.l10n.t(
          '“{0}” has used {1} % of its budget: {2} of {3}.',
          title,
          Math.floor(share * 100),
          cost,
          budget,
        ),
    show,
    change,
  );
  if (chosen === show) await vscode.commands.executeCommand(COMMAND.openSession, id);
  if (chosen === change) {
    const setting = `${SETTINGS_SECTION}.${SETTING.sessionBudget}`;
    await vscode.commands.executeCommand('workbench.action.openSettings', setting);
  }
}
