/** Sessions from files and to files, and questions in SQL, in real VS Code. */
import { readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { testedVersions } from '../vscode/versions.mjs';
import { launchChromium } from './support/chromium';
import type { Browser } from './support/chromium';
import { sessionRequest } from './support/otlp';
import { SessionPanel } from './support/sessionPanel';
import { startVsCode } from './support/vscode';
import type { RunningVsCode } from './support/vscode';
import { STEADY, WAIT, artifacts, openWindow, picturesOfFailures } from './support/suite';
import type { Workbench } from './support/workbench';

/** Without the system's own file dialogs, which no test can answer. */
const SETTINGS = { ...STEADY, 'files.simpleDialog.enable': true };
const TITLE = 'Find the slow query';

describe.each(testedVersions())('in VS Code $name', (version) => {
  const artifact = artifacts(version, 'exchange');
  let vsCode: RunningVsCode;
  let browser: Browser;
  let folder: string;
  let workbench: Workbench;
  let panel: SessionPanel;

  beforeAll(async () => {
    vsCode = await startVsCode(version, { settings: SETTINGS, logs: artifact('logs') });
    return vsCode.stop;
  });
  beforeAll(async () => {
    browser = await launchChromium();
    folder = await vsCode.newFolder('exchange');
    await writeFile(join(folder, 'run.jsonl'), `${JSON.stringify(sessionRequest(TITLE))}\n`);
    workbench = await openWindow(browser, vsCode, folder);
    panel = new SessionPanel(workbench);
    return browser.close;
  });
  picturesOfFailures(() => workbench, artifact);

  const expectShown = async () => {
    await panel.title.filter({ hasText: TITLE }).waitFor();
    await expect.poll(() => panel.turns.count(), WAIT).toBe(1);
    await expect.poll(() => workbench.treeItems.count(), WAIT).toBe(1);
  };
  const clear = async () => {
    await workbench.runCommand('View: Close All Editors');
    await workbench.runCommand('Turnline: Clear All Sessions');
    await workbench.dialogButton('Clear All Sessions').click();
    await workbench.welcomeButton('Run the Sample Agent').waitFor();
  };

  it('imports a file by command, and shows its session', async () => {
    await workbench.runCommand('Turnline: Import Traces…');
    await workbench.enterPath(join(folder, 'run.jsonl'));
    await expectShown();
    await workbench.screenshot(artifact('imported.png'));
  });

  it('answers questions in SQL', async () => {
    await workbench.runCommand('Turnline: Open SQL Console');
    const query = workbench.webview.getByRole('textbox', { name: 'Query' });
    await query.fill('SELECT title, turn_count FROM sessions');
    await query.press('Control+Enter');
    const result = workbench.webview.getByRole('grid', { name: 'Result' });
    await result.getByRole('gridcell', { name: TITLE }).waitFor();
    await workbench.screenshot(artifact('sql.png'));
  });

  it('exports a session from its row, and has the same one back from the file', async () => {
    await workbench.contextMenu(workbench.treeItems.first(), 'Export Session…');
    await workbench.pick('OTLP in protobuf');
    const path = await workbench.acceptPath(/\.binpb$/);
    expect(dirname(path)).toBe(folder);
    await expect.poll(() => sizeOf(path), WAIT).toBeGreaterThan(100);
    expect((await readFile(path)).includes('chat gpt-5')).toBe(true);
    await clear();
    await workbench.runCommand('Turnline: Import Traces…');
    await workbench.enterPath(path);
    await expectShown();
  });

  it('opens a file of traces in place of its text', async () => {
    await clear();
    await workbench.showContainer('Explorer');
    await workbench.contextMenu(workbench.treeItems.filter({ hasText: 'run.jsonl' }), 'Open With...');
    await workbench.pick('Turnline');
    await panel.title.filter({ hasText: TITLE }).waitFor();
    await expect.poll(() => panel.turns.count(), WAIT).toBe(1);
    await workbench.screenshot(artifact('opened.png'));
  });
});

/** In bytes; 0 while there is no such file. */
async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}
