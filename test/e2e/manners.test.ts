/** How the extension behaves as a guest in real VS Code: its keys, its introduction, and what it leaves behind. */
import { beforeAll, describe, expect, it } from 'vitest';
import { testedVersions } from '../vscode/versions.mjs';
import type { Browser } from './support/chromium';
import { launchChromium } from './support/chromium';
import type { Footprint } from './support/footprint';
import { footprintAtRest, footprintOf } from './support/footprint';
import { exportSession } from './support/otlp';
import { SessionPanel } from './support/sessionPanel';
import type { RunningVsCode } from './support/vscode';
import { startVsCode } from './support/vscode';
import { PLAIN, WAIT, artifacts, openWindow, picturesOfFailures } from './support/suite';
import type { Workbench } from './support/workbench';

const TIMES = 20;
/** In milliseconds: each of so many times may take as long as on a busy machine. */
const TIMES_TAKE = { timeout: 900_000 };
const STEPS = [
  'Run an agent',
  'Connect your own agent',
  'Read the session',
  'From a loop',
  'Something is missing',
];

describe.each(testedVersions())('in VS Code $name', (version) => {
  const artifact = artifacts(version, 'manners');
  let vsCode: RunningVsCode;
  let browser: Browser;
  let workbench: Workbench;

  beforeAll(async () => {
    vsCode = await startVsCode(version, { ...PLAIN, logs: artifact('logs') });
    return vsCode.stop;
  });
  beforeAll(async () => {
    browser = await launchChromium();
    workbench = await openWindow(browser, vsCode, await vsCode.newFolder('guest'));
    return browser.close;
  });
  picturesOfFailures(() => workbench, artifact);

  it('binds keys that nothing else has', async () => {
    await workbench.runCommand('Preferences: Open Default Keyboard Shortcuts (JSON)');
    const all = keybindingsIn(await workbench.copiedEditor());
    const own = all.filter(({ command }) => command.startsWith('turnline.'));
    expect(own).toHaveLength(3);
    const shared = all.filter(
      ({ key, command }) =>
        !own.some((each) => each.command === command) && own.some((each) => each.key === key),
    );
    expect(shared).toEqual([]);
    await workbench.runCommand('View: Close All Editors');
  });

  it.each(['dark', 'light', 'hc-black', 'hc-light'] as const)(
    'shows new users around in the theme %s',
    async (theme) => {
      await workbench.setTheme(theme);
      await workbench.runCommand('Welcome: Open Walkthrough...');
      await workbench.pick('Debug your agent with Turnline');
      for (const [at, title] of STEPS.entries()) {
        await workbench.walkthroughStep(title).click();
        const picture = workbench.webview.locator('svg');
        await picture.waitFor();
        await expect
          .poll(() => picture.boundingBox().then((box) => box?.width ?? 0), WAIT)
          .toBeGreaterThan(200);
        await workbench.screenshot(artifact(`walkthrough-${theme}-${at + 1}.png`));
      }
      await workbench.runCommand('View: Close All Editors');
    },
  );

  it('leaves nothing behind when a session is opened and closed again and again', TIMES_TAKE, async () => {
    const label = await workbench.statusBarItem('Turnline listens').innerText();
    const port = Number(/\d{4,5}/.exec(label)?.[0]);
    expect(await exportSession(port, 'Again and again')).toBe(200);
    const row = workbench.treeItems.filter({ hasText: 'Again and again' });
    const panel = new SessionPanel(workbench);
    const openAndClose = async () => {
      await row.click();
      await panel.title.filter({ hasText: 'Again and again' }).waitFor();
      await workbench.runCommand('View: Close All Editors');
      await panel.title.waitFor({ state: 'detached' });
    };
    await openAndClose();
    const before = await footprintAtRest(vsCode.pid);
    for (let time = 1; time < TIMES; time++) await openAndClose();
    await expect.poll(() => footprintOf(vsCode.pid), WAIT).toEqual(noMoreThan(before));
  });

  it('leaves nothing behind when the window is reloaded again and again', TIMES_TAKE, async () => {
    await workbench.reload();
    await workbench.statusBarItem('Turnline listens').waitFor();
    const before = await footprintAtRest(vsCode.pid);
    for (let time = 1; time < TIMES; time++) {
      await workbench.reload();
      await workbench.statusBarItem('Turnline listens').waitFor();
    }
    await expect.poll(() => footprintOf(vsCode.pid), WAIT).toEqual(noMoreThan(before));
  });
});

/** Node's own pool of threads grows to four at first need, whoever needs it. */
const POOL_THREADS = 4;

function noMoreThan({ hosts, threads, ports, children }: Footprint): unknown {
  const isNoMore = (count: unknown) => Number(count) <= threads + POOL_THREADS;
  return { hosts, ports, children, threads: expect.toSatisfy(isNoMore) as number };
}

interface Keybinding {
  key: string;
  command: string;
}

/** Of the editor's own document: JSON with comments. */
function keybindingsIn(text: string): Keybinding[] {
  return JSON.parse(text.replaceAll(/^\s*\/\/.*$/gm, '')) as Keybinding[];
}
