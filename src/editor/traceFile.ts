/** Files of traces, wherever they are: the collector reads from its own machine's disk only. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import * as vscode from 'vscode';

/** What is read into memory of a file that is on no disk here. */
const MAX_COPIED_BYTES = 256 * 1024 * 1024;

/** A path that can be read until it is disposed of. */
export interface OpenedFile {
  path: string;
  dispose: () => Promise<void>;
}

export interface TraceFile {
  /** As the user knows it. */
  name: string;
  /** Rejects with the reason when it cannot be read. */
  open: () => Promise<OpenedFile>;
}

export function fileAt(uri: vscode.Uri): TraceFile {
  const name = basename(uri.path);
  if (uri.scheme === 'file') {
    return { name, open: () => Promise.resolve({ path: uri.fsPath, dispose: () => Promise.resolve() }) };
  }
  return {
    name,
    open: async () => {
      const { size } = await vscode.workspace.fs.stat(uri);
      if (size > MAX_COPIED_BYTES) throw tooLarge(name);
      return copyOf(await vscode.workspace.fs.readFile(uri), name);
    },
  };
}

/** A file that was dropped from somewhere that has no address, such as the desktop beside a browser. */
export function droppedFile(file: vscode.DataTransferFile): TraceFile {
  if (file.uri) return fileAt(file.uri);
  return { name: file.name, open: async () => copyOf(await file.data(), file.name) };
}

/** What is in memory already. */
export function fileOfBytes(bytes: Uint8Array, name: string): TraceFile {
  return { name, open: () => copyOf(bytes, name) };
}

/** Readable by this user only: nothing is masked in it. */
async function copyOf(bytes: Uint8Array, name: string): Promise<OpenedFile> {
  if (bytes.byteLength > MAX_COPIED_BYTES) throw tooLarge(name);
  const folder = await mkdtemp(join(tmpdir(), 'turnline-import-'));
  const dispose = () => rm(folder, { recursive: true, force: true });
  try {
    const path = join(folder, 'traces');
    await writeFile(path, bytes, { mode: 0o600 });
    return { path, dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

function tooLarge(name: string): Error {
  return new Error(
    vscode.l10n.t(
      '{0} is larger than {1} MiB and not on this machine’s disk. Save it there and import it from there.',
      name,
      MAX_COPIED_BYTES / (1024 * 1024),
    ),
  );
}
