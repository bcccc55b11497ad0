/** Sessions to files. */
import { homedir } from 'node:os';
import * as vscode from 'vscode';
import type { ExportFormat } from '../protocol/exchange';
import type { CollectorService } from './collectorService';
import { exportFileName } from './exportFileName';

interface FormatChoice extends vscode.QuickPickItem {
  format: ExportFormat;
  ending: string;
}

/** Asks for a format and a place, then writes the session there. */
export async function exportSessionToFile(
  collector: CollectorService,
  session: { id: string; title: string },
): Promise<void> {
  const t = vscode.l10n.t;
  const choices: FormatChoice[] = [
    {
      label: t('OTLP/JSON'),
      description: '.jsonl',
      detail: t('Text, one export request per line. Most OpenTelemetry tools read it.'),
      ...{ format: 'otlp-json', ending: 'jsonl' },
    },
    {
      label: t('OTLP in protobuf'),
      description: '.binpb',
      detail: t('Smaller. The traces are a TracesData message.'),
      ...{ format: 'otlp-proto', ending: 'binpb' },
    },
  ];
  const title = t('Export Session');
  const choice = await vscode.window.showQuickPick(choices, { title, placeHolder: session.title });
  if (!choice) return;
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(homedir());
  const target = await vscode.window.showSaveDialog({
    title,
    defaultUri: vscode.Uri.joinPath(folder, exportFileName(session.title, choice.ending)),
    filters: { [choice.label]: [choice.ending] },
  });
  if (!target) return;
  await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: t('Exporting {0}', session.title) },
    async () => {
      const bytes = await collector.request('session/export', {
        sessionId: session.id,
        format: choice.format,
      });
      await vscode.workspace.fs.writeFile(target, bytes);
    },
  );
}
