/**
 * Where the snapshot of the store lies that may stand for a part of the journal: beside its segments. The journal
 * itself does without; it only sees to it that the file goes where segments must go.
 */
import { join } from 'node:path';
import type { FileSystem } from './fileSystem';
import { removeFile, sizeOf } from './fileSystem';

const NAME = 'snapshot';

export function snapshotPath(directory: string): string {
  return join(directory, NAME);
}

/** Where it is written before it takes the other's place. */
export function unfinishedSnapshotPath(directory: string): string {
  return join(directory, `${NAME}.tmp`);
}

/** 0 when there is none. */
export async function snapshotBytes(directory: string, fs: Pick<FileSystem, 'stat'>): Promise<number> {
  return (await sizeOf(snapshotPath(directory), fs)) ?? 0;
}

/** With what is left of an unfinished one. */
export async function removeSnapshot(directory: string, fs: Pick<FileSystem, 'unlink'>): Promise<void> {
  for (const path of [snapshotPath(directory), unfinishedSnapshotPath(directory)]) {
    await removeFile(path, fs);
  }
}
