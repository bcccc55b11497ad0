/** The bar above the drawings uses the room that there is; what has none is in its menu. */
import { expect, it } from 'vitest';
import { FakeCollector } from './support/fakeCollector';
import { panelBrowser } from './support/panelBrowser';
import type { PanelPage } from './support/panelPage';
import { invoiceSession } from './support/sessions';

const browser = panelBrowser();
let panel: PanelPage;

const bar = () => panel.page.getByRole('group', { name: 'Drawing' });
/** Names in the bar and in the menu. */
const TOOLS = [
  ['Show the whole session (0)', 'Show the whole session'],
  ['Keyboard shortcuts (?)', 'Keyboard shortcuts'],
] as const;

/** Whether something lies outside of the bar, or on something else. */
async function overflows(): Promise<boolean> {
  const field = await panel.boxOf(bar().locator('vscode-text-field'));
  const tools = await panel.boxOf(bar().locator('.tools'));
  const whole = await panel.boxOf(bar());
  return field.x + field.width > tools.x || tools.x + tools.width > whole.x + whole.width;
}

async function menuLabels(): Promise<string[]> {
  await bar().getByRole('button', { name: 'More actions' }).click();
  return panel.page.locator('.menu .menu-label').allInnerTexts();
}

it('has everything in a window of the usual size', async () => {
  panel = await browser.open(new FakeCollector(invoiceSession()), { width: 1400 });
  for (const [name] of TOOLS) await bar().getByRole('button', { name }).waitFor();
  await panel.screenshot('toolbar-1400');
  expect(await bar().getByLabel('Colour by').isVisible()).toBe(true);
  expect(await menuLabels()).not.toContain('Keyboard shortcuts');
});

it('makes room for what a search tells', async () => {
  panel = await browser.open(new FakeCollector(invoiceSession()), { width: 1100 });
  await panel.page.keyboard.press('/');
  await panel.page.keyboard.type('search_docs');
  await panel.page.keyboard.press('Enter');
  await bar().getByText('1 of').waitFor();
  await panel.settle();
  expect(await overflows()).toBe(false);
});

it.each([600, 800, 1000])('has in its menu what has no room at %i px', async (width) => {
  const collector = new FakeCollector(invoiceSession());
  collector.live = true;
  panel = await browser.open(collector, { width });
  await panel.settle();
  expect(await overflows()).toBe(false);
  const hidden: string[] = [];
  for (const [name, label] of TOOLS) {
    if (!(await bar().getByRole('button', { name, includeHidden: true }).isVisible())) hidden.push(label);
  }
  if (width === 600) expect(hidden).not.toEqual([]);
  expect(await menuLabels()).toEqual(expect.arrayContaining(hidden));
});
