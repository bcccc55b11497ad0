/**
 * What the extension costs an editor that does not use it: how long its activation takes in real VS Code, over many
 * starts of a window, and what it loads for that.
 *
 * “Developer: Show Running Extensions” says how long by the clock, from when the loading of its code was asked for until
 * `activate` returned. But VS Code asks for all extensions that are activated when a window has started at once, and
 * loads them one after the other: each waits for those before it. So an extension that does nothing is installed, too, as
 * the one before: what Turnline has more in the same window is its own. The processor's time in the extension host is
 * free of what else the machine does meanwhile: `activation/meter` takes it.
 *
 *     npm run bench -- activation [--starts 12] [--vscode 1.139]
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Locator, Page } from 'playwright-core';
import { launchChromium } from '../e2e/support/chromium';
import { startVsCode } from '../e2e/support/vscode';
import { ROOT, TEST_RESULTS } from '../tools/paths.mjs';
import { run } from '../tools/processes.mjs';
import type { VsCodeVersion } from '../vscode/versions.mjs';
import { VSCODE_VERSIONS, vsCodeVersion } from '../vscode/versions.mjs';

/** Milliseconds, of the code's loading and the call of `activate` together. */
const AIM_MS = 20;

const BUNDLE = join(ROOT, 'dist', 'extension.js');
const ALL_PROCESSORS = `0-${availableParallelism() - 1}`;

/** Folders of `activation/`. They are installed beside Turnline, and their names put them before it. */
const HELPERS = ['meter', 'nothing'];

/** Of a window: rows of the list that are not in view are not there. */
const ROOM_FOR_ALL_ROWS = { width: 1_400, height: 3_000 };

const { values } = parseArgs({
  options: { starts: { type: 'string', default: '12' }, vscode: { type: 'string' } },
});

async function main(): Promise<void> {
  const versions =
    values.vscode === undefined ? Object.values(VSCODE_VERSIONS) : [vsCodeVersion(values.vscode)];
  const scratch = await mkdtemp(join(tmpdir(), 'turnline-activation-'));
  try {
    const helpers = await Promise.all(HELPERS.map((name) => packaged(name, scratch)));
    for (const version of versions) {
      const meter = join(scratch, `${version.name}.jsonl`);
      process.env.TURNLINE_METER = meter;
      const times = await activationTimes(version, helpers, Number(values.starts));
      // The first window is left out here, too.
      const used = (await readFile(meter, 'utf8')).trim().split('\n').slice(1);
      report(
        version.name,
        times,
        used.map((line) => JSON.parse(line) as ProcessorTime),
      );
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  await reportLoaded();
}

/** @returns The path of the `.vsix` of a folder of `activation/`. */
async function packaged(name: string, folder: string): Promise<string> {
  const path = join(folder, `${name}.vsix`);
  const vsce = join(ROOT, 'node_modules', '@vscode', 'vsce', 'vsce');
  const args = ['package', '--no-dependencies', '--allow-missing-repository', '--skip-license'];
  await run(process.execPath, [vsce, ...args, '--out', path], {
    cwd: join(ROOT, 'test', 'bench', 'activation', name),
  });
  return path;
}

/** Of so many windows one after the other, each with an extension host of its own. */
async function activationTimes(
  version: VsCodeVersion,
  extensions: string[],
  starts: number,
): Promise<Times[]> {
  const logs = join(TEST_RESULTS, 'bench', `activation-${version.name}`);
  // Where the system can, the browser gets a processor of its own, so that the extension host does not wait for it.
  const vsCode = await onProcessors(`1-${availableParallelism() - 1}`, () =>
    startVsCode(version, { settings: {}, extensions, logs }),
  );
  const browser = await onProcessors('0', launchChromium);
  try {
    const times: Times[] = [];
    const folder = await vsCode.newFolder('activation');
    // The first window fills the caches of the browser and of the disk.
    for (let start = 0; start <= starts; start++) {
      const page = await browser.context.newPage();
      await page.setViewportSize(ROOM_FOR_ALL_ROWS);
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
  turnline: number;
  nothing: number;
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
  return {
    turnline: await shownIn(rows.filter({ hasText: 'Turnline' })),
    nothing: await shownIn(rows.filter({ hasText: 'Does Nothing' })),
  };
}

const ACTIVATION = /Activation: (\d+)ms/;

async function shownIn(row: Locator): Promise<number> {
  const shown = row.getByText(ACTIVATION).first();
  await shown.waitFor({ timeout: 60_000 });
  return Number(ACTIVATION.exec(await shown.innerText())![1]);
}

/** Milliseconds of the processor in the extension host. */
interface ProcessorTime {
  load: number;
  activate: number;
}

function report(name: string, times: readonly Times[], used: readonly ProcessorTime[]): void {
  const shown = spread(times.map(({ turnline }) => turnline));
  const nothing = spread(times.map((each) => each.nothing));
  const own = spread(times.map((each) => each.turnline - each.nothing));
  const verdict = own.median < AIM_MS ? 'within' : 'BEYOND';
  const load = spread(used.map((each) => each.load));
  const activate = spread(used.map((each) => each.activate));
  console.log(
    `VS Code ${name}, ${times.length} starts: Turnline's own ${own.text}, ${verdict} the aim of ${AIM_MS} ms\n` +
      `  by the clock, with the wait for what is activated before: ${shown.text}\n` +
      `  an extension that does nothing, in the same windows: ${nothing.text}\n` +
      `  the processor's time: ${load.text} to load, ${activate.text} to activate`,
  );
}

function spread(values: readonly number[]): { median: number; text: string } {
  const sorted = values.toSorted((a, b) => a - b);
  const median = sorted[sorted.length >> 1]!;
  const [least, most] = [sorted[0]!, sorted.at(-1)!].map((value) => Number(value.toFixed(1)));
  return { median, text: `median ${Number(median.toFixed(1))} ms (${least} to ${most})` };
}

/** What every window pays for; the rest, and threads, SQLite and grammars, are in bundles of their own. */
async function reportLoaded(): Promise<void> {
  const source = await readFile(BUNDLE, 'utf8');
  const required = [...new Set([...source.matchAll(/require\("([^"]+)"\)/g)].map((match) => match[1]!))];
  const atStart = required.filter((name) => !name.startsWith('.')).sort();
  const atNeed = required.filter((name) => name.startsWith('.')).sort();
  const kilobytes = Math.round((await stat(BUNDLE)).size / 1000);
  console.log(
    `Loaded: dist/extension.js (${kilobytes} kB) and ${atStart.join(', ')}; at first need ${atNeed.join(', ')}`,
  );
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
