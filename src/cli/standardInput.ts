/** The standard input as a file: readers of files go back in them to see what they are. */
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** What stands for it among the names of files. */
export const STANDARD_INPUT = '-';

/** The file is there, for this user alone, until `work` is done. */
export async function withStandardInput<T>(work: (file: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'turnline-'));
  try {
    const file = join(folder, 'input');
    await pipeline(process.stdin, createWriteStream(file, { mode: 0o600 }));
    return await work(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
