import * as vscode from 'vscode';
import { VIEW } from '../protocol/ids';
import type { CollectorService } from './collectorService';
import type { SessionList } from './sessionList';
import { sessionAccessibleLabel, statusBarText } from './sessionText';

/** Port and live session at a glance; there is nothing to show before the collector has started. */
export class StatusBar implements vscode.Disposable {
  private readonly item: vscode.StatusBarItem;
  private readonly subscriptions: { dispose(): unknown }[];

  constructor(
    private readonly list: SessionList,
    private readonly collector: CollectorService,
  ) {
    this.item = vscode.window.createStatusBarItem('turnline.status', vscode.StatusBarAlignment.Left, 0);
    this.item.name = vscode.l10n.t('Turnline');
    this.item.command = `${VIEW.sessions}.focus`;
    const update = () => {
      this.update();
    };
    this.subscriptions = [this.item, list.onDidChange(update), collector.onDidChangeState(update)];
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
    const listening = vscode.l10n.t(
      'Turnline listens for OTLP/HTTP on 127.0.0.1:{0} and for OTLP/gRPC on 127.0.0.1:{1}',
      state.ports.http ?? '–',
      state.ports.grpc ?? '–',
    );
    this.item.text = statusBarText(state.ports.http, live);
    // A plain string is shown as it is: a session's title cannot bring markup into it.
    this.item.tooltip = live ? `${listening}\n${sessionAccessibleLabel(live, vscode.l10n.t)}` : listening;
    this.item.accessibilityInformation = { label: this.item.tooltip };
    this.item.show();
  }
}
