import * as vscode from 'vscode';
import { VIEW } from '../protocol/ids';
import type { PanelMethods, PanelState } from '../protocol/panel';
import type { RpcHandlers, RpcPort } from '../protocol/rpc';
import { messageOf, serveRpc } from '../protocol/rpc';
import type { SpanRef } from '../protocol/units';
import { explainLoop } from './agentTools/explainLoop';
import type { CollectorService } from './collectorService';
import { currentBudgets } from './overview/budgetWatch';
import type { LoopDiff } from './loops/loopDiff';
import { runPanelCommand, searchWorkspace } from './panelCommands';
import { saveFile } from './saveFile';
import type { SessionList } from './sessionList';
import type { SourceLinks } from './source/sourceLinks';
import { bundleFolder, pageHtml, panelIcon } from './webviewPage';
import { webviewPort } from './webviewPort';

export interface PanelServices {
  extensionUri: vscode.Uri;
  collector: CollectorService;
  list: SessionList;
  source: SourceLinks;
  loopDiff: LoopDiff;
}

/** The session panels: one per session, restored after a reload. */
export class SessionPanels implements vscode.WebviewPanelSerializer, vscode.Disposable {
  private readonly panels = new Map<string, SessionPanel>();

  constructor(private readonly services: PanelServices) {}

  /**
   * Shows the panel of a session, where it is open already or in the active editor group, and selects `span` in it.
   */
  open(sessionId: string, span?: SpanRef): void {
    const open = this.panels.get(sessionId);
    if (open) {
      open.reveal(span);
      return;
    }
    const panel = vscode.window.createWebviewPanel(
      VIEW.sessionPanel,
      vscode.l10n.t('Session'),
      vscode.ViewColumn.Active,
    );
    this.adopt(panel, sessionId).reveal(span);
  }

  deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const sessionId = isPanelState(state) ? state.sessionId : undefined;
    if (sessionId === undefined || this.panels.has(sessionId)) panel.dispose();
    else this.adopt(panel, sessionId);
    return Promise.resolve();
  }

  dispose(): void {
    for (const panel of [...this.panels.values()]) panel.dispose();
  }

  private adopt(panel: vscode.WebviewPanel, sessionId: string): SessionPanel {
    const adopted = new SessionPanel(panel, sessionId, this.services);
    this.panels.set(sessionId, adopted);
    panel.onDidDispose(() => this.panels.delete(sessionId));
    return adopted;
  }
}

/** One session's panel: the page, and the answers to what the page asks. */
class SessionPanel implements vscode.Disposable {
  /** The page listens from its first message on; what is posted earlier would be lost. */
  private pageListens = false;
  /** To be selected once it does. */
  private pending: SpanRef | undefined;
  private readonly port: RpcPort;
  private readonly subscriptions: vscode.Disposable[] = [];

  constructor(
    private readonly panel: vscode.WebviewPanel,
    private readonly sessionId: string,
    private readonly services: PanelServices,
  ) {
    const { collector, extensionUri, list } = services;
    panel.iconPath = panelIcon(extensionUri, 'session');
    panel.webview.options = {
      enableScripts: true,
      localResourceRoots: [bundleFolder(extensionUri), vscode.Uri.joinPath(extensionUri, 'media')],
    };
    const port = webviewPort(panel.webview);
    this.port = port;
    this.subscriptions.push(
      new vscode.Disposable(
        port.onMessage(() => {
          this.pageListens = true;
          this.postPending();
        }),
      ),
      new vscode.Disposable(serveRpc<PanelMethods>(port, this.handlers())),
      collector.onDidChange((params) => {
        if (this.pageListens) port.post({ method: 'changed', params });
      }),
      collector.onDidChangeState(({ kind }) => {
        // A collector that was restarted has what its journal kept: that may be less than what the page shows.
        if (kind !== 'running' || !this.pageListens) return;
        port.post({ method: 'changed', params: { revision: 0, sessionIds: [sessionId] } });
      }),
      list.onDidChange(() => {
        this.updateTitle();
      }),
      panel.onDidChangeViewState(() => {
        // A hidden page is gone; it asks anew when it is shown again.
        if (!panel.visible) this.pageListens = false;
      }),
      panel.onDidDispose(() => {
        vscode.Disposable.from(...this.subscriptions).dispose();
      }),
    );
    this.updateTitle();
    panel.webview.html = pageHtml(panel.webview, extensionUri, { bundle: 'main', sessionId });
  }

  reveal(span: SpanRef | undefined): void {
    this.pending = span;
    this.panel.reveal();
    if (this.pageListens) this.postPending();
  }

  private postPending(): void {
    if (this.pending) this.port.post({ method: 'reveal', params: this.pending });
    this.pending = undefined;
  }

  dispose(): void {
    this.panel.dispose();
  }

  /** Exactly these methods are open to the page. */
  private handlers(): RpcHandlers<PanelMethods> {
    const { collector, source, loopDiff } = this.services;
    return {
      status: () => collector.request('status'),
      'sessions/list': (params) => collector.request('sessions/list', params),
      'session/turns': (params) => collector.request('session/turns', params),
      'session/loops': (params) => collector.request('session/loops', params),
      'session/review': ({ sessionId }) => {
        const { sessionUsd } = currentBudgets();
        return collector.request('session/review', {
          sessionId,
          ...(sessionUsd === null ? {} : { budgetUsd: sessionUsd }),
        });
      },
      'session/agents': (params) => collector.request('session/agents', params),
      'session/statistics': (params) => collector.request('session/statistics', params),
      'session/events': (params) => collector.request('session/events', params),
      'session/frames': (params) => collector.request('session/frames', params),
      'session/locate': (params) => collector.request('session/locate', params),
      'session/step': (params) => collector.request('session/step', params),
      'session/aggregate': (params) => collector.request('session/aggregate', params),
      'session/context': (params) => collector.request('session/context', params),
      'turns/diff': (params) => collector.request('turns/diff', params),
      'span/get': (params) => collector.request('span/get', params),
      'span/value': (params) => collector.request('span/value', params),
      'span/messages': (params) => collector.request('span/messages', params),
      'span/messagePart': (params) => collector.request('span/messagePart', params),
      'sql/query': (params) => collector.request('sql/query', params),
      'source/find': (params) => source.find(params),
      'source/open': (params) => source.open(params, this.panel.viewColumn),
      'source/hasFiles': ({ files }) => source.hasFiles(files),
      'source/openFile': (place) => source.openFile(place, this.panel.viewColumn),
      'loop/explain': async ({ loopId }) => {
        await explainLoop(collector, this.sessionId, loopId);
        return null;
      },
      'loop/compare': ({ loopId }) => {
        // Not waited for: a person chooses there, for as long as they like, and the page's requests time out.
        loopDiff.compare(this.sessionId, loopId).catch((error: unknown) => {
          void vscode.window.showErrorMessage(vscode.l10n.t('Turnline: {0}', messageOf(error)));
        });
        return null;
      },
      'source/search': searchWorkspace,
      'file/save': saveFile,
      'command/run': ({ command }) => runPanelCommand(command),
    };
  }

  private updateTitle(): void {
    const title = this.services.list.find(this.sessionId)?.title;
    if (title !== undefined && title !== '' && title !== this.panel.title) this.panel.title = title;
  }
}

function isPanelState(state: unknown): state is PanelState {
  return (
    typeof state === 'object' &&
    state !== null &&
    'sessionId' in state &&
    typeof state.sessionId === 'string' &&
    state.sessionId !== ''
  );
}
