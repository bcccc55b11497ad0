// @ts-check
// Gets a real VS Code (its server, which a browser opens) from npm into .vscode-test/.
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { aptInstall } from '../tools/apt.mjs';
import { VSCODE_TEST } from '../tools/paths.mjs';
import { findOnPath, npm, run } from '../tools/processes.mjs';
import { step } from '../tools/progress.mjs';
import { NODE_GYP_VERSION, NODE_PACKAGE_VERSION } from './versions.mjs';

/**
 * @typedef {object} VsCode
 * @property {string} version
 * @property {string} node The Node that runs it.
 * @property {string} serverMain Its entry point.
 */

const COMPILER = ['python3', 'make', 'g++'];
const PLATFORM = `${process.platform}-${process.arch}`;

/**
 * Installs a VS Code unless it is there already. Needs no network when it is.
 *
 * @param {import('./versions.mjs').VsCodeVersion} version
 * @returns {Promise<VsCode>}
 */
export async function ensureVsCode(version) {
  if (process.platform === 'win32') {
    throw new Error(
      "VS Code's server does not run on Windows itself. Use WSL, or package the extension with " +
        '"npm run package" and install the .vsix into your VS Code.',
    );
  }
  const home = join(VSCODE_TEST, `vscode-${version.name}`);
  const ownNode = version.nodeMajors.includes(Number(process.versions.node.split('.')[0]));
  const vsCode = {
    version: version.name,
    node: ownNode ? process.execPath : join(home, 'node_modules', `node-${PLATFORM}`, 'bin', 'node'),
    serverMain: join(home, 'node_modules', 'code-server', 'lib', 'vscode', 'out', 'server-main.js'),
  };

  // The note is written last: a half installation is done again.
  const note = join(home, 'installed.json');
  const recipe = JSON.stringify({ ...version, node: ownNode ? null : NODE_PACKAGE_VERSION });
  if ((await readFile(note, 'utf8').catch(() => '')) !== recipe || !existsSync(vsCode.node)) {
    await rm(home, { recursive: true, force: true });
    await mkdir(home, { recursive: true });
    const compiler = await ensureCompiler(version);
    await step(`Getting VS Code ${version.name} from npm`, () => download(home, version, ownNode));
    if (compiler)
      await step(`Compiling VS Code ${version.name}'s native modules`, () => compile(home, version));
    await writeFile(note, recipe);
  }
  return vsCode;
}

/** @param {string} home */
const serverFolder = (home) => join(home, 'node_modules', 'code-server', 'lib', 'vscode');

/**
 * @param {string} home
 * @param {import('./versions.mjs').VsCodeVersion} version
 * @param {boolean} ownNode
 */
async function download(home, version, ownNode) {
  /** @type {Record<string, string>} */
  const dependencies = { 'code-server': version.codeServer, 'node-gyp': NODE_GYP_VERSION };
  if (!ownNode) dependencies[`node-${PLATFORM}`] = NODE_PACKAGE_VERSION;
  if (version.ripgrep !== undefined) dependencies[`@vscode/ripgrep-${PLATFORM}`] = version.ripgrep;
  await writeFile(join(home, 'package.json'), JSON.stringify({ private: true, dependencies }, null, 2));
  // code-server's own install script would do the rest, but insists on being run by its own Node version.
  await npm(['install', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: home });

  const server = serverFolder(home);
  const production = ['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'];
  await npm(production, { cwd: server });
  await npm(production, { cwd: join(server, 'extensions') });
  // The server looks for some packages where the desktop build keeps its archive of them.
  await symlink('node_modules', join(server, 'node_modules.asar')).catch(ignoreExisting);
  if (version.ripgrep !== undefined) {
    const binary = join(home, 'node_modules', '@vscode', `ripgrep-${PLATFORM}`, 'bin', 'rg');
    await cp(binary, join(server, 'node_modules', '@vscode', 'ripgrep', 'bin', 'rg'));
  }
}

/**
 * @param {string} home
 * @param {import('./versions.mjs').VsCodeVersion} version
 */
async function compile(home, version) {
  // The modules use Node-API, which is stable across versions: any Node's headers do. Without headers beside the
  // Node in use, node-gyp downloads them.
  const prefixes = [dirname(dirname(process.execPath)), join(home, 'node_modules', `node-${PLATFORM}`)];
  const headers = prefixes.find((prefix) => existsSync(join(prefix, 'include', 'node', 'node_api.h')));
  const nodeGyp = join(home, 'node_modules', 'node-gyp', 'bin', 'node-gyp.js');
  const args = [nodeGyp, 'rebuild', ...(headers === undefined ? [] : [`--nodedir=${headers}`])];
  await Promise.all(
    version.nativeModules.map((name) =>
      run(process.execPath, args, { cwd: join(serverFolder(home), 'node_modules', name) }),
    ),
  );
}

/**
 * @param {import('./versions.mjs').VsCodeVersion} version
 * @returns {Promise<boolean>} Whether there is a compiler.
 * @throws {Error} with what to do, when there is none and this VS Code does not run without.
 */
async function ensureCompiler(version) {
  const missing = () => COMPILER.filter((tool) => findOnPath(tool) === undefined);
  if (missing().length > 0 && process.platform === 'linux') {
    await step('Installing a C++ compiler through apt', () => aptInstall(COMPILER)).catch(() => false);
  }
  if (missing().length === 0) return true;
  const advice =
    process.platform === 'darwin' ? '"xcode-select --install"' : '"sudo apt-get install python3 make g++"';
  if (version.compilerNeeded) {
    throw new Error(
      `VS Code ${version.name} from npm has parts to compile, and ${missing().join(', ')} cannot be found. ` +
        `Install them, e.g. with ${advice}, and try again.`,
    );
  }
  console.error(
    `  Without ${missing().join(', ')} VS Code runs, but its output channels stay empty. ` +
      `To change that, install them (${advice}), delete .vscode-test, and start again.`,
  );
  return false;
}

/** @param {NodeJS.ErrnoException} error */
function ignoreExisting(error) {
  if (error.code !== 'EEXIST') throw error;
}
