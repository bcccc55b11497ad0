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
