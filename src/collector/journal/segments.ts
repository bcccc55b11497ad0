/** The segment files of a journal's directory: `00000001.journal`, `00000002.journal`, … in order of writing. */
import { join } from 'node:path';
import type { FileSystem } from './fileSystem';
import { codeOf, sizeOf } from './fileSystem';

export interface Segment {
  number: number;
  path: string;
  bytes: number;
}

const NAME = /^(\d{8,})\.journal$/;

export function segmentPath(directory: string, number: number): string {
  return join(directory, `${String(number).padStart(8, '0')}.journal`);
}

/** Oldest first; none when there is no such directory. */
export async function listSegments(directory: string, fs: FileSystem): Promise<Segment[]> {
  const segments: Segment[] = [];
  for (const name of await namesIn(directory, fs)) {
    const digits = NAME.exec(name)?.[1];
    if (digits === undefined) continue;
    const path = join(directory, name);
    const bytes = await sizeOf(path, fs);
    if (bytes !== undefined) segments.push({ number: Number(digits), path, bytes });
  }
  return segments.sort((a, b) => a.number - b.number);
}

export function totalBytes(segments: readonly Segment[]): number {
  return segments.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** None when there is no such directory. */
export async function namesIn(directory: string, fs: Pick<FileSystem, 'readdir'>): Promise<string[]> {
  try {
    return await fs.readdir(directory);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}
