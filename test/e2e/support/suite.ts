/** What every file of end-to-end tests has: patience, settings that suit a test, a window, and pictures. */
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { TEST_RESULTS } from '../../tools/paths.mjs';
import type { VsCodeVersion } from '../../vscode/versions.mjs';
import type { Browser } from './chromium';
import type { RunningVsCode } from './vscode';
import { Workbench } from './workbench';

/** For `expect.poll`, in milliseconds: agents run and spans arrive meanwhile. */
export const WAIT = { timeout: 60_000, interval: 200 };
/** A view that takes the focus when it fills must not close the command palette. */
export const STEADY = { 'workbench.quickOpen.closeOnFocusLost': false };
/** Of the machine: nobody else need give way. */
export const FREE_PORTS = { 'turnline.collector.httpPort': 0, 'turnline.collector.grpcPort': 0 };

/** For a VS Code that needs nothing else. */
export const PLAIN = { settings: STEADY, machineSettings: FREE_PORTS };

/** Names paths for what a suite's tests leave behind. `suite`: empty for the first of them. */
export function artifacts(version: VsCodeVersion, suite = ''): (name: string) => string {
  const begin = suite === '' ? version.name : `${version.name}-${suite}`;
  return (name) => join(TEST_RESULTS, 'e2e', `${begin}-${name}`);
}

/** A window of its own with this folder, whose collector listens. */
export async function openWindow(
  browser: Browser,
  vsCode: RunningVsCode,
  folder: string,
): Promise<Workbench> {
  const workbench = new Workbench(await browser.context.newPage());
  await workbench.open(vsCode.folderUrl(folder));
  await workbench.showContainer('Turnline');
  await workbench.statusBarItem('Turnline listens').waitFor();
  return workbench;
}

/** After each test that fails, a picture of the window that it worked in. */
export function picturesOfFailures(workbench: () => Workbench, artifact: (name: string) => string): void {
  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return;
    await workbench().screenshot(artifact(`failed-${task.name.replaceAll(/\W+/g, '-')}.png`));
  });
}
