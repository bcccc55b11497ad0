// @ts-check
// The sample workspace: a copy of the sample agent that a person may edit.
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ROOT } from '../tools/paths.mjs';

/** The sample agent, with its bundled vendor file once the project is built. */
export const SAMPLE = join(ROOT, 'media', 'sample');

/** Beside the workspace: the fingerprints of the files as they were copied, by path. */
const MANIFEST_SUFFIX = '.copied.json';

/**
 * Brings a copy of the sample agent up to date, but leaves alone what was edited in it.
 *
 * @param {string} workspace
 * @param {string} [from] What is copied.
 * @returns {Promise<string[]>} The files that were left alone although the sample's own have changed.
 */
export async function refreshWorkspace(workspace, from = SAMPLE) {
  const manifest = `${workspace}${MANIFEST_SUFFIX}`;
  /** @type {Record<string, string>} */
  const copied = JSON.parse(await readFile(manifest, 'utf8').catch(() => '{}'));
  const sample = await fingerprints(from);
  const present = await fingerprints(workspace);

  /** @type {Record<string, string | undefined>} */
  const manifestNow = {};
  const edited = [];
  for (const [path, fingerprint] of Object.entries(sample)) {
    const there = present[path];
    const untouched = there === undefined || there === copied[path] || there === fingerprint;
    // An edited file stays on record as it was copied, so that the next run sees the edit again.
    manifestNow[path] = untouched ? fingerprint : copied[path];
    if (untouched && there !== fingerprint) {
      await mkdir(dirname(join(workspace, path)), { recursive: true });
      await copyFile(join(from, path), join(workspace, path));
    } else if (!untouched && copied[path] !== fingerprint) {
      edited.push(path);
    }
  }
  for (const [path, fingerprint] of Object.entries(copied)) {
    if (sample[path] === undefined && present[path] === fingerprint) await rm(join(workspace, path));
  }
  await mkdir(workspace, { recursive: true });
  await writeFile(manifest, JSON.stringify(manifestNow, null, 2));
  return edited;
}

/**
 * @param {string} folder
 * @returns {Promise<Record<string, string>>} Of every file below it, by path relative to it.
 */
async function fingerprints(folder) {
  const paths = await readdir(folder, { recursive: true }).catch(() => []);
  const pairs = await Promise.all(
    paths.map(async (path) => {
      const file = join(folder, path);
      if (!(await stat(file)).isFile()) return [];
      const hash = createHash('sha256').update(await readFile(file));
      return [/** @type {const} */ ([path, hash.digest('hex')])];
    }),
  );
  return Object.fromEntries(pairs.flat());
}
