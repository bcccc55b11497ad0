// @ts-check
// npm start: Turnline in a real VS Code, with a sample agent to run.
//   npm start -- --vscode 1.100    in that VS Code version
//   npm start -- --no-open         do not open a browser
import '../tools/nodeVersion.mjs';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureVsix } from '../tools/build.mjs';
import { ensureDependencies } from '../tools/dependencies.mjs';
import { VSCODE_TEST } from '../tools/paths.mjs';
import { reportFailure, step } from '../tools/progress.mjs';
import { ensureVsCode } from './install.mjs';
import { hasExtension, installExtension, isFree, profileIn, startServer, writeSettings } from './server.mjs';
import { DEFAULT_VERSION, vsCodeVersion } from './versions.mjs';
import { refreshWorkspace } from './workspace.mjs';

/** Kept from run to run where it is free: the browser remembers VS Code's layout by it. */
const PREFERRED_PORT = 8139;

async function start() {
  const { values } = parseArgs({
    options: {
      vscode: { type: 'string', default: DEFAULT_VERSION },
      'no-open': { type: 'boolean', default: false },
    },
  });
  const version = vsCodeVersion(values.vscode);
  await ensureDependencies();
  const vsix = await ensureVsix();
  const vsCode = await ensureVsCode(version);

  const home = join(VSCODE_TEST, `user-${version.name}`);
  const profile = profileIn(home);
  await writeSettings(profile, {}, { overwrite: false });
  if (!(await hasExtension(profile, vsix))) {
    await step('Installing the extension', () => installExtension(vsCode, profile, vsix));
  }
  const workspace = join(VSCODE_TEST, 'workspace');
  for (const path of await refreshWorkspace(workspace)) {
    console.error(`  Kept your edited ${path}; the sample has a newer one in media/sample/.`);
  }

  const port = (await isFree(PREFERRED_PORT)) ? PREFERRED_PORT : 0;
  const log = join(home, 'server.log');
  const server = await step(`Starting VS Code ${version.name}`, () =>
    startServer(vsCode, profile, { port, log }),
  );
  const url = server.folderUrl(workspace);
  console.log(
    `\n  Turnline runs in VS Code ${version.name}:\n\n      ${url}\n\n` +
      '  Choose the Turnline icon at the left edge, then "Run the Sample Agent".\n' +
      '  Ctrl-C here ends it.\n',
  );
  if (!values['no-open']) openBrowser(url);

  const stopping = new Promise((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(name, () => resolve('stopped'));
  });
  if ((await Promise.race([stopping, server.ended])) === 'stopped') {
    await step('Stopping VS Code', server.stop);
  } else {
    await server.stop();
    throw new Error(`VS Code's server ended by itself; see ${log}`);
  }
}

/**
 * Opens the page where there is a display to show it on.
 *
 * @param {string} url
 */
function openBrowser(url) {
  const display = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  if (!display) return;
  const browser = spawn(process.platform === 'darwin' ? 'open' : 'xdg-open', [url], {
    stdio: 'ignore',
    detached: true,
  });
  browser.on('error', () => undefined);
  browser.unref();
}

start().catch((error) => {
  reportFailure(error);
  process.exitCode = 1;
});
