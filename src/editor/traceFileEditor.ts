/** “Open With… → Turnline” for files of traces: imports the file, and shows its session or what came of it. */
import * as vscode from 'vscode';
import { COMMAND } from '../protocol/ids';
import { messageOf } from '../protocol/rpc';
import type { ListedSession } from '../protocol/sessions';
import { leftOutLines, outcomeText } from './importText';
import type { SessionPanels } from './sessionPanel';
import { fileAt } from './traceFile';
import { traceFileHtml } from './traceFilePage';
import type { TraceImport } from './traceImport';

export interface TraceFileServices {
  extensionUri: vscode.Uri;
  imports: TraceImport;
  panels: SessionPanels;
}

export class TraceFileEditor implements vscode.CustomReadonlyEditorProvider {
  constructor(private readonly services: TraceFileServices) {}

  openCustomDocument(uri: vscode.Uri): vscode.CustomDocument {
    return { uri, dispose: () => undefined };
  }

  async resolveCustomEditor({ uri }: vscode.CustomDocument, panel: vscode.WebviewPanel): Promise<void> {
    const { extensionUri, imports, panels } = this.services;
    const media = vscode.Uri.joinPath(extensionUri, 'media');
    panel.webview.options = { enableCommandUris: [COMMAND.openSession], localResourceRoots: [media] };
    const file = fileAt(uri);
    const { webview } = panel;
    const show = (outcome: string, sessions: ListedSession[] = [], leftOut: string[] = []) => {
      const page = {
        cspSource: webview.cspSource,
        styleUri: webview.asWebviewUri(vscode.Uri.joinPath(media, 'traceFile.css')).toString(),
        language: vscode.env.language,
        name: file.name,
      };
      webview.html = traceFileHtml({ ...page, outcome, sessions, leftOut }, vscode.l10n.t);
    };
    const closed = new vscode.CancellationTokenSource();
    const whenClosed = panel.onDidDispose(() => {
      closed.cancel();
    });
    try {
      show(vscode.l10n.t('Importing…'));
      const imported = await imports.importFile(file, closed.token);
      const sessions = await imports.sessionsOf([imported]);
      if (closed.token.isCancellationRequested) return;
      const leftOut = leftOutLines(imported.status, vscode.l10n.t);
      const [only] = sessions;
      if (only && sessions.length === 1 && leftOut.length === 0 && imported.status.state === 'finished') {
        // Its session takes the place of the file.
        panels.open(only.id);
        panel.dispose();
      } else show(outcomeText(imported, vscode.l10n.t), sessions, leftOut);
    } catch (error) {
      if (!closed.token.isCancellationRequested) show(messageOf(error));
    } finally {
      whenClosed.dispose();
      closed.dispose();
    }
  }
}
