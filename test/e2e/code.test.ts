/** What stands beside the code of tools, and which code a span leads to, in real VS Code. */
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { testedVersions } from '../vscode/versions.mjs';
import type { Browser } from './support/chromium';
import { launchChromium } from './support/chromium';
import type { ToolCall } from './support/otlp';
import { agentRequest, exportRequest, portOf } from './support/otlp';
import { SessionPanel } from './support/sessionPanel';
import type { RunningVsCode } from './support/vscode';
import { startVsCode } from './support/vscode';
import { PLAIN, WAIT, artifacts, openWindow, picturesOfFailures } from './support/suite';
import type { Workbench } from './support/workbench';
import { writeWorkspaceSettings } from './support/workspaceSettings';

/** For a span's place in the code to be shown, once the span is. */
const SHOWN_MS = 5_000;

/** Colours that nothing else in the editor has. */
const FAILING = '#fe0102';
const LOOPING = '#fefe03';
const COLOURS = {
  'workbench.colorCustomizations': {
    'editorOverviewRuler.errorForeground': FAILING,
    'editorOverviewRuler.warningForeground': LOOPING,
  },
  // What is typed is what counts here, not what the editor proposes.
  'editor.quickSuggestions': false,
};

const TOOLS = `from agents import function_tool


@function_tool
def search_docs(query: str) -> str:
    return query


@function_tool
def fetch_page(url: str) -> str:
    return url


@function_tool
def add_note(text: str) -> str:
    return text
`;
const NOTES = `"""What search_docs and fetch_page are for."""
LIMIT = 3


def shorten(text: str) -> str:
    return text[:LIMIT]
`;
const LOOKUP = `from agents import function_tool


@function_tool
def lookup(key: str) -> str:
    return key
`;

const AGAIN: ToolCall = { tool: 'search_docs', arguments: { query: 'rounding' }, result: 'Nothing found.' };
const FAILS: ToolCall = {
  tool: 'fetch_page',
  arguments: { url: 'https://example.org' },
  error: 'TimeoutError',
};
const NOTED: ToolCall = { tool: 'add_note', arguments: { text: 'Done.' } };
const CALLS = [AGAIN, AGAIN, AGAIN, AGAIN, AGAIN, AGAIN, FAILS, NOTED];

