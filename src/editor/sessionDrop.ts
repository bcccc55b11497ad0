import * as vscode from 'vscode';
import type { TraceFile } from './traceFile';
import { droppedFile, fileAt } from './traceFile';

const URI_LIST = 'text/uri-list';

/** Files that are dropped onto the Sessions view are imported. */
export class SessionDrop {
  constructor(private readonly importFiles: (files: TraceFile[]) => Promise<void>) {}

  async handleDrop(_: unknown, dropped: vscode.DataTransfer): Promise<void> {
    const files = await filesOf(dropped);
    if (files.length > 0) await this.importFiles(files);
  }
}

/** Files from outside of the editor may come as addresses, as files, or as both. */
async function filesOf(dropped: vscode.DataTransfer): Promise<TraceFile[]> {
  const list = (await dropped.get(URI_LIST)?.asString()) ?? '';
  // RFC 2483, section 5: one address per line, comments begin with #.
  const uris = list.split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#'));
  if (uris.length > 0) return uris.map((uri) => fileAt(vscode.Uri.parse(uri, true)));
  const files: TraceFile[] = [];
  for (const [, item] of dropped) {
    const file = item.asFile();
    if (file) files.push(droppedFile(file));
  }
  return files;
}
