/** Pictures of the view for people to look at: every theme, the widths that matter, small and large sessions. */
import { describe, it } from 'vitest';
import { FakeCollector } from './support/fakeCollector';
import { invoiceSession, longSession, tinySession, unfinishedSession } from './support/sessions';
import { THEME_NAMES } from './support/themes';
import { panelBrowser } from './support/panelBrowser';

const browser = panelBrowser();

function invoices(): FakeCollector {
  const collector = new FakeCollector(invoiceSession());
  collector.sources.set('search_docs', [{ path: 'tools/search.py', line: 41, foundBy: 'tool-name' }]);
  return collector;
}

describe('screenshots', () => {
  it.each(THEME_NAMES)('of a session in %s', async (theme) => {
    const panel = await browser.open(invoices(), { theme });
    await panel.page.locator('[data-kind="tool"][data-iteration="3"]').click();
    await panel.page.getByRole('button', { name: 'Go to source' }).waitFor();
    await panel.settle();
    await panel.screenshot(`session-${theme}`);
  });

  it.each([600, 1000])('of a session at %i px', async (width) => {
    const panel = await browser.open(invoices(), { width });
    await panel.page.locator('[data-kind="tool"][data-iteration="3"]').click();
    await panel.page.getByRole('button', { name: 'Go to source' }).waitFor();
    await panel.settle();
    await panel.screenshot(`session-${width}px`);
  });

  it.each(['dark', 'light'] as const)('of 200 turns in %s', async (theme) => {
    const panel = await browser.open(new FakeCollector(longSession()), { theme });
    await panel.page.keyboard.press('l');
    await panel.settle();
    await panel.screenshot(`long-loop-${theme}`);
    await panel.page.keyboard.press('0');
    await panel.settle();
    await panel.screenshot(`long-${theme}`);
  });

  it('of a failed tool', async () => {
    const panel = await browser.open(invoices(), { theme: 'light' });
    await panel.figure('errors').click();
    await panel.details.getByText('AssertionError').first().waitFor();
    await panel.settle();
    await panel.screenshot('error-light');
  });

  it('of tokens instead of time', async () => {
    const panel = await browser.open(invoices());
    await panel.width('Tokens').click();
    await panel.settle();
    await panel.screenshot('tokens-dark');
  });

  it('of a live session that has not finished', async () => {
    const collector = new FakeCollector(unfinishedSession());
    collector.live = true;
    const panel = await browser.open(collector);
    await panel.page.getByRole('button', { name: /more finding/ }).click();
    await panel.turns.nth(3).click();
    await panel.page.getByText('Model call', { exact: true }).waitFor();
    await panel.settle();
    await panel.screenshot('live-dark');
  });

  it('of the search and of the keys', async () => {
    const panel = await browser.open(invoices(), { theme: 'light' });
    await panel.page.keyboard.press('/');
    await panel.page.keyboard.type('read');
    await panel.page.keyboard.press('Enter');
    await panel.settle();
    await panel.screenshot('search-light');
    await panel.page.keyboard.press('Escape');
    await panel.page.keyboard.press('?');
    await panel.settle();
    await panel.screenshot('keys-light');
  });

  it('of one turn', async () => {
    const panel = await browser.open(new FakeCollector(tinySession()));
    await panel.screenshot('tiny-dark');
  });

  it('of waiting for the first span', async () => {
    const panel = await browser.open(new FakeCollector());
    await panel.screenshot('waiting-dark');
  });
});
