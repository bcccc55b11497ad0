// @ts-check
// Runs a VS Code server with the packaged extension in it.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { endTree, run } from '../tools/processes.mjs';

const HOST = '127.0.0.1';
const READY_TIMEOUT_MS = 60_000;

/**
 * Where one VS Code keeps its state.
 *
 * @typedef {object} Profile
 * @property {string} data User data: settings, storage, logs.
 * @property {string} extensions
 */

/**
 * @typedef {object} VsCodeServer
 * @property {string} url Without a folder.
 * @property {(folder: string) => string} folderUrl
 * @property {number} pid
 * @property {Promise<number | null>} ended Its exit code.
 * @property {() => Promise<void>} stop Ends it and everything it started, terminals included.
 */

/**
 * @param {string} folder
 * @returns {Profile} Inside the given folder.
 */
export function profileIn(folder) {
  return { data: join(folder, 'data'), extensions: join(folder, 'extensions') };
}

/** Quiet and offline: nothing to dismiss, nothing fetched, nothing reported. */
const BASE_SETTINGS = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'chat.disableAIFeatures': true,
  'git.openRepositoryInParentFolders': 'never',
  'remote.autoForwardPorts': false,
  'security.workspace.trust.enabled': false,
};

/**
 * Writes the user settings of a profile.
 *
 * @param {Profile} profile
 * @param {Record<string, unknown>} [settings] Beside the quiet ones.
 * @param {{ overwrite: boolean }} [options] Without overwriting, existing settings stay.
 */
export async function writeSettings(profile, settings = {}, options = { overwrite: true }) {
  const folder = join(profile.data, 'User');
  await mkdir(folder, { recursive: true });
  const text = `${JSON.stringify({ ...BASE_SETTINGS, ...settings }, null, 2)}\n`;
  await writeFile(join(folder, 'settings.json'), text, { flag: options.overwrite ? 'w' : 'wx' }).catch(
    (error) => {
      if (error.code !== 'EEXIST') throw error;
    },
  );
}

/**
 * Whether exactly this `.vsix` is what `installExtension` last put into the profile.
 *
 * @param {Profile} profile
 * @param {string} vsix
 */
export async function hasExtension(profile, vsix) {
  const installed = await readFile(join(profile.extensions, '.installed-vsix'), 'utf8').catch(() => '');
  return installed === (await fingerprint(vsix));
}

/**
 * Installs the packaged extension as a user would, through VS Code itself.
 *
 * @param {import('./install.mjs').VsCode} vsCode
 * @param {Profile} profile
 * @param {string} vsix
 */
export async function installExtension(vsCode, profile, vsix) {
  const output = await run(vsCode.node, [
    vsCode.serverMain,
    '--accept-server-license-terms',
    ...profileArguments(profile),
    '--install-extension',
    vsix,
    '--force',
  ]);
  if (!output.includes('successfully installed'))
    throw new Error(`VS Code did not install ${vsix}:\n${output}`);
  await writeFile(join(profile.extensions, '.installed-vsix'), await fingerprint(vsix));
}

/** @param {string} file */
async function fingerprint(file) {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
}

/**
 * Starts VS Code's server on loopback.
 *
 * @param {import('./install.mjs').VsCode} vsCode
 * @param {Profile} profile
 * @param {{ port?: number; log: string; graceSeconds?: number }} options Port 0, the default, picks a free one; `log`
 * takes what it prints; for `graceSeconds`, by default hours, what a window left behind that did not say goodbye waits
 * for its return (VS Code 1.100 knows hours only).
 * @returns {Promise<VsCodeServer>} Once it listens.
 */
export async function startServer(vsCode, profile, { port = 0, log, graceSeconds }) {
  await mkdir(dirname(log), { recursive: true });
  const child = spawn(
    vsCode.node,
    [
      vsCode.serverMain,
      '--without-connection-token',
      '--accept-server-license-terms',
      ...['--host', HOST, '--port', String(port)],
      ...profileArguments(profile),
      '--disable-telemetry',
      '--disable-workspace-trust',
      ...(graceSeconds === undefined ? [] : ['--reconnection-grace-time', String(graceSeconds)]),
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], detached: true, env: serverEnvironment() },
  );
  /** @type {Promise<number | null>} */
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const { pid } = child;
  if (pid === undefined) throw new Error(`VS Code's server could not be started with ${vsCode.node}`);
  const logFile = createWriteStream(log);
  child.stderr.pipe(logFile, { end: false });
  child.stdout.pipe(logFile, { end: false });

  // A script that ends in whatever way takes the server with it.
  const killGroup = () => {
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // Already gone.
    }
  };
  process.once('exit', killGroup);
  const stop = async () => {
    await endTree(pid);
    process.removeListener('exit', killGroup);
    logFile.end();
  };

  const url = await new Promise((resolve, reject) => {
    const timer = setTimeout(
      () =>
        reject(new Error(`VS Code's server was not ready after ${READY_TIMEOUT_MS / 1000} s; see ${log}`)),
      READY_TIMEOUT_MS,
    );
    createInterface(child.stdout).on('line', (line) => {
      const listening = /^Extension host agent listening on (\d+)/.exec(line);
      if (listening === null) return;
      clearTimeout(timer);
      resolve(`http://${HOST}:${listening[1]}/`);
    });
    void ended.then((code) => {
      clearTimeout(timer);
      reject(new Error(`VS Code's server ended at once with exit code ${code}; see ${log}`));
    });
  }).catch(async (error) => {
    await stop();
    throw error;
  });
  return { url, pid, folderUrl: (folder) => `${url}?folder=${encodeURI(folder)}`, ended, stop };
}

/**
 * The environment without what npm, a test runner or an outer VS Code put into it: terminals would inherit that.
 * There is no marketplace: nothing is looked up outside this machine.
 */
function serverEnvironment() {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|VITEST|VSCODE_|ELECTRON_)/.test(name) && !['INIT_CWD', 'NODE_ENV'].includes(name),
  );
  return { ...Object.fromEntries(inherited), EXTENSIONS_GALLERY: '{}' };
}

/** @param {Profile} profile */
function profileArguments({ data, extensions }) {
  return ['--server-data-dir', data, '--user-data-dir', data, '--extensions-dir', extensions];
}

/**
 * @param {number} port
 * @returns {Promise<boolean>} Whether nobody listens on this loopback port.
 */
export function isFree(port) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, HOST, () => probe.close(() => resolve(true)));
  });
}
