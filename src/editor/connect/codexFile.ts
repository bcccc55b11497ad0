/** Codex's own configuration: written only after the user has seen the difference. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { codexConfiguration } from '../../presets/agentGuides';
import { hasCodexSection, withCodexSection, withoutCodexSection } from '../../presets/codexFile';
import type { TraceTarget } from '../../presets/preset';

/** Of documents that show what a file would become. */
const PROPOSED_SCHEME = 'turnline-proposed';

/** Adds our section to the file, or takes it out where it is. */
export async function changeCodexFile(target: TraceTarget): Promise<void> {
  const path = join(process.env.CODEX_HOME ?? join(homedir(), '.codex'), 'config.toml');
  const before = await readFile(path, 'utf8').catch(emptyWhenAbsent);
  const remove = hasCodexSection(before);
  const after = remove ? withoutCodexSection(before) : withCodexSection(before, codexConfiguration(target));
  if (after === null) {
    await vscode.window.showTextDocument(vscode.Uri.file(path));
    throw new Error(
      vscode.l10n.t('{0} has a section [otel] of its own. Change it by hand, as the page shows.', path),
    );
  }
  const action = remove ? vscode.l10n.t('Remove From File') : vscode.l10n.t('Write File');
  if (!(await agreed({ path, before, after, action }))) return;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, after);
}

interface Proposal {
  path: string;
  before: string;
  after: string;
  /** What the user is asked for. */
  action: string;
}

/** Shows the difference, and asks. */
async function agreed({ path, before, after, action }: Proposal): Promise<boolean> {
  const texts = new Map([
    ['/before.toml', before],
    ['/after.toml', after],
  ]);
  const documents = vscode.workspace.registerTextDocumentContentProvider(PROPOSED_SCHEME, {
    provideTextDocumentContent: (uri) => texts.get(uri.path) ?? '',
  });
  try {
    const [left, right] = [...texts.keys()].map((name) =>
      // A fresh address each time: the editor keeps documents that it has shown.
      vscode.Uri.from({ scheme: PROPOSED_SCHEME, path: name, query: String(Date.now()) }),
    );
    await vscode.commands.executeCommand('vscode.diff', left, right, vscode.l10n.t('{0} (proposed)', path));
    const chosen = await vscode.window.showInformationMessage(
      vscode.l10n.t('Change {0} as shown?', path),
      { detail: path },
      action,
    );
    return chosen === action;
  } finally {
    documents.dispose();
  }
}

function emptyWhenAbsent(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return '';
  throw error;
}
