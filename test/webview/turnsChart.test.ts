/** The turns chart and the flame graph show each other what is looked at. */
import { describe, expect, it } from 'vitest';
import type { Locator } from 'playwright-core';
import { FakeCollector } from './support/fakeCollector';
import { panelBrowser } from './support/panelBrowser';
import type { PanelPage } from './support/panelPage';
import { invoiceSession, longSession } from './support/sessions';

const browser = panelBrowser();
let panel: PanelPage;

const band = () => panel.page.locator('.turns-shown');
const crumbs = () => panel.page.getByRole('navigation', { name: 'Zoom' });
const drilled = () => panel.page.locator('.turns-drilled');

function turn(number: number): Locator {
  return panel.page.locator(`.turn-option[data-turn="${number}"]`);
}

async function dragOver(first: Locator, last: Locator): Promise<void> {
  const [from, to] = [await panel.boxOf(first), await panel.boxOf(last)];
  await panel.page.mouse.move(from.x + from.width / 2, from.y + 40);
  await panel.page.mouse.down();
  await panel.page.mouse.move(to.x + to.width / 2, to.y + 40, { steps: 5 });
}

/** The window that the page saved for its next life. */
function savedView(): Promise<string> {
  return panel.page.evaluate('JSON.stringify(window.savedState?.view ?? null)');
}

/** Left and right edge of what the chart says the flame graph shows. */
async function shown(): Promise<{ left: number; right: number }> {
  const box = await panel.boxOf(band());
  return { left: box.x, right: box.x + box.width };
}

describe('marking turns', () => {
  it('fits the flame graph to them, which the chart then shows', async () => {
    panel = await browser.open(new FakeCollector(invoiceSession()));
    expect(await band().count()).toBe(0);
    await dragOver(turn(5), turn(8));
    await panel.page.mouse.up();
    await crumbs().getByRole('button', { name: 'turns 5–8' }).waitFor();
    await panel.settle();
    const flame = await panel.boxOf(panel.flame);
    const first = await panel.boxOf(panel.page.locator('.flame-item[data-kind="llm"][aria-label*="turn 5"]'));
    expect(first.x - flame.x).toBeGreaterThanOrEqual(0);
    expect(first.x - flame.x).toBeLessThan(flame.width * 0.1);
    const { left, right } = await shown();
    const [from, to] = [await panel.boxOf(turn(5)), await panel.boxOf(turn(8))];
    expect(left).toBeLessThanOrEqual(from.x + 1);
    expect(left).toBeGreaterThan(from.x - 2 * from.width);
    expect(right).toBeGreaterThanOrEqual(to.x + to.width - 1);
    expect(right).toBeLessThan(to.x + 3 * to.width);
  });

  it('fits tokens, too', async () => {
    panel = await browser.open(new FakeCollector(invoiceSession()));
    await panel.width('Tokens').click();
    await panel.settle();
    await dragOver(turn(5), turn(8));
    await panel.page.mouse.up();
    await crumbs().getByRole('button', { name: 'turns 5–8' }).waitFor();
    await panel.settle();
    const flame = await panel.boxOf(panel.flame);
    const calls = panel.page.locator('.flame-item[data-kind="llm"]');
    const labels = await Promise.all((await calls.all()).map((call) => call.getAttribute('aria-label')));
    for (const number of [5, 6, 7, 8]) expect(labels.join('\n')).toContain(`turn ${number}`);
    const first = await panel.boxOf(panel.page.locator('.flame-item[data-kind="llm"][aria-label*="turn 5"]'));
    expect(first.x - flame.x).toBeLessThan(flame.width * 0.05);
  });

  it('is done with the shift key and arrows, and given up with Escape', async () => {
    panel = await browser.open(new FakeCollector(invoiceSession()));
    await turn(3).focus();
    await panel.page.keyboard.press('Shift+ArrowRight');
    await panel.page.keyboard.press('Shift+ArrowRight');
    await crumbs().getByRole('button', { name: 'turns 3–5' }).waitFor();
    await panel.page.keyboard.press('0');
    await band().waitFor({ state: 'detached' });
    await dragOver(turn(5), turn(8));
    await panel.page.locator('.turns-marked').waitFor();
    await panel.page.keyboard.press('Escape');
    await panel.page.mouse.up();
    await panel.page.locator('.turns-marked').waitFor({ state: 'detached' });
    await panel.settle();
    expect(await band().count()).toBe(0);
  });

  it('follows the flame graph as it is moved', async () => {
    panel = await browser.open(new FakeCollector(invoiceSession()));
    await dragOver(turn(2), turn(5));
    await panel.page.mouse.up();
    await band().waitFor();
    await panel.settle();
    const before = await shown();
    await panel.flame.hover();
    for (let i = 0; i < 4; i++) await panel.page.mouse.wheel(200, 0);
    await panel.settle();
    const after = await shown();
    expect(after.left).toBeGreaterThan(before.left);
    expect(after.right).toBeGreaterThan(before.right);
  });
});

describe('10,000 turns', () => {
  it('share bars, which open until each turn has its own', { timeout: 60_000 }, async () => {
    panel = await browser.open(new FakeCollector(longSession(10_000)));
    await expect.poll(() => panel.turns.count()).toBeGreaterThan(50);
    expect(await panel.turns.count()).toBeLessThan(400);
    await expect.poll(() => panel.page.locator('.turns-head').innerText()).toContain('turns per bar');
    for (let step = 0; step < 10 && (await panel.turns.count()) > 1; step++) {
      const place = panel.turns.nth(Math.floor((await panel.turns.count()) / 2));
      const text = await drilled().innerText();
      await place.click();
      if (await panel.page.locator('.turn-option[aria-selected="true"]').count()) break;
      await expect.poll(() => drilled().innerText()).not.toBe(text);
    }
    const chosen = panel.page.locator('.turn-option[aria-selected="true"]');
    expect(await chosen.getAttribute('aria-label')).toMatch(/^Turn \d+:/);
    expect(await panel.selectedSpan.getAttribute('aria-label')).toContain(
      `turn ${(await chosen.getAttribute('data-turn'))!}`,
    );
    await drilled().getByRole('button', { name: 'Show all' }).click();
    await expect.poll(() => drilled().innerText()).toBe('');
    expect(await panel.turns.count()).toBeGreaterThan(50);
  });
});

describe('after a reload', () => {
  it('has the same measure, the same turns and the same window', { timeout: 60_000 }, async () => {
    panel = await browser.open(new FakeCollector(longSession(2_000)));
    await expect.poll(() => panel.turns.count()).toBeGreaterThan(50);
    await panel.page.getByRole('group', { name: 'Height of the bars' }).getByText('Latency').click();
    await dragOver(panel.turns.nth(10), panel.turns.nth(20));
    await panel.page.mouse.up();
    await panel.settle();
    const before = [await drilled().innerText(), await panel.turns.count()];
    expect(before[0]).toMatch(/^turns \d+–\d+ of 2000/);
    await expect.poll(savedView).not.toBe('null');
    const view = await savedView();
    await panel.page.reload();
    await expect.poll(() => drilled().innerText()).toBe(before[0]);
    expect(await panel.turns.count()).toBe(before[1]);
    expect(
      await panel.page
        .getByRole('group', { name: 'Height of the bars' })
        .getByRole('button', { name: 'Latency' })
        .getAttribute('aria-pressed'),
    ).toBe('true');
    await expect.poll(savedView).toBe(view);
  });
});
