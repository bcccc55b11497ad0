/** Files of traces into the collector, with their progress, and what came of them onto the screen. */
import * as vscode from 'vscode';
import type { ImportStatus } from '../protocol/exchange';
import type { ListedSession } from '../protocol/sessions';
import type { CollectorService } from './collectorService';
import type { ImportedFile } from './importText';
import { leftOutLines, outcomeText, percentOf } from './importText';
import type { SessionPanels } from './sessionPanel';
import { sessionDescription } from './sessionText';
import type { TraceFile } from './traceFile';
import { fileAt } from './traceFile';

/** Sessions are listed newest first, and a file may be old. */
const LISTED_SESSIONS = 5_000;

/** Of names that such files usually have; what is in them counts. */
const TRACE_FILE_ENDINGS = ['json', 'jsonl', 'ndjson', 'otlp', 'pb', 'binpb', 'proto', 'gz', 'zst'];

export interface TraceImportServices {
  collector: CollectorService;
  panels: SessionPanels;
  log: vscode.LogOutputChannel;
}

export class TraceImport {
  constructor(private readonly services: TraceImportServices) {}

  /** Asks for files, imports them and shows their sessions. */
  async pick(): Promise<void> {
    const uris = await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Import Traces'),
      openLabel: vscode.l10n.t('Import'),
      canSelectMany: true,
      filters: {
        [vscode.l10n.t('OpenTelemetry traces')]: TRACE_FILE_ENDINGS,
        [vscode.l10n.t('All files')]: ['*'],
      },
    });
    if (uris) await this.importAndShow(uris.map(fileAt));
  }

  async importAndShow(files: readonly TraceFile[]): Promise<void> {
    const imported: ImportedFile[] = [];
    for (const file of files) {
      const one = await this.importFile(file);
      imported.push(one);
      // Whoever cancels one wants no more of them.
      if (one.status.state === 'cancelled') break;
    }
    this.tell(imported);
    await this.showSessions(await this.sessionsOf(imported));
  }

  /** With a notification that shows the progress and can cancel it. Rejects when the file cannot be handed over. */
  async importFile(file: TraceFile, cancel?: vscode.CancellationToken): Promise<ImportedFile> {
    return vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: vscode.l10n.t('Importing {0}', file.name),
        cancellable: true,
      },
      async (progress, token) => {
        const opened = await file.open();
        try {
          let percent = 0;
          const report = (status: ImportStatus) => {
            const increment = percentOf(status) - percent;
            percent += increment;
            const message = vscode.l10n.t('{0} spans', status.imported.spans.toLocaleString('en-US'));
            progress.report({ increment, message });
          };
          const status = await this.follow(opened.path, report, [token, ...(cancel ? [cancel] : [])]);
          return { name: file.name, status };
        } finally {
          await opened.dispose();
        }
      },
    );
  }

  /** Those of the sessions that the list shows, newest first. */
  async sessionsOf(imported: readonly ImportedFile[]): Promise<ListedSession[]> {
    const ids = new Set(imported.flatMap(({ status }) => status.sessionIds));
    if (ids.size === 0) return [];
    const sessions = await this.services.collector.request('sessions/list', { limit: LISTED_SESSIONS });
    return sessions.filter(({ id }) => ids.has(id));
  }

  private async follow(
    path: string,
    report: (status: ImportStatus) => void,
    tokens: readonly vscode.CancellationToken[],
  ): Promise<ImportStatus> {
    const { collector } = this.services;
    const { importId } = await collector.request('import/start', { path });
    const subscriptions: vscode.Disposable[] = [];
    const cancel = () => {
      // What it answers comes as a notification, too.
      collector.request('import/cancel', { importId }).catch(() => undefined);
    };
    try {
      return await new Promise((resolve, reject) => {
        const receive = (status: ImportStatus) => {
          if (status.importId !== importId) return;
          if (status.state === 'running') report(status);
          else resolve(status);
        };
        subscriptions.push(
          collector.onDidImport(receive),
          collector.onDidChangeState(({ kind }) => {
            if (kind === 'running') return;
            reject(
              new Error(vscode.l10n.t('The collector stopped during the import. Import the file again.')),
            );
          }),
          ...tokens.map((token) => token.onCancellationRequested(cancel)),
        );
        if (tokens.some((token) => token.isCancellationRequested)) cancel();
        // It may have ended before anybody listened.
        collector.request('import/status', { importId }).then(receive, reject);
      });
    } finally {
      vscode.Disposable.from(...subscriptions).dispose();
    }
  }

  /** What was left out goes to the log, for there may be much of it. */
  private tell(imported: readonly ImportedFile[]): void {
    const t = vscode.l10n.t;
    for (const one of imported) {
      const { log } = this.services;
      const left = leftOutLines(one.status, t);
      const text = outcomeText(one, t);
      if (left.length === 0 && (one.status.state === 'finished' || one.status.state === 'cancelled')) {
        log.info(text);
        void vscode.window.showInformationMessage(text);
        continue;
      }
      log.warn([text, ...left].join('\n  '));
      const showLog = t('Show Log');
      const more = left.length > 0 ? ` ${t('Some of it was left out: {0}', left[0]!)}` : '';
      void vscode.window.showWarningMessage(`${text}${more}`, showLog).then((chosen) => {
        if (chosen === showLog) log.show();
      });
    }
  }

  /** One is opened; of several, the user picks. */
  private async showSessions(sessions: readonly ListedSession[]): Promise<void> {
    const { panels } = this.services;
    if (sessions.length === 1) {
      panels.open(sessions[0]!.id);
      return;
    }
    if (sessions.length === 0) return;
    const items = sessions.map((session) => ({
      label: session.title,
      description: sessionDescription(session, vscode.l10n.t),
      id: session.id,
    }));
    const picked = await vscode.window.showQuickPick(items, {
      title: vscode.l10n.t('{0} sessions were imported', sessions.length),
      placeHolder: vscode.l10n.t('Open a session'),
    });
    if (picked) panels.open(picked.id);
  }
}
