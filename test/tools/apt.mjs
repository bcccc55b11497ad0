// @ts-check
// System packages on Debian and Ubuntu, where this user may install them without being asked for a password.
import { findOnPath, run } from './processes.mjs';

/** @returns {Promise<string[] | undefined>} How to call apt-get; undefined where it cannot be used. */
async function aptGet() {
  if (process.platform !== 'linux' || findOnPath('apt-get') === undefined) return undefined;
  if (process.getuid?.() === 0) return ['apt-get'];
  const sudo = findOnPath('sudo');
  if (sudo === undefined) return undefined;
  const allowed = await run(sudo, ['-n', 'true']).then(
    () => true,
    () => false,
  );
  return allowed ? [sudo, '-n', 'DEBIAN_FRONTEND=noninteractive', 'apt-get'] : undefined;
}

/**
 * @param {string[]} packages
 * @returns {Promise<boolean>} False when apt cannot be used here.
 */
export async function aptInstall(packages) {
  const apt = await aptGet();
  if (apt === undefined) return false;
  const [command = '', ...prefix] = apt;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run(command, [...prefix, 'update'], { env });
  await run(command, [...prefix, 'install', '-y', '--no-install-recommends', ...packages], { env });
  return true;
}
