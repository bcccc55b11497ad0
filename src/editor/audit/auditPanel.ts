import * as vscode from 'vscode';
import type { AuditPageMethods } from '../../protocol/auditPage';
import { VIEW } from '../../protocol/ids';
import type { CollectorService } from '../collectorService';
import { saveFile } from '../saveFile';
import type { SessionList } from '../sessionList';
import type { SessionPanels } from '../sessionPanel';
import { SinglePanel } from '../singlePanel';

export interface AuditServices {
  extensionUri: vscode.Uri;
  collector: CollectorService;
  list: SessionList;
  panels: SessionPanels;
}

/** The page with the audit trail: one panel, restored after a reload. */
export class AuditPanel extends SinglePanel<AuditPageMethods> {
  private readonly subscription: vscode.Disposable;

  constructor({ extensionUri, collector, list, panels }: AuditServices) {
    super(extensionUri, {
      viewType: VIEW.audit,
      title: vscode.l10n.t('Audit Trail'),
      bundle: 'audit',
      icon: 'session',
      handlers: {
        'audit/search': (params) => collector.request('audit/search', params),
        'audit/save': async (params) =>
          saveFile({
            name: `turnline-audit.${params.format}`,
            content: await collector.request('audit/export', params),
          }),
        'session/open': ({ sessionId, span }) => {
          // The trail outlives sessions.
          if (!list.find(sessionId)) throw new Error(vscode.l10n.t('This session is no longer kept.'));
          panels.open(sessionId, span);
          return null;
        },
      },
    });
    this.subscription = collector.onDidChange(() => {
      this.announceChange();
    });
  }

  override dispose(): void {
    this.subscription.dispose();
    super.dispose();
  }
}
