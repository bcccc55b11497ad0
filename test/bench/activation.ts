/**
 * What the extension costs an editor that does not use it: how long its activation takes in real VS Code, which is what
 * “Developer: Show Running Extensions” says (the loading of its code and the call of `activate`, by the clock), over many
 * starts of a window, and what it loads for that. Where the system can, the browser gets a processor of its own: else the
 * clock counts how long the extension host waits for it, which is several times what it does itself. What a small
 * extension of VS Code's own takes in the same windows is printed beside it: the least that this machine allows.
 *
 *     npm run bench -- activation [--starts 12] [--vscode 1.139]
 */
import { spawnSync } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Locator, Page } from 'playwright-core';
import { launchChromium } from '../e2e/support/chromium';
import { startVsCode } from '../e2e/support/vscode';
import { ROOT, TEST_RESULTS } from '../tools/paths.mjs';
import type { VsCodeVersion } from '../vscode/versions.mjs';
import { VSCODE_VERSIONS, vsCodeVersion } from '../vscode/versions.mjs';

/** Milliseconds, of the code's loading and the call of `activate` together. */
const AIM_MS = 20;

/** It is activated by the same event, and registers a handful of commands. */
const SMALL_EXTENSION = 'Merge Conflict';

const BUNDLE = join(ROOT, 'dist', 'extension.js');
const ACTIVATED = join(ROOT, 'test', 'bench', 'activation', 'activated.mjs');
const RUNS = 11;
const ALL_PROCESSORS = `0-${availableParallelism() - 1}`;

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

/** Of so many windows one after the other, each with an extension host of its own. */
async function activationTimes(version: VsCodeVersion, starts: number): Promise<Times[]> {
  const logs = join(TEST_RESULTS, 'bench', `activation-${version.name}`);
  const vsCode = await onProcessors(`1-${availableParallelism() - 1}`, () =>
    startVsCode(version, { settings: {}, logs }),
  );
  const browser = await onProcessors('0', launchChromium);
  try {
    const times: Times[] = [];
    const folder = await vsCode.newFolder('activation');
    // The first window fills the caches of the browser and of the disk.
    for (let start = 0; start <= starts; start++) {
      const page = await browser.context.newPage();
      await page.goto(vsCode.folderUrl(folder));
      const time = await timesIn(page);
      if (start > 0) times.push(time);
      await page.close();
    }
    return times;
  } finally {
    await browser.close();
    await vsCode.stop();
  }
}

/** What is started stays on these processors, with all that it starts itself. */
async function onProcessors<T>(processors: string, start: () => Promise<T>): Promise<T> {
  allowProcessors(processors);
  try {
    return await start();
  } finally {
    allowProcessors(ALL_PROCESSORS);
  }
}

/** Does nothing where there is one processor only, or no `taskset` of Linux. */
function allowProcessors(processors: string): void {
  if (availableParallelism() < 2) return;
  spawnSync('taskset', ['--all-tasks', '--cpu-list', '--pid', processors, String(process.pid)]);
}

/** Activations in one window as VS Code shows them, in whole milliseconds. */
interface Times {
  own: number;
  /** Null where the small extension has not been activated or is not in view. */
  small: number | null;
}

async function timesIn(page: Page): Promise<Times> {
  await page.locator('.monaco-workbench .part.statusbar').waitFor();
  await page
    .locator('.activitybar')
    .getByRole('tab', { name: /^Turnline/ })
    .waitFor();
  await page.keyboard.press('F1');
  await page.locator('.quick-input-widget input.input').fill('>Developer: Show Running Extensions');
  await page.locator('.quick-input-widget .monaco-list-row').first().click();
  const rows = page.locator('.runtime-extensions-editor .monaco-list-row');
  const own = rows.filter({ hasText: 'Turnline' });
  await own.getByText(ACTIVATION).first().waitFor({ timeout: 60_000 });
  const small = rows.filter({ hasText: SMALL_EXTENSION });
  return { own: (await shownIn(own))!, small: await shownIn(small) };
}

const ACTIVATION = /Activation: (\d+)ms/;

async function shownIn(row: Locator): Promise<number | null> {
  const [said] = await row.getByText(ACTIVATION).allInnerTexts();
  return said === undefined ? null : Number(ACTIVATION.exec(said)![1]);
}

function report(name: string, times: readonly Times[]): void {
  const own = times.map((each) => each.own).toSorted((a, b) => a - b);
  const small = times.flatMap((each) => each.small ?? []).toSorted((a, b) => a - b);
  const median = own[own.length >> 1]!;
  const verdict = median < AIM_MS ? 'within' : 'BEYOND';
  const least = small.length === 0 ? 'unknown' : `${small[small.length >> 1]} ms`;
  console.log(
    `VS Code ${name}: median ${median} ms, ${own[0]} to ${own.at(-1)} ms in ${own.length} starts; ` +
      `${verdict} the aim of ${AIM_MS} ms; ${SMALL_EXTENSION}, in the same windows: ${least}`,
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
