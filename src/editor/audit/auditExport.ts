import * as vscode from 'vscode';
import type { AuditFormat } from '../../protocol/audit';
import type { CollectorService } from '../collectorService';
import { saveFile } from '../saveFile';

/** Asks for a format and a file, and writes the audit trail there. */
export async function exportAuditTrail(collector: CollectorService): Promise<void> {
  const formats: (vscode.QuickPickItem & { format: AuditFormat })[] = [
    {
      format: 'jsonl',
      label: vscode.l10n.t('JSON Lines'),
      description: vscode.l10n.t('everything, for programs'),
    },
    { format: 'csv', label: vscode.l10n.t('CSV'), description: vscode.l10n.t('for spreadsheets') },
  ];
  const picked = await vscode.window.showQuickPick(formats, { title: vscode.l10n.t('Export Audit Trail') });
  if (!picked) return;
  const content = await collector.request('audit/export', { format: picked.format });
  if (content.byteLength === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('No agent has done anything yet.'));
    return;
  }
  await saveFile({ name: `turnline-audit.${picked.format}`, content });
}
