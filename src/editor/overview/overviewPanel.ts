import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { SETTINGS_SECTION, VIEW } from '../../protocol/ids';
import type { OverviewMethods } from '../../protocol/overviewPanel';
import type { RpcHandlers, RpcPort } from '../../protocol/rpc';
import { serveRpc } from '../../protocol/rpc';
import type { CollectorService } from '../collectorService';
import { panelHtml } from '../panelHtml';
import { webviewPort } from '../webviewPort';
import { currentBudgets } from './budgetWatch';

/** The page with costs over time: one panel, restored after a reload. */
export class OverviewPanel implements vscode.WebviewPanelSerializer, vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  private port: RpcPort | undefined;
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly collector: CollectorService,
  ) {
    const announce = () => this.port?.post({ method: 'changed', params: null });
    this.subscriptions = [
      vscode.window.registerWebviewPanelSerializer(VIEW.overview, this),
      collector.onDidChange(announce),
      collector.onDidChangeState(announce),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration(SETTINGS_SECTION)) announce();
      }),
    ];
  }

  open(): void {
    if (this.panel) {
      this.panel.reveal();
      return;
    }
    const title = vscode.l10n.t('Agent Overview');
    this.adopt(vscode.window.createWebviewPanel(VIEW.overview, title, vscode.ViewColumn.Active));
  }

  deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    if (this.panel) panel.dispose();
    else this.adopt(panel);
    return Promise.resolve();
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
    this.panel?.dispose();
  }

  private adopt(panel: vscode.WebviewPanel): void {
    this.panel = panel;
    const { webview } = panel;
    const bundle = vscode.Uri.joinPath(this.extensionUri, 'dist', 'webview');
    const icon = (theme: string) =>
      vscode.Uri.joinPath(this.extensionUri, 'media', 'icons', `session-${theme}.svg`);
    panel.iconPath = { light: icon('light'), dark: icon('dark') };
    webview.options = { enableScripts: true, localResourceRoots: [bundle] };
    this.port = webviewPort(webview);
    const stopServing = serveRpc<OverviewMethods>(this.port, this.handlers());
    panel.onDidDispose(() => {
      stopServing();
      this.panel = undefined;
      this.port = undefined;
    });
    webview.html = panelHtml({
      cspSource: webview.cspSource,
      nonce: randomBytes(16).toString('base64'),
      scriptUri: webview.asWebviewUri(vscode.Uri.joinPath(bundle, 'overview.js')).toString(),
      styleUri: webview.asWebviewUri(vscode.Uri.joinPath(bundle, 'overview.css')).toString(),
      language: vscode.env.language,
    });
  }

  /** Exactly these methods are open to the page. */
  private handlers(): RpcHandlers<OverviewMethods> {
    return {
      overview: ({ days, utcOffsetMinutes }) => {
        const { dailyUsd } = currentBudgets();
        return this.collector.request('overview', {
          ...(days === undefined ? {} : { days }),
          ...(utcOffsetMinutes === undefined ? {} : { utcOffsetMinutes }),
          ...(dailyUsd === null ? {} : { dailyBudgetUsd: dailyUsd }),
        });
      },
      'overview/settings': async () => {
        await vscode.commands.executeCommand('workbench.action.openSettings', `${SETTINGS_SECTION}.budget`);
        return null;
      },
    };
  }
}
