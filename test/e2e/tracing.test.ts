/** The ways to run something with its traces on, in real VS Code: by file, as a task, in the debugger, in any terminal. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { testedVersions } from '../vscode/versions.mjs';
import type { Browser } from './support/chromium';
import { launchChromium } from './support/chromium';
import { sessionRequest } from './support/otlp';
import type { RunningVsCode } from './support/vscode';
import { startVsCode } from './support/vscode';
import { FREE_PORTS, STEADY, WAIT, artifacts, openWindow, picturesOfFailures } from './support/suite';
import { Workbench } from './support/workbench';
import { writeWorkspaceSettings } from './support/workspaceSettings';

/** Sends one session to where its environment says, or nothing where that says nothing. */
function program(title: string): string {
  return `const endpoint = process.env.OTEL_EXPORTER_OTLP_ENDPOINT;
if (endpoint === undefined) throw new Error('Nothing says where to send traces.');
const body = ${JSON.stringify(JSON.stringify(sessionRequest(title)))};
await fetch(endpoint + '/v1/traces', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
`;
}

/** What each way runs, by its title. */
const PROGRAMS = { 'By its file': 'file.mjs', 'As a task': 'task.mjs', 'In the debugger': 'debugged.mjs' };

describe.each(testedVersions())('in VS Code $name', (version) => {
  const artifact = artifacts(version, 'tracing');
  let vsCode: RunningVsCode;
  let browser: Browser;
  let workbench: Workbench;

  beforeAll(async () => {
    const settings = { ...STEADY, 'debug.openDebug': 'neverOpen' };
    vsCode = await startVsCode(version, { settings, machineSettings: FREE_PORTS, logs: artifact('logs') });
    return vsCode.stop;
  });
  beforeAll(async () => {
    browser = await launchChromium();
    const folder = await vsCode.newFolder('tracing');
    await writeWorkspaceSettings(folder, { 'turnline.tracing.debugSessions': true });
    for (const [title, file] of Object.entries(PROGRAMS)) await writeFile(join(folder, file), program(title));
    await mkdir(join(folder, '.vscode'), { recursive: true });
    await writeJson(join(folder, '.vscode', 'tasks.json'), {
      version: '2.0.0',
      tasks: [{ label: 'Run the agent', type: 'shell', command: 'node task.mjs', problemMatcher: [] }],
    });
    await writeJson(join(folder, '.vscode', 'launch.json'), {
      configurations: [
        {
          name: 'Debug the agent',
          type: 'node',
          request: 'launch',
          program: '${workspaceFolder}/debugged.mjs',
        },
      ],
    });
    workbench = await openWindow(browser, vsCode, folder);
    return browser.close;
  });
  picturesOfFailures(() => workbench, artifact);

  const expectSession = async (title: string) => {
    await workbench.treeItems.filter({ hasText: title }).waitFor(WAIT);
  };

  it('runs the file of the editor, and ticks its first span off on the page “Connect Your Agent”', async () => {
    await workbench.runCommand('Turnline: Connect Your Agent');
    const status = workbench.webview.getByRole('status');
    await status.filter({ hasText: 'Waiting for the first span' }).waitFor();
    await workbench.openFile(PROGRAMS['By its file']);
    await workbench.runCommand('Turnline: Run File Traced');
    await expectSession('By its file');
    await workbench.editorTab(/Connect/).click();
    await expect.poll(() => status.innerText(), WAIT).not.toContain('Waiting');
    await workbench.screenshot(artifact('received.png'));
  });

  it('runs a task', async () => {
    await workbench.runCommand('Turnline: Run Task Traced…');
    await workbench.pick('Run the agent');
    await expectSession('As a task');
  });

  it('runs what is debugged', async () => {
    await workbench.runCommand('Debug: Start Debugging');
    await workbench.showContainer('Turnline');
    await expectSession('In the debugger');
    await workbench.screenshot(artifact('all.png'));
  });

  it('runs what is typed into any terminal, by its setting alone: nobody has asked for anything yet', async () => {
    const folder = await vsCode.newFolder('terminals');
    await writeWorkspaceSettings(folder, { 'turnline.tracing.allTerminals': true });
    await writeFile(join(folder, 'typed.mjs'), program('In any terminal'));
    workbench = new Workbench(await browser.context.newPage());
    await workbench.open(vsCode.folderUrl(folder));
    await workbench.statusBarItem('Turnline listens').waitFor();
    await workbench.runCommand('Terminal: Create New Terminal');
    await workbench.typeInTerminal('node typed.mjs');
    await workbench.showContainer('Turnline');
    await expectSession('In any terminal');
  });
});

async function writeJson(path: string, value: unknown): Promise<void> {
  await writeFile(path, JSON.stringify(value, null, 2));
}
