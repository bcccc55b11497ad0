import * as vscode from 'vscode';
import type { DoctorReport } from '../protocol/doctor';
import { DOCTOR_SCHEME } from '../protocol/ids';
import { messageOf } from '../protocol/rpc';
import type { CollectorService } from './collectorService';
import { doctorMarkdown } from './doctorMarkdown';

/** The extension makes it a Markdown document, the name is its tab's. */
const DOCUMENT = vscode.Uri.from({ scheme: DOCTOR_SCHEME, path: 'Turnline Doctor.md' });
const SHOW_PREVIEW = 'markdown.showPreview';
/** Whose command that is: it is listed only once the extension runs, and calling it starts the extension. */
const MARKDOWN_EXTENSION = 'vscode.markdown-language-features';

/** The command “Turnline: Doctor”: asks the collector for its checks and shows them as a read-only document. */
export class Doctor implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private text = '';
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;

  constructor(private readonly collector: CollectorService) {}

  /** Runs the checks anew, in the document that is open already if there is one. */
  async run(): Promise<void> {
    const report = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Turnline: running the doctor') },
      () => this.examine(),
    );
    this.text = doctorMarkdown(report);
    this.changed.fire(DOCUMENT);
    await show();
  }

  provideTextDocumentContent(): string {
    return this.text;
  }

  dispose(): void {
    this.changed.dispose();
  }

  /** A collector that does not even start is the first thing to tell. */
  private async examine(): Promise<DoctorReport> {
    try {
      return await this.collector.request('doctor');
    } catch (error) {
      return {
        at: Date.now(),
        checks: [
          {
            id: 'collector',
            group: 'Listening',
            title: 'Collector',
            outcome: 'fail',
            detail: messageOf(error),
            fix: 'Run “Turnline: Restart Collector”. If that does not help, “Turnline: Show Log” says more.',
          },
        ],
      };
    }
  }
}

/** As a preview, unless the editor's own Markdown extension is switched off. */
async function show(): Promise<void> {
  const document = await vscode.workspace.openTextDocument(DOCUMENT);
  const hasPreview = vscode.extensions.getExtension(MARKDOWN_EXTENSION) !== undefined;
  if (hasPreview) await vscode.commands.executeCommand(SHOW_PREVIEW, DOCUMENT);
  else await vscode.window.showTextDocument(document, { preview: true });
}
