import * as vscode from 'vscode';
import { SETTING, SETTINGS_SECTION } from '../protocol/ids';
import type { StatusProblem } from '../protocol/problems';
import { problemsOf } from '../protocol/problems';
import { messageOf } from '../protocol/rpc';
import type { CollectorStatus } from '../protocol/status';
import type { CollectorService } from './collectorService';

/** What is refused announces no change: it is asked for at this pace while the collector runs. */
const ASK_EVERY_MS = 5_000;

/** What the collector has to say of itself: what was lost, refused or cut, for the views to show. */
export class CollectorHealth implements vscode.Disposable {
  private current: StatusProblem[] = [];
  private timer: ReturnType<typeof setInterval> | undefined;
  /** Patterns that the user has been told about. */
  private readonly toldPatterns = new Set<string>();

  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  private readonly subscription: vscode.Disposable;

  constructor(
    private readonly collector: CollectorService,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.subscription = collector.onDidChangeState(({ kind }) => {
      clearInterval(this.timer);
      this.timer = undefined;
      this.replace([]);
      if (kind !== 'running') return;
      this.ask();
      this.timer = setInterval(() => {
        this.ask();
      }, ASK_EVERY_MS);
    });
  }

  /** The worst first; empty while the collector does not run. */
  get problems(): readonly StatusProblem[] {
    return this.current;
  }

  dispose(): void {
    clearInterval(this.timer);
    this.subscription.dispose();
    this.changed.dispose();
  }

  private ask(): void {
    if (this.collector.state.kind !== 'running') return;
    this.collector.request('status').then(
      (status) => {
        this.replace(problemsOf(status));
        this.warnOfPatterns(status);
      },
      (error: unknown) => {
        this.log.debug(`The collector's status could not be read: ${messageOf(error)}`);
      },
    );
  }

  private replace(problems: StatusProblem[]): void {
    if (JSON.stringify(problems) === JSON.stringify(this.current)) return;
    this.current = problems;
    this.changed.fire();
  }

  /** Whoever has written a pattern believes that it protects them. */
  private warnOfPatterns({ refusedPatterns }: CollectorStatus): void {
    const [first, ...others] = refusedPatterns.filter(({ pattern }) => !this.toldPatterns.has(pattern));
    if (!first) return;
    for (const { pattern } of [first, ...others]) this.toldPatterns.add(pattern);
    const { pattern, problem } = first;
    void this.warn(
      others.length === 0
        ? vscode.l10n.t('Turnline cannot use the redaction pattern {0}: {1}', pattern, problem)
        : vscode.l10n.t(
            'Turnline cannot use {0} redaction patterns. The first is {1}: {2}',
            others.length + 1,
            pattern,
            problem,
          ),
    );
  }

  private async warn(message: string): Promise<void> {
    const openSettings = vscode.l10n.t('Open Settings');
    const chosen = await vscode.window.showWarningMessage(message, openSettings);
    if (chosen !== openSettings) return;
    const setting = `${SETTINGS_SECTION}.${SETTING.redactionPatterns}`;
    await vscode.commands.executeCommand('workbench.action.openSettings', setting);
  }
}
