/**
 * What the extension costs an editor that does not use it: how long its activation takes in real VS Code, over many
 * starts of a window, and what it loads for that.
 *
 * `activation/meter`, an extension that is loaded before, takes the time in the extension host: from when the code is
 * loaded until `activate` returned, beside an extension that does nothing. “Developer: Show Running Extensions” tells of
 * more: VS Code asks for all extensions that are activated when a window has started at once, and loads them one after
 * the other, so that each is charged with the wait for those before it. That is printed, too.
 *
 *     npm run bench -- activation [--starts 12] [--vscode 1.139]
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
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

const METER_POLL_MS = 100;
const METER_PATIENCE_MS = 60_000;

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
      process.env.TURNLINE_METER = join(scratch, `${version.name}.jsonl`);
      report(version.name, await activationTimes(version, helpers, Number(values.starts)));
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
): Promise<Start[]> {
  const logs = join(TEST_RESULTS, 'bench', `activation-${version.name}`);
  // Where the system can, the browser gets a processor of its own, so that the extension host does not wait for it.
  const vsCode = await onProcessors(`1-${availableParallelism() - 1}`, () =>
    startVsCode(version, { settings: {}, extensions, logs }),
  );
  goesFirst(vsCode.pid);
  const browser = await onProcessors('0', launchChromium);
  try {
    const times: Start[] = [];
    const folder = await vsCode.newFolder('activation');
    // The first window fills the caches of the browser and of the disk.
    for (let start = 0; start <= starts; start++) {
      const page = await browser.context.newPage();
      await page.setViewportSize(ROOM_FOR_ALL_ROWS);
      await page.goto(vsCode.folderUrl(folder));
      // Two lines of the meter for each window: its start, and what is asked for next.
      await metered(2 * start + 1);
      await sessionsTab(page).click();
      const lines = await metered(2 * start + 2);
      const shown = await timesShown(page);
      if (start > 0) times.push(Object.assign({ shown }, ...lines.slice(-2)) as Start);
      await page.close();
    }
    return times;
  } finally {
    await browser.close();
    await vsCode.stop();
  }
}

/** What the meter has written, once it is so many lines. Rejects when they do not come. */
async function metered(count: number): Promise<Partial<Start>[]> {
  const deadline = performance.now() + METER_PATIENCE_MS;
  while (performance.now() < deadline) {
    const text = await readFile(process.env.TURNLINE_METER!, 'utf8').catch(() => '');
    const lines = text.split('\n').slice(0, -1);
    if (lines.length >= count) return lines.map((line) => JSON.parse(line) as Partial<Start>);
    await setTimeout(METER_POLL_MS);
  }
  throw new Error('Turnline was not activated, or not asked for its sessions.');
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

/**
 * A process and what it starts go before all else that the machine does, so that the clock tells of them. Linux lets
 * root do that.
 */
function goesFirst(pid: number): void {
  const { status } = spawnSync('chrt', ['--rr', '--all-tasks', '--pid', '1', String(pid)]);
  if (status !== 0) console.log('The clock counts what else this machine does: measure on an idle one.');
}

/** Milliseconds. */
interface Taken {
  clock: number;
  processor: number;
}

/** Of loading some code and calling the function in it. */
interface Loaded {
  load: Taken;
  call: Taken;
}

/** What was measured in one window. */
interface Start {
  turnline: Loaded;
  nothing: Loaded;
  /** All but the stubs, when the Sessions view is opened. */
  rest: Loaded;
  /** Activations as VS Code shows them, in whole milliseconds. */
  shown: { turnline: number; nothing: number };
}

function sessionsTab(page: Page): Locator {
  return page.locator('.activitybar').getByRole('tab', { name: /^Turnline/ });
}

async function timesShown(page: Page): Promise<Start['shown']> {
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

function report(name: string, starts: readonly Start[]): void {
  const figure = (of: (start: Start) => number) => spread(starts.map(of));
  const sum = ({ load, call }: Loaded, kind: keyof Taken) => load[kind] + call[kind];
  const own = figure(({ turnline, nothing }) => sum(turnline, 'clock') - sum(nothing, 'clock'));
  const verdict = own.median < AIM_MS ? 'within' : 'BEYOND';
  console.log(
    `VS Code ${name}, ${starts.length} starts: Turnline's own activation ${own.text} by the clock, ${verdict} the aim of ${AIM_MS} ms\n` +
      `  of it to load ${figure(({ turnline }) => turnline.load.clock).text}, in activate() ${figure(({ turnline }) => turnline.call.clock).text}; ` +
      `an extension that does nothing: ${figure(({ nothing }) => sum(nothing, 'clock')).text}\n` +
      `  the processor's time: ${figure(({ turnline }) => sum(turnline, 'processor')).text}\n` +
      `  as VS Code shows it, with the wait for what is loaded before: ${figure(({ shown }) => shown.turnline).text}; ` +
      `an extension that does nothing: ${figure(({ shown }) => shown.nothing).text}\n` +
      `  the rest, when the Sessions view is opened: ${figure(({ rest }) => sum(rest, 'clock')).text}`,
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
