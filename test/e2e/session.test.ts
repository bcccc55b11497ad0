/** From an agent in a terminal to the line of its tool: the packaged extension in real VS Code. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../tools/paths.mjs';
import { testedVersions } from '../vscode/versions.mjs';
import { refreshWorkspace, SAMPLE } from '../vscode/workspace.mjs';
import { launchChromium } from './support/chromium';
import type { Browser } from './support/chromium';
import { labelsOf } from './support/labels';
import { SessionPanel } from './support/sessionPanel';
import { startVsCode } from './support/vscode';
import type { RunningVsCode } from './support/vscode';
import { artifacts, picturesOfFailures, STEADY, WAIT } from './support/suite';
import { Workbench } from './support/workbench';
import { writeWorkspaceSettings } from './support/workspaceSettings';

const AI_SDK_AGENT = join(ROOT, 'test', 'agents', 'ai-sdk');
const SEARCH_REPETITIONS = 6;

const DARK = { 'workbench.colorTheme': 'Default Dark Modern' };
/** By the class that VS Code gives a webview's body. */
const THEMES = {
  'vscode-light': { 'workbench.colorTheme': 'Default Light Modern' },
  'vscode-high-contrast': { 'workbench.colorTheme': 'Default High Contrast' },
  'vscode-dark': DARK,
};

/** The tabs of a model call behind the overview, and what stands in them of the sample's third turn. */
const TABS = [
  ['Conversation', 'New in this request'],
  ['Compare', 'search_docs'],
  ['Context', /tokens/],
  ['Attributes', 'gen_ai.request.model'],
  ['Raw', 'spanId'],
] as const;

