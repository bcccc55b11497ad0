/** What agents cost, told while they run and over all sessions, in real VS Code. */
import { beforeAll, describe, expect, it } from 'vitest';
import { testedVersions } from '../vscode/versions.mjs';
import { launchChromium } from './support/chromium';
import type { Browser } from './support/chromium';
import { exportRequest, portOf, sessionRequest } from './support/otlp';
import { startVsCode } from './support/vscode';
import type { RunningVsCode } from './support/vscode';
import { FREE_PORTS, STEADY, WAIT, artifacts, openWindow, picturesOfFailures } from './support/suite';
import type { Workbench } from './support/workbench';

const TITLE = 'Sort the invoices';
/** In US dollars. */
const BUDGETS = { 'turnline.budget.sessionUsd': 100, 'turnline.budget.dailyUsd': 1000 };
/** By which a model call costs nine tenths of a session's budget; US dollars per million tokens. */
const PRICES = { 'turnline.prices': { 'gpt-5': { input: 1000, output: 0 } } };
const USAGE = { 'gen_ai.usage.input_tokens': 90_000, 'gen_ai.usage.output_tokens': 100 };

describe.each(testedVersions())('in VS Code $name', (version) => {
  const artifact = artifacts(version, 'overview');
  let vsCode: RunningVsCode;
  let browser: Browser;
  let workbench: Workbench;
  let port: number;

  beforeAll(async () => {
    vsCode = await startVsCode(version, {
      settings: STEADY,
      machineSettings: { ...FREE_PORTS, ...BUDGETS, ...PRICES },
      logs: artifact('logs'),
    });
    return vsCode.stop;
  });
  beforeAll(async () => {
    browser = await launchChromium();
    workbench = await openWindow(browser, vsCode, await vsCode.newFolder('overview'));
    port = await portOf(workbench);
    return browser.close;
  });
  picturesOfFailures(() => workbench, artifact);

  const callModel = async () => {
    expect(await exportRequest(port, sessionRequest(TITLE, USAGE))).toBe(200);
  };
  const expectNotice = async (text: string) => {
    await expect.poll(() => workbench.notifications(), WAIT).toContainEqual(expect.stringContaining(text));
  };

  it('tells of a session that has used most of its budget, and of one that is over it', async () => {
    await callModel();
    await expectNotice(`“${TITLE}” has used 90 % of its budget: $90.00 of $100.00.`);
    await workbench.screenshot(artifact('budget-used.png'));
    await callModel();
    await expectNotice(`“${TITLE}” has cost $180.00 and is over the budget of $100.00 per session.`);
    await workbench.screenshot(artifact('budget-over.png'));
  });

  it('sums what sessions cost, and holds today against its budget', async () => {
    await workbench.runCommand('Turnline: Open Overview');
    const page = workbench.webview;
    await page.getByRole('heading', { name: 'Agent Overview' }).waitFor();
    await page.getByText('$180.00 of $1,000.00 today (18 %)').waitFor();
    await page.getByRole('button', { name: 'Model', exact: true }).click();
    await page.getByRole('cell', { name: 'gpt-5' }).first().waitFor();
  });

  it.each(['dark', 'light', 'hc-black', 'hc-light'] as const)('draws that in the theme %s', async (theme) => {
    await workbench.setTheme(theme);
    await workbench.webview.getByRole('img', { name: /^Cost per day/ }).waitFor();
    await workbench.screenshot(artifact(`${theme}.png`));
  });
});
