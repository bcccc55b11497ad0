// @ts-check
// The npm packages of this project.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { npm } from './processes.mjs';
import { ROOT } from './paths.mjs';
import { step } from './progress.mjs';

/** Installs the packages of the lock file unless they are there already. */
export async function ensureDependencies() {
  if (await matchesLockFile()) return;
  await step('Installing npm packages', () => npm(['ci'], { cwd: ROOT }));
}

/**
 * Compares contents, not times: a checkout touches the lock file without changing it.
 * npm records what it installed in `node_modules/.package-lock.json`; packages of other platforms are missing there.
 */
async function matchesLockFile() {
  const wanted = await packagesIn('package-lock.json');
  const installed = await packagesIn('node_modules/.package-lock.json').catch(() => undefined);
  return (
    installed !== undefined &&
    Object.entries(wanted).every(
      ([path, { version, optional }]) =>
        path === '' ||
        installed[path]?.version === version ||
        (optional === true && installed[path] === undefined),
    )
  );
}

/**
 * @param {string} lockFile
 * @returns {Promise<Record<string, { version: string; optional?: boolean }>>} By folder, the root package under ''.
 */
async function packagesIn(lockFile) {
  return JSON.parse(await readFile(join(ROOT, lockFile), 'utf8')).packages;
}
