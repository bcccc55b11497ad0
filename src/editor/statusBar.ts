import * as vscode from 'vscode';
import { VIEW } from '../protocol/ids';
import type { CollectorHealth } from './collectorHealth';
import type { CollectorService } from './collectorService';
import type { SessionList } from './sessionList';
import { problemLine, sessionAccessibleLabel, statusBarText } from './sessionText';

/** Port and live session at a glance; there is nothing to show before the collector has started. */
export class StatusBar implements vscode.Disposable {
  private readonly item: vscode.StatusBarItem;
  private readonly subscriptions: { dispose(): unknown }[];

  constructor(
    private readonly list: SessionList,
    private readonly collector: CollectorService,
    private readonly health: CollectorHealth,
  ) {
    this.item = vscode.window.createStatusBarItem('turnline.status', vscode.StatusBarAlignment.Left, 0);
    this.item.name = vscode.l10n.t('Turnline');
    this.item.command = `${VIEW.sessions}.focus`;
    const update = () => {
      this.update();
    };
    this.subscriptions = [
      this.item,
      list.onDidChange(update),
      health.onDidChange(update),
      collector.onDidChangeState(update),
    ];
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  private update(): void {
    const { state } = this.collector;
    if (state.kind !== 'running') {
      this.item.hide();
      return;
    }
    const live = this.list.sessions.find((session) => session.live);
    const t = vscode.l10n.t;
    const { http, grpc } = state.ports;
    const lines = [
      t(
        'Turnline listens for OTLP/HTTP on 127.0.0.1:{0} and for OTLP/gRPC on 127.0.0.1:{1}',
        http ?? '–',
        grpc ?? '–',
      ),
    ];
    const { httpPort } = this.collector.settings;
    if (httpPort !== 0 && http !== httpPort) {
      lines.push(
        t('Port {0} was taken. “Turnline: Doctor” says who has it, and whether it is free by now.', httpPort),
      );
    }
    if (live) lines.push(sessionAccessibleLabel(live, t));
    const problem = problemLine(this.health.problems, t);
    if (problem !== null) lines.push(problem);
    this.item.text = statusBarText(http, live);
    // A plain string is shown as it is: a session's title cannot bring markup into it.
    this.item.tooltip = lines.join('\n');
    this.item.accessibilityInformation = { label: this.item.tooltip };
    this.item.show();
  }
}
