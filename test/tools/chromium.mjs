// @ts-check
// The browser that the webview and end-to-end tests drive: any installed Chrome or Chromium.
import { existsSync } from 'node:fs';
import { aptInstall } from './apt.mjs';
import { findOnPath } from './processes.mjs';
import { step } from './progress.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const MAC_APPLICATIONS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** @returns {string | undefined} The path of a Chrome or Chromium; `CHROME_PATH` wins. */
export function findChromium() {
  const chosen = process.env.CHROME_PATH;
  if (chosen !== undefined && chosen !== '') return chosen;
  for (const name of NAMES) {
    const path = findOnPath(name);
    if (path !== undefined) return path;
  }
  return MAC_APPLICATIONS.find((path) => existsSync(path));
}

/**
 * Installs Chromium through apt where none is found.
 *
 * @returns {Promise<string>} Its path.
 * @throws {Error} with what to do, where there is none and none can be installed.
 */
export async function ensureChromium() {
  const found = findChromium();
  if (found !== undefined) return found;
  await step('Installing Chromium through apt', () => aptInstall(['chromium', 'fonts-liberation']));
  const installed = findChromium();
  if (installed !== undefined) return installed;
  throw new Error(
    'The webview and end-to-end tests need Chrome or Chromium, and none was found.\n' +
      'Install one (Debian, Ubuntu: "sudo apt-get install chromium"; others: https://www.google.com/chrome), ' +
      'or set CHROME_PATH to its executable, and try again.',
  );
}