describe.each(testedVersions())('in VS Code $name', (version) => {
  const artifact = artifacts(version);
  let vsCode: RunningVsCode;
  let browser: Browser;
  let workbench: Workbench;

  beforeAll(async () => {
    vsCode = await startVsCode(version, { settings: { ...DARK, ...STEADY }, logs: artifact('logs') });
    return vsCode.stop;
  });
  beforeAll(async () => {
    browser = await launchChromium();
    return browser.close;
  });
  picturesOfFailures(() => workbench, artifact);

  const loopNotifications = async () =>
    (await workbench.notifications()).filter((text) => text.startsWith('Loop: '));

  /** Opens a folder in a window of its own. */
  async function openFolder(folder: string): Promise<{ workbench: Workbench; panel: SessionPanel }> {
    workbench = new Workbench(await browser.context.newPage());
    await workbench.open(vsCode.folderUrl(folder));
    return { workbench, panel: new SessionPanel(workbench) };
  }

  describe('with the sample agent', () => {
    let folder: string;
    let panel: SessionPanel;

    beforeAll(async () => {
      folder = await vsCode.newFolder('sample');
      await refreshWorkspace(folder);
      ({ panel } = await openFolder(folder));
    });

    it('runs it with one click, and its session grows in the tree', async () => {
      await workbench.showContainer('Turnline');
      await workbench.welcomeButton('Run the Sample Agent').click();
      await expect.poll(() => workbench.treeItems.allInnerTexts(), WAIT).toHaveLength(1);
      await expect.poll(loopNotifications, WAIT).toHaveLength(1);
      // Notifications go after a while, but not from under the mouse.
      await workbench.notificationButton('Show Loop').hover();
      await expect
        .poll(() => workbench.treeItems.first().getAttribute('aria-label'), WAIT)
        .toContain('8 turns');
      // The loop is told once, while it runs.
      expect(await loopNotifications()).toEqual([
        expect.stringMatching(/^Loop: search_docs ran \d times with the same arguments/),
      ]);
    });

    it('offers what to do about the loop, and goes to its tool', async () => {
      for (const name of ['Show Loop', 'Go to Tool', 'Interrupt Agent', 'Ignore This Tool']) {
        await workbench.notificationButton(name).waitFor();
      }
      await workbench.screenshot(artifact('loop-notification.png'));
      await workbench.notificationButton('Go to Tool').click();
      await expect.poll(() => workbench.page.locator('.tab.active').innerText(), WAIT).toMatch(/\.m?js/);
      await expect.poll(loopNotifications, WAIT).toEqual([]);
      await workbench.runCommand('View: Close All Editors');
    });

    it('draws flame graph, turns and the loop', async () => {
      await workbench.treeItems.first().click();
      await expect.poll(() => panel.turns.count(), WAIT).toBe(8);
      await expectLoopDrawn(panel, 'search_docs');
      await expect.poll(() => panel.figure('turns').innerText(), WAIT).toBe('8');
      await expect.poll(() => panel.figure('loops').innerText(), WAIT).toContain('1');
    });

    it('says what a frame did', async () => {
      await workbench.runCommand('View: Hide Panel');
      await panel.clickFrame(panel.loopingSpans('tool').nth(2));
      await panel.page.getByRole('heading', { name: 'search_docs' }).waitFor();
      await panel.page.getByRole('button', { name: 'Go to source' }).waitFor();
    });

    // The README shows these pictures: `npm run pictures`.
    it.each(Object.entries(THEMES))('draws it in the theme of %s', async (bodyClass, settings) => {
      await writeWorkspaceSettings(folder, settings);
      await panel.page.locator(`body.${bodyClass}`).waitFor();
      await expect.poll(() => panel.drawnColours()).toBeGreaterThan(3);
      await workbench.screenshot(artifact(`sample-loop-${bodyClass}.png`));
    });

    it('is walked through by the keyboard alone', async () => {
      const { keyboard } = workbench.page;
      const heading = (name: string) => panel.page.getByRole('heading', { name, exact: true }).waitFor();
      const selected = panel.spans.and(panel.page.locator('[aria-selected="true"]'));
      // Escape twice: whatever was searched for or selected before is dropped.
      await panel.spans.first().focus();
      await keyboard.press('Escape');
      await keyboard.press('Escape');
      await keyboard.press('l');
      await heading('search_docs');
      await expect.poll(() => selected.getAttribute('aria-label'), WAIT).toContain('loop iteration 1 of 6');
      await keyboard.press('/');
      await keyboard.type('read_file');
      await keyboard.press('Enter');
      await heading('read_file');
      await keyboard.press('Escape');
      await keyboard.press('ArrowUp');
      await expect.poll(() => selected.getAttribute('data-kind'), WAIT).toBe('agent');
      // What was selected may still be brought into view: then once more.
      await expect
        .poll(async () => {
          await keyboard.press('0');
          return panel.loopingSpans('tool').count();
        }, WAIT)
        .toBe(SEARCH_REPETITIONS);
      await keyboard.press('?');
      await panel.page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
      await keyboard.press('Escape');
      await panel.page.getByRole('dialog').waitFor({ state: 'hidden' });
      await keyboard.press('q');
      await panel.page.getByRole('complementary', { name: 'Details, closed' }).waitFor();
      await keyboard.press('q');
      await panel.page.getByRole('complementary', { name: 'Details', exact: true }).waitFor();
    });

    it('shows in tabs what a model call was sent and answered', async () => {
      const { keyboard } = workbench.page;
      const tab = (name: string) => panel.page.getByRole('tab', { name });
      await panel.turns.nth(2).click();
      await panel.page.getByRole('heading', { name: /^chat / }).waitFor();
      await tab('Overview').focus();
      for (const [name, expected] of TABS) {
        await keyboard.press('ArrowRight');
        await expect.poll(() => tab(name).getAttribute('aria-selected'), WAIT).toBe('true');
        await panel.page.getByRole('tabpanel').getByText(expected).first().waitFor();
        await workbench.screenshot(artifact(`sample-details-${name.toLowerCase()}.png`));
      }
    });

    it('goes from the frame of the tool to its source', async () => {
      await goToSource(panel, 'search_docs');
      const path = join(SAMPLE, 'tools', 'search_docs.mjs');
      await expectAt('search_docs.mjs', await lineOf(path, /name: 'search_docs'/));
      await workbench.screenshot(artifact('sample-source.png'));
    });

    it('says above the tool how it was called, and leads back to the flame graph', async () => {
      await workbench.codeLens(/^6 calls · median \S+ · ↻ 6$/).waitFor();
      await workbench.hoverText("'search_docs'");
      await workbench.hover.getByText('decision record for Math.floor in settle').first().waitFor();
      await workbench.screenshot(artifact('sample-codelens.png'));
      await workbench.leaveHover();
      await workbench.codeLens(/^6 calls/).click();
      await expect.poll(() => workbench.quickPickRows.count(), WAIT).toBeGreaterThanOrEqual(6);
      await workbench.page.keyboard.press('Escape');
      await workbench.codeLens('Flame graph').click();
      const selected = panel.spans.and(panel.page.locator('[aria-selected="true"]'));
      await expect.poll(() => selected.getAttribute('aria-label'), WAIT).toContain('loop iteration 6 of 6');
    });

    it('has its panel and its session back after a reload', async () => {
      await workbench.reload();
      await workbench.editorTab(/half-to-even rounding/).click();
      await panel.title.filter({ hasText: /half-to-even rounding/ }).waitFor();
      await expect.poll(() => panel.turns.count(), WAIT).toBe(8);
      await expectLoopDrawn(panel, 'search_docs');
      await expect
        .poll(() => workbench.treeItems.first().getAttribute('aria-label'), WAIT)
        .toContain('8 turns');
      await workbench.screenshot(artifact('sample-reloaded.png'));
    });

    it('shows the question with the loop’s evidence where no language model is there to be asked', async () => {
      await panel.page.getByRole('button', { name: 'Explain', exact: true }).click();
      // In the chat, where this VS Code has one, and in a document beside.
      const question = workbench.page.locator('.editor-group-container .view-line', {
        hasText: /My.agent.repeated.work.without.progress/,
      });
      await question.first().waitFor();
      await workbench.notificationButton('Copy Question').waitFor();
      await workbench.screenshot(artifact('loop-question.png'));
    });
  });

  describe('with an agent on the Vercel AI SDK', () => {
    let panel: SessionPanel;

    beforeAll(async () => {
      ({ panel } = await openFolder(AI_SDK_AGENT));
    });

    it('receives its session from a traced terminal', async () => {
      await workbench.showContainer('Turnline');
      await workbench.runCommand('Turnline: Open Traced Terminal');
      await workbench.typeInTerminal('node main.mjs loop');
      await expect.poll(() => workbench.treeItems.count(), WAIT).toBe(1);
      await expect
        .poll(() => workbench.treeItems.first().getAttribute('aria-label'), WAIT)
        .toContain('7 turns');
    });

    it('draws flame graph, turns and the loop', async () => {
      await workbench.treeItems.first().click();
      await expectLoopDrawn(panel, 'search_docs');
      await workbench.screenshot(artifact('ai-sdk-loop.png'));
    });

    it('goes from the frame of the tool to its source', async () => {
      // Calls that overlap a neighbour lie in rows further down: the terminal must not hide them.
      await workbench.runCommand('View: Hide Panel');
      await goToSource(panel, 'search_docs');
      await expectAt('tools.mjs', await lineOf(join(AI_SDK_AGENT, 'tools.mjs'), /search_docs = tool/));
      await workbench.screenshot(artifact('ai-sdk-source.png'));
    });
  });

  /** The loop's tool calls lie in the flame graph and in the turns, iteration by iteration. */
  async function expectLoopDrawn(panel: SessionPanel, tool: string): Promise<void> {
    const iterations = async () => {
      const labels = await labelsOf(panel.loopingSpans('tool'));
      // Tree order is by row, and calls that overlap a neighbour lie in a row of their own.
      return labels
        .map((label) => new RegExp(`${tool}.*(loop iteration \\d of \\d)`).exec(label)?.[1])
        .sort();
    };
    const expected = Array.from(
      { length: SEARCH_REPETITIONS },
      (_, i) => `loop iteration ${i + 1} of ${SEARCH_REPETITIONS}`,
    );
    await expect.poll(iterations, WAIT).toEqual(expected);
    await expect.poll(() => panel.loopingTurns.count(), WAIT).toBe(SEARCH_REPETITIONS);
    await panel.page
      .getByText(new RegExp(`^${tool}`))
      .first()
      .waitFor();
    await expect.poll(() => panel.drawnColours(), WAIT).toBeGreaterThan(3);
  }

  async function goToSource(panel: SessionPanel, tool: string): Promise<void> {
    await panel.clickFrame(panel.loopingSpans('tool').nth(2));
    await panel.page.getByRole('heading', { name: tool }).waitFor();
    await panel.page.getByRole('button', { name: 'Go to source' }).click();
  }

  async function expectAt(name: string, line: number): Promise<void> {
    await expect.poll(() => workbench.activeEditor(), WAIT).toMatchObject({ name, line });
  }
});

/** 1-based. */
async function lineOf(path: string, pattern: RegExp): Promise<number> {
  const lines = (await readFile(path, 'utf8')).split('\n');
  return lines.findIndex((line) => pattern.test(line)) + 1;
}
