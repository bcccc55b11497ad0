/**
 * What the extension costs an editor that does not use it: how long its activation takes in real VS Code, which is what
 * “Developer: Show Running Extensions” says (the loading of its code and the call of `activate`, by the clock), and what
 * it loads for that. In a window that has come to rest, the extension host is started anew again and again: while a
 * window opens, the clock counts how long the extension waits for a processor, too. That is printed as well.
 *
 *     npm run bench -- activation [--starts 12] [--vscode 1.139]
 */
import { spawnSync } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { launchChromium } from '../e2e/support/chromium';
import { startVsCode } from '../e2e/support/vscode';
import { ROOT, TEST_RESULTS } from '../tools/paths.mjs';
import type { VsCodeVersion } from '../vscode/versions.mjs';
import { VSCODE_VERSIONS, vsCodeVersion } from '../vscode/versions.mjs';

/** Milliseconds, of the code's loading and the call of `activate` together. */
const AIM_MS = 20;

const BUNDLE = join(ROOT, 'dist', 'extension.js');
const ACTIVATED = join(ROOT, 'test', 'bench', 'activation', 'activated.mjs');
const RUNS = 11;
/** Until a window is quiet again. */
const REST_MS = 5_000;

const { values } = parseArgs({
  options: { starts: { type: 'string', default: '12' }, vscode: { type: 'string' } },
});

async function main(): Promise<void> {
  const versions =
    values.vscode === undefined ? Object.values(VSCODE_VERSIONS) : [vsCodeVersion(values.vscode)];
  for (const version of versions) report(version.name, await activationTimes(version, Number(values.starts)));
  reportProcessorTime();
  await reportModules();
}

interface ActivationTimes {
  /** While the window opened, and the browser with it. */
  opening: number;
  /** Of extension hosts that were started anew in the window when it had come to rest. */
  rested: number[];
}

async function activationTimes(version: VsCodeVersion, starts: number): Promise<ActivationTimes> {
  const logs = join(TEST_RESULTS, 'bench', `activation-${version.name}`);
  const vsCode = await startVsCode(version, { settings: {}, logs });
  const browser = await launchChromium();
  try {
    const folder = await vsCode.newFolder('activation');
    const page = await browser.context.newPage();
    await page.goto(vsCode.folderUrl(folder));
    await page.locator('.monaco-workbench .part.statusbar').waitFor();
    await page
      .locator('.activitybar')
      .getByRole('tab', { name: /^Turnline/ })
      .waitFor();
    const opening = await activationTime(page);
    const rested: number[] = [];
    for (let start = 0; start < starts; start++) {
      await page.waitForTimeout(REST_MS);
      await runCommand(page, 'Developer: Restart Extension Host');
      // Nothing is drawn meanwhile, and nothing left of what was said of the host before.
      await page.waitForTimeout(REST_MS);
      rested.push(await activationTime(page));
    }
    return { opening, rested };
  } finally {
    await browser.close();
    await vsCode.stop();
  }
}

async function runCommand(page: Page, title: string): Promise<void> {
  await page.keyboard.press('F1');
  await page.locator('.quick-input-widget input.input').fill(`>${title}`);
  await page.locator('.quick-input-widget .monaco-list-row').filter({ hasText: title }).first().click();
}

/** As VS Code shows it, in whole milliseconds. */
async function activationTime(page: Page): Promise<number> {
  await runCommand(page, 'Developer: Show Running Extensions');
  const text = page
    .locator('.runtime-extensions-editor .monaco-list-row')
    .filter({ hasText: 'Turnline' })
    .getByText(/Activation: \d+ms/)
    .first();
  await text.waitFor({ timeout: 60_000 });
  const said = await text.innerText();
  // Where it is a dialog, no command can be run before it is closed.
  await page.keyboard.press('Escape');
  return Number(/Activation: (\d+)ms/.exec(said)![1]);
}

function report(name: string, { opening, rested }: ActivationTimes): void {
  const sorted = rested.toSorted((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)]!;
  const verdict = median < AIM_MS ? 'within' : 'BEYOND';
  console.log(
    `VS Code ${name}: median ${median} ms, ${sorted[0]} to ${sorted.at(-1)} ms in ${sorted.length} starts of the ` +
      `extension host; ${verdict} the aim of ${AIM_MS} ms. While the window opened: ${opening} ms`,
  );
}

/**
 * Of a program that loads the bundle and activates it with an editor that does nothing: it tells the extension's own
 * part from what else the machine does. The modules of Node that it uses are loaded before, as VS Code's host has them.
 */
function reportProcessorTime(): void {
  const times = Array.from({ length: RUNS }, () => {
    const { stdout } = spawnSync(process.execPath, [ACTIVATED, BUNDLE], { encoding: 'utf8' });
    return JSON.parse(stdout) as { load: number; activate: number };
  });
  const median = (name: 'load' | 'activate') => {
    const sorted = times.map((each) => each[name]).sort((a, b) => a - b);
    return sorted[RUNS >> 1]!.toFixed(1);
  };
  console.log(`Processor's time: ${median('load')} ms to load, ${median('activate')} ms to activate`);
}

/** The bundle is all there is: threads, SQLite and grammars are in bundles of their own, loaded at first need. */
async function reportModules(): Promise<void> {
  const source = await readFile(BUNDLE, 'utf8');
  const modules = new Set([...source.matchAll(/require\("([^"]+)"\)/g)].map((match) => match[1]!));
  const kilobytes = Math.round((await stat(BUNDLE)).size / 1000);
  console.log(`Loaded: dist/extension.js (${kilobytes} kB) and ${[...modules].sort().join(', ')}`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
