/**
 * Several collectors, one folder: each has a journal of its own in `base/1`, `base/2`, …, and what the dead ones left
 * is taken in by the next that starts.
 *
 * A segment is taken in by moving its file, not by copying its records: at any moment it is in exactly one journal, so
 * nothing is lost or doubled when that is interrupted. And should its writer be alive after all, it notices before its
 * next acknowledgement that the file is gone from its place.
 */
import { join } from 'node:path';
import { messageOf } from '../../protocol/rpc';
import type { FileSystem } from './fileSystem';
import { codeOf, DISK } from './fileSystem';
import type { JournalOptions } from './journal';
import { Journal } from './journal';
import { DirectoryLock, JournalLockedError } from './lock';
import { listSegments, namesIn, segmentPath } from './segments';
import { moveUnderstood } from './understoodFile';

/** More collectors than anybody runs side by side. */
const MOST_DIRECTORIES = 100;

/**
 * Opens the first journal in `base` that no live process has, with the segments of all others that are nobody's: they
 * become its newest former segments, each journal's in their order. Every directory counts against a bound of its own,
 * and after taking in others the bound holds from the first append on. What could not be taken in stays where it is,
 * and `health` says so. Throws the system's error when the directory cannot be made or written.
 */
export async function openFirstFree(
  base: string,
  options: Omit<JournalOptions, 'directory'>,
): Promise<Journal> {
  const fs = options.fileSystem ?? DISK;
  const { lock, directory } = await lockFirstFree(base, fs);
  const problem = await adoptOthers(base, directory, fs);
  return Journal.openLocked(lock, { ...options, directory }, problem);
}

async function lockFirstFree(base: string, fs: FileSystem) {
  for (let number = 1; number <= MOST_DIRECTORIES; number++) {
    const directory = join(base, String(number));
    const lock = await lockUnlessTaken(directory, fs);
    if (lock) return { lock, directory };
  }
  throw new Error(
    `All ${MOST_DIRECTORIES} journals in ${base} are in use. End collectors that nobody needs.`,
  );
}

/** undefined when a live process has it. */
async function lockUnlessTaken(directory: string, fs: FileSystem): Promise<DirectoryLock | undefined> {
  try {
    return await DirectoryLock.acquire(directory, fs);
  } catch (error) {
    if (error instanceof JournalLockedError) return undefined;
    throw error;
  }
}

/** Returns what went wrong last, null when nothing did. */
async function adoptOthers(base: string, own: string, fs: FileSystem): Promise<string | null> {
  let problem: string | null = null;
  const others = (await namesIn(base, fs))
    .filter((name) => /^[1-9]\d*$/.test(name))
    .sort((a, b) => Number(a) - Number(b))
    .map((name) => join(base, name))
    .filter((directory) => directory !== own);
  for (const other of others) {
    try {
      await adopt(other, own, fs);
    } catch (error) {
      problem = `The journal left in ${other} cannot be taken in: ${messageOf(error)}. It stays there.`;
    }
  }
  return problem;
}

async function adopt(other: string, own: string, fs: FileSystem): Promise<void> {
  const lock = await lockUnlessTaken(other, fs);
  if (!lock) return;
  try {
    let last = (await listSegments(own, fs)).at(-1)?.number ?? 0;
    for (const { path } of await listSegments(other, fs)) await fs.rename(path, segmentPath(own, ++last));
    // Without them the start takes longer, no more.
    await moveUnderstood(other, own, fs).catch(() => undefined);
  } finally {
    await lock.release();
  }
  await removeIfEmpty(other, fs);
}

async function removeIfEmpty(directory: string, fs: FileSystem): Promise<void> {
  try {
    await fs.rmdir(directory);
  } catch (error) {
    // Somebody's other files, or already the next owner's; Windows and some systems say EEXIST.
    if (!['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(codeOf(error) ?? '')) throw error;
  }
}
