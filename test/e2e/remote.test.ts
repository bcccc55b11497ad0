/** A trace of Jaeger, by its address and its id, in real VS Code. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { BackendStub } from '../unit/remote/backendStub';
import { startJaeger } from '../unit/remote/jaegerStub';
import { storedTrace } from '../unit/remote/storedTraces';
import { testedVersions } from '../vscode/versions.mjs';
import type { Browser } from './support/chromium';
import { launchChromium } from './support/chromium';
import { SessionPanel } from './support/sessionPanel';
import type { RunningVsCode } from './support/vscode';
import { startVsCode } from './support/vscode';
import { PLAIN, WAIT, artifacts, picturesOfFailures } from './support/suite';
import { Workbench } from './support/workbench';

const COMMAND = 'Turnline: Open Trace from Jaeger or Tempo…';
const TRACE = storedTrace('0af7651916cd43dd8448eb211c80319c');
const OTHER = storedTrace('4bf92f3577b34da64bf92f3577b34da6', { name: 'invoke_agent writer', hoursAgo: 0.1 });

describe.each(testedVersions())('in VS Code $name', (version) => {
  const artifact = artifacts(version, 'remote');
  let vsCode: RunningVsCode;
  let browser: Browser;
  let jaeger: BackendStub;
  let workbench: Workbench;
  let panel: SessionPanel;

  beforeAll(async () => {
    jaeger = await startJaeger([TRACE, OTHER]);
    return jaeger.close;
  });
  beforeAll(async () => {
    vsCode = await startVsCode(version, { ...PLAIN, logs: artifact('logs') });
    return vsCode.stop;
  });
  beforeAll(async () => {
    browser = await launchChromium();
    workbench = new Workbench(await browser.context.newPage());
    await workbench.open(vsCode.folderUrl(await vsCode.newFolder('remote')));
    panel = new SessionPanel(workbench);
    return browser.close;
  });
  picturesOfFailures(() => workbench, artifact);

  it('opens a trace by its id', async () => {
    await workbench.runCommand(COMMAND);
    await workbench.pick('Jaeger at another address…');
    await workbench.type(jaeger.url, /^Address of Jaeger/);
    await workbench.type(TRACE.traceId, /^Open a Trace of Jaeger/);
    await panel.title.filter({ hasText: 'researcher' }).waitFor();
    await expect.poll(() => panel.turns.count(), WAIT).toBe(1);
    await workbench.screenshot(artifact('opened.png'));
  });

  it('offers the address again, and finds traces by their service', async () => {
    await workbench.runCommand(COMMAND);
    await workbench.pick('Jaeger');
    await workbench.type('', /^Open a Trace of Jaeger/);
    await workbench.page.getByText('invoke_agent writer').waitFor();
    await workbench.screenshot(artifact('found.png'));
    await workbench.pick('invoke_agent writer');
    await expect.poll(() => workbench.editorTab(/researcher/).count(), WAIT).toBe(2);
  });
});
