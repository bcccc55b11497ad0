/** What outlives a window and what it shares with others: sessions, ports and tokens, in real VS Code. */
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { testedVersions } from '../vscode/versions.mjs';
import { SAMPLE } from '../vscode/workspace.mjs';
import { launchChromium } from './support/chromium';
import type { Browser } from './support/chromium';
import { labelsOf } from './support/labels';
import { exportSession, portOf } from './support/otlp';
import { startVsCode } from './support/vscode';
import type { RunningVsCode } from './support/vscode';
import { STEADY, WAIT, artifacts, openWindow, picturesOfFailures } from './support/suite';
import type { Workbench } from './support/workbench';
import { writeWorkspaceSettings } from './support/workspaceSettings';

/** Terminals that are drawn as text can be read. */
const READABLE = { 'terminal.integrated.gpuAcceleration': 'off' };

describe.each(testedVersions())('in VS Code $name', (version) => {
  const artifact = artifacts(version, 'windows');
  /** As the settings have it, like 4318 for everybody else. */
  let standardPort: number;
  let vsCode: RunningVsCode;
  let browser: Browser;
  /** The window of the test that runs. */
  let workbench: Workbench;

  beforeAll(async () => {
    standardPort = await freePort();
    const machineSettings = {
      'turnline.collector.httpPort': standardPort,
      'turnline.collector.grpcPort': await freePort(),
    };
    const settings = { ...STEADY, ...READABLE };
    vsCode = await startVsCode(version, { settings, machineSettings, logs: artifact('logs') });
    return vsCode.stop;
  });
  beforeAll(async () => {
    browser = await launchChromium();
    return browser.close;
  });
  picturesOfFailures(() => workbench, artifact);

  /** Opens a folder in a window of its own, with its collector running. */
  async function open(folder: string): Promise<Workbench> {
    workbench = await openWindow(browser, vsCode, folder);
    return workbench;
  }

  async function expectSessions(titles: string[]): Promise<void> {
    const shown = async () =>
      (await labelsOf(workbench.treeItems)).map((label) => label.split(',')[0]).sort();
    await expect.poll(shown, WAIT).toEqual(titles.toSorted());
  }

  describe('two windows side by side', () => {
    let first: Workbench;
    let second: Workbench;
    let secondPort: number;

    beforeAll(async () => {
      first = await open(await vsCode.newFolder('first'));
      expect(await portOf(first)).toBe(standardPort);
      second = await open(await vsCode.newFolder('second'));
      secondPort = await portOf(second);
    });

    it('have a port each, and say so', async () => {
      expect(secondPort).not.toBe(standardPort);
      await expect
        .poll(() => second.statusBarItem('Turnline listens').getAttribute('aria-label'), WAIT)
        .toContain(`Port ${standardPort} was taken.`);
      await second.runCommand('Turnline: Open Traced Terminal');
      await second.typeInTerminal('echo "<$OTEL_EXPORTER_OTLP_ENDPOINT>"');
      await expect.poll(() => second.terminalText(), WAIT).toContain(`<http://127.0.0.1:${secondPort}>`);
      expect(await exportSession(secondPort, 'Before the reload')).toBe(200);
      await expectSessions(['Before the reload']);
    });

    it('have their sessions, their terminals and their ports back after a reload', async () => {
      await second.reload();
      await expectSessions(['Before the reload']);
      expect(await portOf(second)).toBe(secondPort);
      await expect.poll(() => second.terminalText(), WAIT).toContain(`<http://127.0.0.1:${secondPort}>`);
      expect(await exportSession(secondPort, 'After the reload')).toBe(200);
      await expectSessions(['Before the reload', 'After the reload']);
      await second.screenshot(artifact('reloaded.png'));
    });

    it('pass on the standard port when one of them closes', async () => {
      await first.page.goto('about:blank');
      await expect
        .poll(async () => {
          await exportSession(standardPort, 'To the standard port');
          return second.treeItems.allInnerTexts();
        }, WAIT)
        .toContainEqual(expect.stringContaining('To the standard port'));
      expect(await exportSession(secondPort, 'After the reload')).toBe(200);
    });
  });

  describe('a window', () => {
    let folder: string;

    beforeAll(async () => {
      folder = await vsCode.newFolder('alone');
      await open(folder);
    });

    it('pins a session from its row, for longer than a reload', async () => {
      expect(await exportSession(await portOf(workbench), 'To be pinned')).toBe(200);
      await expectSessions(['To be pinned']);
      await workbench.treeItems.first().hover();
      await workbench.treeItems.first().getByRole('button', { name: 'Pin Session' }).click();
      await expect.poll(() => workbench.treeItems.first().innerText(), WAIT).toContain('pinned');
      await workbench.reload();
      await expect.poll(() => workbench.treeItems.first().innerText(), WAIT).toContain('pinned');
      await workbench.screenshot(artifact('pinned.png'));
    });

    it('restarts its collector for a changed setting when asked to, and keeps its sessions', async () => {
      await writeWorkspaceSettings(folder, { 'turnline.redaction.patterns': ['(a+)+b'] });
      await workbench.notificationButton('Restart Collector').click();
      await expect
        .poll(() => workbench.notifications(), WAIT)
        .toContainEqual(expect.stringContaining('Turnline cannot use the redaction pattern (a+)+b'));
      await expectSessions(['To be pinned']);
      await workbench.screenshot(artifact('restarted.png'));
    });

    it('says in a document how it is', async () => {
      await workbench.runCommand('Turnline: Doctor');
      const report = workbench.webview.getByRole('heading', { name: 'Turnline Doctor' });
      await report.waitFor();
      await workbench.webview
        .getByText(String(await portOf(workbench)))
        .first()
        .waitFor();
      await workbench.screenshot(artifact('doctor.png'));
    });

    it('clears all its sessions once that is confirmed, for longer than a reload', async () => {
      await workbench.runCommand('Turnline: Clear All Sessions');
      await workbench.dialogButton('Clear All Sessions').waitFor();
      await workbench.screenshot(artifact('clear.png'));
      await workbench.dialogButton('Clear All Sessions').click();
      await workbench.welcomeButton('Run the Sample Agent').waitFor();
      await workbench.reload();
      await workbench.welcomeButton('Run the Sample Agent').waitFor();
      await expectSessions([]);
    });
  });

  describe('a window that requires a token', () => {
    beforeAll(async () => {
      const folder = await vsCode.newFolder('token');
      await writeWorkspaceSettings(folder, { 'turnline.collector.requireToken': true });
      await open(folder);
    });

    it('takes what a traced terminal sends', async () => {
      await workbench.runCommand('Turnline: Open Traced Terminal');
      await workbench.typeInTerminal(`node ${join(SAMPLE, 'agent.mjs')} clean --fast`);
      await expect.poll(() => workbench.treeItems.count(), WAIT).toBe(1);
    });

    it('takes nothing from others', async () => {
      const port = await portOf(workbench);
      expect(await exportSession(port, 'Without a token')).toBe(401);
      expect(await exportSession(port, 'With a wrong one', { authorization: 'Bearer wrong' })).toBe(401);
      await workbench.runCommand('Turnline: Refresh Sessions');
      await expect.poll(() => workbench.treeItems.count(), WAIT).toBe(1);
    });

    it('has the same token after a reload, so that its terminals go on', async () => {
      await workbench.reload();
      await expect.poll(() => workbench.treeItems.count(), WAIT).toBe(1);
      await workbench.typeInTerminal(`node ${join(SAMPLE, 'agent.mjs')} clean --fast`);
      await expect.poll(() => workbench.treeItems.count(), WAIT).toBe(2);
      await workbench.screenshot(artifact('token.png'));
    });
  });
});

/** One that is free now, and likely to stay so. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
