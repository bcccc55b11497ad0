import * as vscode from 'vscode';
import type { RpcHandlers, RpcMethods, RpcPort } from '../protocol/rpc';
import { serveRpc } from '../protocol/rpc';
import { bundleFolder, pageHtml, panelIcon } from './webviewPage';
import { webviewPort } from './webviewPort';

export interface SinglePage<M extends RpcMethods> {
  viewType: string;
  /** Of the panel's tab. */
  title: string;
  /** Name of its bundle and its style sheet in `dist/webview`. */
  bundle: string;
  /** Name of its pair of pictures in `media/icons`. */
  icon: string;
  /** Exactly these methods are open to the page. */
  handlers: RpcHandlers<M>;
}

/** A page that there is once: one panel, restored after a reload. */
export class SinglePanel<M extends RpcMethods> implements vscode.WebviewPanelSerializer, vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  private port: RpcPort | undefined;

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly page: SinglePage<M>,
  ) {}

  open(): void {
    if (this.panel) {
      this.panel.reveal();
      return;
    }
    const { viewType, title } = this.page;
    this.adopt(vscode.window.createWebviewPanel(viewType, title, vscode.ViewColumn.Active));
  }

  /** Tells the page, if there is one, that what it shows may be out of date. */
  announceChange(): void {
    this.port?.post({ method: 'changed', params: null });
  }

  deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    if (this.panel) panel.dispose();
    else this.adopt(panel);
    return Promise.resolve();
  }

  dispose(): void {
    this.panel?.dispose();
  }

  private adopt(panel: vscode.WebviewPanel): void {
    const { bundle, icon, handlers } = this.page;
    const { webview } = panel;
    this.panel = panel;
    panel.iconPath = panelIcon(this.extensionUri, icon);
    webview.options = { enableScripts: true, localResourceRoots: [bundleFolder(this.extensionUri)] };
    this.port = webviewPort(webview);
    const stopServing = serveRpc<M>(this.port, handlers);
    panel.onDidDispose(() => {
      stopServing();
      this.panel = undefined;
      this.port = undefined;
    });
    webview.html = pageHtml(webview, this.extensionUri, { bundle });
  }
}
