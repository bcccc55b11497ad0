/** The findings of a session's review, on top of the session view. */
import { describe, expect, it } from 'vitest';
import type { AgentSpan } from '../../src/protocol/agentModel';
import { accessibilityViolations } from './support/axe';
import { FakeCollector } from './support/fakeCollector';
import { panelBrowser } from './support/panelBrowser';
import type { PanelOptions, PanelPage } from './support/panelPage';
import { HOSTILE, hostileSession, RunWriter, tinySession } from './support/sessions';
import { THEME_NAMES } from './support/themes';

const browser = panelBrowser();
let panel: PanelPage;

/** Much that goes wrong: a jump of the context, failing tools, a cut answer, another model. */
function troubledSession(): AgentSpan[] {
  const run = new RunWriter();
  run.agent('archivist', 'File every document of the archive', () => {
    for (let turn = 1; turn <= 12; turn++) {
      const input = 4_000 + turn * 300 + (turn > 6 ? 90_000 : 0);
      const span = run.model({
        usage: { input, output: 400 },
        finishReason: turn === 9 ? 'length' : 'tool',
        asks: [`c${turn}`],
      });
      if (turn === 3) span.model!.responseModel = 'gpt-4o-mini';
      const failed = turn % 3 === 0;
      run.tool(failed ? 'tag_page' : 'read_page', {
        callId: `c${turn}`,
        args: { page: turn },
        result: { page: turn },
        ...(failed ? { failure: { class: 'TagError', message: `There is no tag “${turn}”` } } : {}),
      });
    }
  });
  return run.spans;
}

async function open(spans: AgentSpan[], options: PanelOptions = {}): Promise<void> {
  panel = await browser.open(new FakeCollector(spans), options);
}

const review = () => panel.page.getByRole('region', { name: 'Review' });
const toggle = () => review().getByRole('button', { expanded: false });
const items = () => review().getByRole('listitem');

describe('the review', () => {
  it('is one quiet line until it is unfolded', async () => {
    await open(troubledSession());
    expect((await toggle().innerText()).replaceAll(/\s+/g, ' ')).toMatch(
      /^Review 1 critical 3 warnings tag_page failed in all 4 calls/,
    );
    expect(await items().count()).toBe(0);
    await toggle().click();
    const titles = await items().locator('b').allInnerTexts();
    expect(titles).toEqual(['Tool errors', 'Token spike', 'Answer cut off', 'Another model answered']);
    expect(await items().first().innerText()).toContain('Open the failed calls');
  });

  it('leads to the spans that show it', async () => {
    await open(troubledSession());
    await toggle().click();
    await items().nth(1).getByRole('button', { name: 'turn 7: +90.3k' }).click();
    expect(await panel.selectedSpan.getAttribute('aria-label')).toMatch(/^model call .*turn 7/);
  });

  it('is not there when nothing was found', async () => {
    await open(tinySession());
    await panel.settle();
    expect(await review().count()).toBe(0);
  });

  it('comes up when something goes wrong while the session runs', async () => {
    const collector = new FakeCollector(troubledSession().slice(0, 5));
    panel = await browser.open(collector);
    await panel.settle();
    expect(await review().count()).toBe(0);
    collector.spans = troubledSession();
    await panel.announceChange();
    await review().waitFor();
  });

  it('says with the cost how many times the usual it is', async () => {
    const collector = new FakeCollector(troubledSession());
    const costUsd = { average: 0.05, max: 0.1, sessions: 9 };
    collector.baseline = { agent: 'archivist', sessions: 9, costUsd, p95ToolCalls: 20 };
    panel = await browser.open(collector);
    await expect
      .poll(() => panel.figure('cost').innerText())
      .toMatch(/\$0\.24\s+cost · 4\.8× usual for this agent/);
  });

  it('takes texts of traces as texts', async () => {
    await open(hostileSession());
    await toggle().click();
    expect(await items().first().innerText()).toContain(HOSTILE);
    expect(await panel.page.evaluate('window.hacked')).toBeUndefined();
  });

  it('is accessible', async () => {
    await open(troubledSession());
    await toggle().click();
    expect(await accessibilityViolations(panel.page)).toEqual([]);
  });
});

describe('pictures of the review', () => {
  it.each(THEME_NAMES)('in %s', async (theme) => {
    await open(troubledSession(), { theme });
    await toggle().click();
    await panel.settle();
    await panel.screenshot(`review-${theme}`);
  });

  it.each([600, 1400])('at %i px, folded', async (width) => {
    await open(troubledSession(), { width });
    await review().waitFor();
    await panel.settle();
    await panel.screenshot(`review-folded-${width}px`);
  });

  it('at 600 px', async () => {
    await open(troubledSession(), { width: 600 });
    await toggle().click();
    await panel.settle();
    await panel.screenshot('review-600px');
  });
});
