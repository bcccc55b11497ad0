import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

/**
 * Tells this build of the collector, and the Node that runs it, from any other: what another has understood of spans,
 * and the tables it has put them in, may differ. `file`: the bundle.
 */
export async function programId(file: string): Promise<string> {
  const hash = createHash('sha256').update(await readFile(file));
  return `${hash.digest('hex')} ${process.version}`;
}
