/**
 * Where is kept what was understood of a segment's records: in a file beside it, named after the segment's salt, for
 * its number may change. The journal itself does without; it only sees to it that such a file goes where its segment
 * must go.
 */
import { join } from 'node:path';
import type { FileSystem } from './fileSystem';
import { removeFile, sizeOf } from './fileSystem';
import { namesIn } from './segments';

const NAME = /^([0-9a-f]{8})\.understood$/;

export interface UnderstoodFile {
  salt: number;
  path: string;
}

export function understoodPath(directory: string, salt: number): string {
  return join(directory, `${salt.toString(16).padStart(8, '0')}.understood`);
}

export async function listUnderstood(
  directory: string,
  fs: Pick<FileSystem, 'readdir'>,
): Promise<UnderstoodFile[]> {
  return (await namesIn(directory, fs)).flatMap((name) => {
    const digits = NAME.exec(name)?.[1];
    return digits === undefined ? [] : [{ salt: parseInt(digits, 16), path: join(directory, name) }];
  });
}

/** Of all such files together. */
export async function understoodBytes(
  directory: string,
  fs: Pick<FileSystem, 'readdir' | 'stat'>,
): Promise<number> {
  let bytes = 0;
  for (const { path } of await listUnderstood(directory, fs)) bytes += (await sizeOf(path, fs)) ?? 0;
  return bytes;
}

/** Removes those of all segments but the ones with these salts. */
export async function removeUnderstood(
  directory: string,
  fs: Pick<FileSystem, 'readdir' | 'unlink'>,
  kept: ReadonlySet<number> = new Set(),
): Promise<void> {
  for (const { salt, path } of await listUnderstood(directory, fs)) {
    if (!kept.has(salt)) await removeFile(path, fs);
  }
}

/** Removes that of one segment, and answers how many bytes it had; 0 when there is none. */
export async function removeUnderstoodOf(
  directory: string,
  salt: number,
  fs: Pick<FileSystem, 'stat' | 'unlink'>,
): Promise<number> {
  const path = understoodPath(directory, salt);
  const bytes = (await sizeOf(path, fs)) ?? 0;
  await removeFile(path, fs);
  return bytes;
}

/** Moves them to the directory where their segments go. */
export async function moveUnderstood(
  from: string,
  to: string,
  fs: Pick<FileSystem, 'readdir' | 'rename'>,
): Promise<void> {
  for (const { salt, path } of await listUnderstood(from, fs)) {
    await fs.rename(path, understoodPath(to, salt));
  }
}
