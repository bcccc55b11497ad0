import * as nodeFs from 'node:fs/promises';

/** What the journal needs of `node:fs/promises`, so that tests can give it a disk that fails. */
export type FileSystem = Pick<
  typeof nodeFs,
  'mkdir' | 'open' | 'readdir' | 'readFile' | 'rename' | 'rmdir' | 'stat' | 'unlink'
>;

export const DISK: FileSystem = nodeFs;

export function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}

/** In bytes; undefined when the file is gone, or is no file. */
export async function sizeOf(path: string, fs: Pick<FileSystem, 'stat'>): Promise<number | undefined> {
  try {
    const stats = await fs.stat(path);
    return stats.isFile() ? stats.size : undefined;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Does nothing when the file is gone. */
export async function removeFile(path: string, fs: Pick<FileSystem, 'unlink'>): Promise<void> {
  try {
    await fs.unlink(path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}
