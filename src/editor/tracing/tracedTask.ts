/**
 * “Run Task Traced”: any task, whoever defined it. A task cannot be run with more variables than its definition has:
 * the editor runs the definition, not the object. But tasks run in terminals, and those get the extension's variables:
 * so they are set for as long as it takes to start the task and those it depends on.
 */
import * as vscode from 'vscode';
import { Advice } from '../advice';
import type { TerminalInjection } from './terminalInjection';

/** A task that waits for an answer of the user's may never start; terminals are not to be traced for ever then. */
const START_TIMEOUT_MS = 60_000;

export async function runTracedTask(injection: TerminalInjection): Promise<void> {
  const tasks = await vscode.tasks.fetchTasks();
  if (tasks.length === 0 && !vscode.workspace.isTrusted) {
    throw new Error(vscode.l10n.t('Tasks are listed and run only in a workspace that you trust.'));
  }
  if (tasks.length === 0) {
    throw new Advice(vscode.l10n.t('This workspace has no tasks. “Tasks: Configure Task” makes one.'));
  }
  const picked = await vscode.window.showQuickPick(
    tasks.map((task) => ({ label: task.name, description: task.source, detail: task.detail ?? '', task })),
    {
      title: vscode.l10n.t('Run Task Traced'),
      placeHolder: vscode.l10n.t('Which task?'),
      matchOnDescription: true,
    },
  );
  if (!picked) return;
  const release = await injection.hold();
  // It may start before the editor says which execution is ours.
  const settled = new Set<vscode.TaskExecution>();
  const changed = new vscode.EventEmitter<void>();
  const settle = ({ execution }: { execution: vscode.TaskExecution }) => {
    settled.add(execution);
    changed.fire();
  };
  const subscriptions = [
    changed,
    vscode.tasks.onDidStartTaskProcess(settle),
    // Tasks without a process of their own, or that could not start.
    vscode.tasks.onDidEndTask(settle),
  ];
  try {
    const execution = await vscode.tasks.executeTask(picked.task);
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, START_TIMEOUT_MS);
      const check = () => {
        if (!settled.has(execution)) return;
        clearTimeout(timer);
        resolve();
      };
      subscriptions.push(changed.event(check));
      check();
    });
  } finally {
    vscode.Disposable.from(...subscriptions).dispose();
    release();
  }
}