describe.each(testedVersions())('in VS Code $name', (version) => {
  const artifact = artifacts(version, 'code');
  let vsCode: RunningVsCode;
  let browser: Browser;
  let folder: string;
  let workbench: Workbench;
  let panel: SessionPanel;
  let port: number;

  beforeAll(async () => {
    vsCode = await startVsCode(version, { ...PLAIN, logs: artifact('logs') });
    return vsCode.stop;
  });
  beforeAll(async () => {
    browser = await launchChromium();
    folder = await vsCode.newFolder('code');
    await writeWorkspaceSettings(folder, COLOURS);
    await writeFile(join(folder, 'tools.py'), TOOLS);
    await writeFile(join(folder, 'notes.py'), NOTES);
    await writeFile(join(folder, 'library_lookup.py'), LOOKUP);
    await writeFile(join(folder, 'office_lookup.py'), LOOKUP);
    workbench = await openWindow(browser, vsCode, folder);
    panel = new SessionPanel(workbench);
    port = await portOf(workbench);
    await send('Look it up', CALLS);
    return browser.close;
  });
  picturesOfFailures(() => workbench, artifact);

  async function send(title: string, calls: readonly ToolCall[]): Promise<void> {
    expect(await exportRequest(port, agentRequest(title, calls))).toBe(200);
  }

  const lineBelow = (text: RegExp) => workbench.lineBelow(workbench.codeLens(text));

  it('says above each tool how it was called', async () => {
    await workbench.openFile('tools.py');
    await expect.poll(() => lineBelow(/^6 calls · median \S+ · ↻ 6$/), WAIT).toContain('search_docs');
    await expect.poll(() => lineBelow(/^1 call · 1 error · median/), WAIT).toContain('fetch_page');
    await expect.poll(() => lineBelow(/^1 call · median/), WAIT).toContain('add_note');
  });

  it('marks in the overview ruler the tool that fails and the one that loops', async () => {
    await expect
      .poll(() => workbench.rulerColours(), WAIT)
      .toEqual(expect.arrayContaining([FAILING, LOOPING]));
    await workbench.screenshot(artifact('marks.png'));
  });

  it('moves with what is written above', async () => {
    await workbench.replaceWord('agents', 'helpers');
    await workbench.page.keyboard.press('Control+Home');
    for (let line = 1; line < 4; line++) await workbench.page.keyboard.press('Enter');
    await expect.poll(() => workbench.activeEditor(), WAIT).toMatchObject({ line: 4 });
    await expect.poll(() => lineBelow(/^6 calls/), WAIT).toContain('search_docs');
    await expect.poll(() => lineBelow(/^1 call · 1 error/), WAIT).toContain('fetch_page');
    await workbench.screenshot(artifact('moved.png'));
  });

  it('follows a tool to its new name', async () => {
    await workbench.replaceWord('fetch_page', 'open_page');
    // Under its new name it has never been called.
    await workbench.codeLens(/1 error/).waitFor({ state: 'detached' });
    await send('Look it up again', [
      { ...FAILS, tool: 'open_page' },
      { ...FAILS, tool: 'open_page' },
    ]);
    await expect.poll(() => lineBelow(/^2 calls · 2 errors/), WAIT).toContain('open_page');
    await workbench.screenshot(artifact('renamed.png'));
    await workbench.runCommand('File: Save');
  });

  it('shows nothing in a file without tools', async () => {
    await workbench.runCommand('View: Split Editor Right');
    await workbench.openFile('notes.py');
    // Both editors are told of new calls at once: what is in one of them says that the other has been asked.
    await send('Look it up once more', [NOTED]);
    await expect.poll(() => lineBelow(/^2 calls · median/), WAIT).toContain('add_note');
    await workbench.runCommand('View: Close Other Editors in Group');
    await workbench.screenshot(artifact('nothing.png'));
    await workbench.runCommand('View: Close Editors in Other Groups');
    await expect.poll(() => workbench.editorTab(/\.py/).count(), WAIT).toBe(1);
    await expect.poll(() => workbench.codeLens(/./).count(), WAIT).toBe(0);
    const colours = await workbench.rulerColours();
    expect(colours).not.toContain(FAILING);
    expect(colours).not.toContain(LOOPING);
  });

  it('is switched off and on by its setting', async () => {
    await workbench.openFile('tools.py');
    await workbench.codeLens(/^6 calls/).waitFor();
    await expect.poll(() => workbench.rulerColours(), WAIT).toContain(LOOPING);
    await writeWorkspaceSettings(folder, { ...COLOURS, 'turnline.codeLens.enabled': false });
    await workbench.codeLens(/./).waitFor({ state: 'detached' });
    await expect.poll(() => workbench.rulerColours(), WAIT).not.toContain(LOOPING);
    await workbench.screenshot(artifact('off.png'));
    await writeWorkspaceSettings(folder, COLOURS);
    await expect.poll(() => lineBelow(/^6 calls/), WAIT).toContain('search_docs');
    await expect.poll(() => workbench.rulerColours(), WAIT).toContain(LOOPING);
    await workbench.runCommand('View: Close All Editors');
  });

  it('asks which of two tools of one name is meant', async () => {
    await send('Two of a kind', [{ tool: 'lookup', arguments: { key: 'a' } }]);
    await goToSource('Two of a kind', 'lookup');
    await expect
      .poll(() => workbench.quickPickRows.allInnerTexts(), WAIT)
      .toEqual([expect.stringContaining('office_lookup.py'), expect.stringContaining('library_lookup.py')]);
    await workbench.screenshot(artifact('choice.png'));
    await workbench.quickPickRows.filter({ hasText: 'library_lookup.py' }).click();
    await expect
      .poll(() => workbench.activeEditor(), WAIT)
      .toMatchObject({ name: 'library_lookup.py', line: 5 });
  });

  it('finds a tool in a file that has been renamed', async () => {
    await rename(join(folder, 'tools.py'), join(folder, 'page_tools.py'));
    // Where the tool was is shown until the change has been seen.
    await vi.waitFor(async () => {
      await openFrame('Look it up again', 'open_page');
      await panel.page.getByText(/^page_tools\.py:\d+/).waitFor({ timeout: SHOWN_MS });
    }, WAIT);
    await panel.page.getByRole('button', { name: 'Go to source' }).click();
    await expect.poll(async () => (await workbench.activeEditor()).name, WAIT).toBe('page_tools.py');
  });

  it('asks before it opens a file outside the workspace', async () => {
    const outside = join(await vsCode.newFolder('outside'), 'elsewhere.py');
    await writeFile(outside, NOTES);
    await send('Somewhere else', [
      {
        tool: 'translate',
        arguments: { text: 'abc' },
        attributes: { 'code.file.path': outside, 'code.line.number': '5' },
      },
    ]);
    await goToSource('Somewhere else', 'translate');
    await workbench.notificationButton('Open File').waitFor();
    expect(await workbench.notifications()).toContainEqual(expect.stringContaining(outside));
    expect(await workbench.editorTab('elsewhere.py').count()).toBe(0);
    await workbench.screenshot(artifact('outside.png'));
    await workbench.notificationButton('Open File').click();
    await expect.poll(() => workbench.activeEditor(), WAIT).toMatchObject({ name: 'elsewhere.py', line: 5 });
  });

  /** Shows a session and nothing else, and of it the first call of a tool. */
  async function openFrame(session: string, tool: string): Promise<void> {
    await workbench.runCommand('View: Close All Editors');
    await workbench.treeItems.filter({ hasText: session }).first().click();
    await panel.title.filter({ hasText: session }).waitFor();
    await panel.clickFrame(
      panel.spans.and(panel.page.locator(`[data-kind="tool"][aria-label*="${tool}"]`)).first(),
    );
    await panel.page.getByRole('heading', { name: tool }).waitFor();
  }

  async function goToSource(session: string, tool: string): Promise<void> {
    await openFrame(session, tool);
    await panel.page.getByRole('button', { name: 'Go to source' }).click();
  }
});
