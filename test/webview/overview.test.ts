/** The Overview page in a real browser, with the real sums. */
import { describe, expect, it } from 'vitest';
import { accessibilityViolations } from './support/axe';
import { AGENTS, FakeOverviewHost, MODELS, monthOfWork, TOOLS } from './support/overviewHost';
import { panelBrowser } from './support/panelBrowser';
import type { PanelOptions, PanelPage } from './support/panelPage';
import { THEME_NAMES } from './support/themes';

const browser = panelBrowser('overview/main.ts');
let panel: PanelPage;

/** The chart comes last, once its room is measured. */
const READY = { ready: 'rect.day, .overview-empty' };

async function open(host: FakeOverviewHost, options: PanelOptions = {}): Promise<FakeOverviewHost> {
  panel = await browser.open(host, { ...READY, ...options });
  return host;
}

describe('the Overview', () => {
  it('draws a bar for each day and says what it stands for', async () => {
    await open(new FakeOverviewHost(monthOfWork()));
    expect(await panel.page.locator('rect.day').count()).toBe(30);
    const label = await panel.page.getByRole('img').getAttribute('aria-label');
    expect(label).toMatch(/^Cost per day\. 2026-10-2\d: \$/);
    expect(await panel.page.locator('rect.day title').last().textContent()).toMatch(
      /^2026-11-21: \$[\d.]+, \d+k tokens, \d+ model calls$/,
    );
  });

  it('asks for other days', async () => {
    const host = await open(new FakeOverviewHost(monthOfWork()));
    await panel.page.getByRole('button', { name: '7 days' }).click();
    await expect.poll(() => panel.page.locator('rect.day').count()).toBe(7);
    expect(host.asked).toEqual([30, 7]);
  });

  it('sums by agent, model, tool and service', async () => {
    await open(new FakeOverviewHost(monthOfWork()));
    const names = () =>
      panel.page.locator('section:has(> .segmented) tbody tr td:first-child').allInnerTexts();
    expect((await names()).sort()).toEqual([...AGENTS].sort());
    for (const [choice, expected] of [
      ['Model', MODELS],
      ['Tool', TOOLS],
      ['Service', ['invoice-agent', 'nightly']],
    ] as const) {
      await panel.page.getByRole('button', { name: choice, exact: true }).click();
      expect((await names()).sort()).toEqual([...expected].sort());
    }
  });

  it('holds today against the budget', async () => {
    const host = await open(new FakeOverviewHost(monthOfWork(), 1));
    expect(await panel.page.locator('.burn p').innerText()).toMatch(
      /^\$[\d.]+ of \$1\.00 today \(\d+ %\), \$[\d.]+ by midnight if the day goes on as usual/,
    );
    expect(await panel.page.locator('text.budget').textContent()).toBe('budget $1.00');
    await panel.page.getByRole('button', { name: 'Change budget' }).click();
    expect(host.settingsOpened).toBe(1);
  });

  it('says what to do while there is nothing', async () => {
    const host = await open(new FakeOverviewHost([]));
    expect(await panel.page.locator('.overview-empty').innerText()).toContain('traced terminal');
    host.sessions = monthOfWork();
    await panel.announceChange();
    await panel.page.locator('rect.day').first().waitFor();
  });

  it('is accessible', async () => {
    await open(new FakeOverviewHost(monthOfWork(), 1));
    expect(await accessibilityViolations(panel.page)).toEqual([]);
  });
});

describe('pictures of the Overview', () => {
  it.each(THEME_NAMES)('in %s', async (theme) => {
    await open(new FakeOverviewHost(monthOfWork(), 1), { theme, height: 1300 });
    await panel.settle();
    await panel.screenshot(`overview-${theme}`);
  });

  it('at 600 px', async () => {
    await open(new FakeOverviewHost(monthOfWork()), { width: 600, height: 1300 });
    await panel.settle();
    await panel.screenshot('overview-600px');
  });

  it('empty', async () => {
    await open(new FakeOverviewHost([]));
    await panel.screenshot('overview-empty');
  });
});
