import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { COMMAND, VIEW } from '../protocol/ids';
import { serveRpc } from '../protocol/rpc';
import type { RpcHandlers } from '../protocol/rpc';
import type { SqlConsoleMethods } from '../protocol/sqlConsole';
import type { CollectorService } from './collectorService';
import { panelHtml } from './panelHtml';
import { webviewPort } from './webviewPort';

/** The SQL console: one panel, restored after a reload. */
export class SqlConsolePanel implements vscode.WebviewPanelSerializer, vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  private readonly registration: vscode.Disposable;

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly collector: CollectorService,
  ) {
    this.registration = vscode.window.registerWebviewPanelSerializer(VIEW.sqlConsole, this);
  }

  open(): void {
    if (this.panel) {
      this.panel.reveal();
      return;
    }
    const title = vscode.l10n.t('SQL Console');
    this.adopt(vscode.window.createWebviewPanel(VIEW.sqlConsole, title, vscode.ViewColumn.Active));
  }

  deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    if (this.panel) panel.dispose();
    else this.adopt(panel);
    return Promise.resolve();
  }

  dispose(): void {
    this.registration.dispose();
    this.panel?.dispose();
  }

  private adopt(panel: vscode.WebviewPanel): void {
    this.panel = panel;
    const { webview } = panel;
    const bundle = vscode.Uri.joinPath(this.extensionUri, 'dist', 'webview');
    const icon = (theme: string) =>
      vscode.Uri.joinPath(this.extensionUri, 'media', 'icons', `sql-${theme}.svg`);
    panel.iconPath = { light: icon('light'), dark: icon('dark') };
    webview.options = { enableScripts: true, localResourceRoots: [bundle] };
    const stopServing = serveRpc<SqlConsoleMethods>(webviewPort(webview), this.handlers());
    panel.onDidDispose(() => {
      stopServing();
      this.panel = undefined;
    });
    webview.html = panelHtml({
      cspSource: webview.cspSource,
      nonce: randomBytes(16).toString('base64'),
      scriptUri: webview.asWebviewUri(vscode.Uri.joinPath(bundle, 'sql.js')).toString(),
      styleUri: webview.asWebviewUri(vscode.Uri.joinPath(bundle, 'sql.css')).toString(),
      language: vscode.env.language,
    });
  }

  /** Exactly these methods are open to the page. */
  private handlers(): RpcHandlers<SqlConsoleMethods> {
    return {
      'sql/query': (params) => this.collector.request('sql/query', params),
      'session/open': async ({ sessionId }) => {
        await vscode.commands.executeCommand(COMMAND.openSession, sessionId);
        return null;
      },
      'result/save': ({ name, text }) => saveResult(name, text),
    };
  }
}

async function saveResult(name: string, text: string): Promise<boolean> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const target = await vscode.window.showSaveDialog({
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, name) }),
    filters: { CSV: ['csv'] },
  });
  if (!target) return false;
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
  return true;
}
