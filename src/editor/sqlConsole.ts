import * as vscode from 'vscode';
import { COMMAND, VIEW } from '../protocol/ids';
import type { SqlConsoleMethods } from '../protocol/sqlConsole';
import type { CollectorService } from './collectorService';
import { saveFile } from './saveFile';
import { SinglePanel } from './singlePanel';

/** The SQL console: one panel, restored after a reload. */
export class SqlConsolePanel extends SinglePanel<SqlConsoleMethods> {
  constructor(extensionUri: vscode.Uri, collector: CollectorService) {
    super(extensionUri, {
      viewType: VIEW.sqlConsole,
      title: vscode.l10n.t('SQL Console'),
      bundle: 'sql',
      icon: 'sql',
      handlers: {
        'sql/query': (params) => collector.request('sql/query', params),
        'session/open': async ({ sessionId }) => {
          await vscode.commands.executeCommand(COMMAND.openSession, sessionId);
          return null;
        },
        'result/save': ({ name, text }) => saveFile({ name, content: text }),
      },
    });
  }
}
