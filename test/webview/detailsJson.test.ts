/** JSON in the details: folding, search, copying, wrapping, by mouse and keyboard; and what is very large. */
import type { Locator } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Plain } from '../unit/support/spans';
import { request } from '../unit/collector/requests';
import { CollectorHost } from './support/collectorHost';
import { agentSpan, toolOf } from './support/detailsSession';
import { panelBrowser } from './support/panelBrowser';
import type { PanelPage } from './support/panelPage';

const browser = panelBrowser();
let host: CollectorHost;
let panel: PanelPage;

async function openTool(args: Plain, result: Plain): Promise<void> {
  host = await CollectorHost.open(
    request([agentSpan(900), toolOf({ id: 'one', at: 1, tool: 'fetch', args, result })]),
  );
  panel = await browser.open(host);
  await panel.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await panel.span('tool fetch').click();
  await panel.details.getByRole('heading', { name: 'fetch' }).waitFor();
}
const tree = (name: string) => panel.details.getByRole('tree', { name });
const row = (name: string, text: string | RegExp): Locator =>
  tree(name).getByRole('treeitem').filter({ hasText: text }).first();
const clipboard = () => panel.page.evaluate<string>('navigator.clipboard.readText()');
/** Keys or places of the rows that are shown. */
const rows = async (name: string) =>
  (await tree(name).locator('.json-key, .json-place').allInnerTexts()).map((text) => text.replace(/: $/, ''));

const HITS = {
  query: 'tax',
  hits: [
    { title: 'Tax rates', tags: ['vat'] },
    { title: 'Rounding', tags: [] },
  ],
  inner: '{"status":"fine","list":[1,2]}',
  text: 'one\ntwo',
};

describe('a tree', () => {
  it('folds by mouse, and says what is inside', async () => {
    await openTool({}, HITS);
    expect(await rows('Result')).toEqual(['query', 'hits', '0', '1', 'inner', 'text']);
    const hits = row('Result', /^\s*hits/);
    await hits.locator('.json-head').click();
    expect(await rows('Result')).toEqual(['query', 'hits', 'inner', 'text']);
    expect(await hits.innerText()).toContain('2 items');
    expect(await hits.getAttribute('aria-expanded')).toBe('false');
    // Text with lines is shown as such.
    expect(await row('Result', 'one').locator('pre').innerText()).toBe('one\ntwo');
  });

  it('unfolds texts that hold JSON, and says so', async () => {
    await openTool({}, HITS);
    const inner = row('Result', 'inner');
    await inner.getByText('parsed').waitFor();
    await inner.locator('.json-head').click();
    expect(await rows('Result')).toContain('status');
  });

  it('is walked through by keyboard as one stop', async () => {
    await openTool({}, HITS);
    await row('Result', 'query').focus();
    const at = () => panel.page.evaluate<string>('document.activeElement.innerText');
    await panel.page.keyboard.press('ArrowDown');
    expect(await at()).toContain('hits');
    await panel.page.keyboard.press('ArrowLeft');
    expect(await rows('Result')).toEqual(['query', 'hits', 'inner', 'text']);
    await panel.page.keyboard.press('ArrowRight');
    await panel.page.keyboard.press('ArrowRight');
    expect(await at()).toMatch(/^\s*0/);
    await panel.page.keyboard.press('Enter');
    expect(await rows('Result')).toEqual(['query', 'hits', '0', 'title', 'tags', '1', 'inner', 'text']);
    await panel.page.keyboard.press('ArrowLeft');
    await panel.page.keyboard.press('ArrowLeft');
    expect(await at()).toContain('hits');
    await panel.page.keyboard.press('End');
    expect(await at()).toContain('two');
    await panel.page.keyboard.press('Home');
    expect(await at()).toContain('query');
    const stops = tree('Result').locator('[tabindex="0"]');
    expect(await stops.count()).toBe(1);
  });

  it('says to screen readers where each row stands', async () => {
    await openTool({}, HITS);
    const second = row('Result', /^\s*1:/);
    expect(
      await Promise.all(
        ['aria-level', 'aria-posinset', 'aria-setsize'].map((name) => second.getAttribute(name)),
      ),
    ).toEqual(['2', '2', '2']);
  });

  it('copies values and paths, by button and by key', async () => {
    await openTool({}, HITS);
    await row('Result', 'hits').locator('.json-head').hover();
    await row('Result', 'hits').getByRole('button', { name: 'Copy value' }).click();
    await expect.poll(clipboard).toBe(JSON.stringify(HITS.hits, null, 2));
    await row('Result', 'text').focus();
    await panel.page.keyboard.press('c');
    await expect.poll(clipboard).toBe('one\ntwo');
    await panel.details.getByRole('status').getByText('Value copied').waitFor();
    await row('Result', /^\s*1:/).focus();
    await panel.page.keyboard.press('Shift+C');
    await expect.poll(clipboard).toBe('hits[1]');
    await panel.details.getByRole('button', { name: 'Copy result' }).click();
    await expect.poll(clipboard).toBe(JSON.stringify(HITS, null, 2));
  });

  it('breaks long lines or not, everywhere, and remembers it', async () => {
    await openTool({ q: 'x'.repeat(140) }, HITS);
    const height = async () => (await panel.boxOf(row('Arguments', 'xxx'))).height;
    expect(await height()).toBeGreaterThan(30);
    await panel.details.getByRole('button', { name: 'Wrap long lines' }).first().click();
    expect(await height()).toBe(18);
    expect(await panel.details.locator('.json.is-wrapped').count()).toBe(0);
    await expect.poll(() => panel.page.evaluate('savedState?.details?.wrap')).toBe(false);
  });
});

describe('a search', () => {
  it('counts, steps, opens what is folded, and marks', async () => {
    await openTool({}, HITS);
    await row('Result', 'query').focus();
    await panel.page.keyboard.press('Control+f');
    await panel.page.keyboard.type('ta');
    const bar = panel.details.getByRole('search');
    await expect.poll(() => bar.locator('.search-count').innerText()).toBe('1 of 5');
    expect(await row('Result', 'query').locator('mark').innerText()).toBe('ta');
    await panel.page.keyboard.press('Enter');
    await expect.poll(() => bar.locator('.search-count').innerText()).toBe('2 of 5');
    expect(await tree('Result').locator('.is-current').innerText()).toContain('Tax rates');
    await panel.page.keyboard.press('Shift+Enter');
    await panel.page.keyboard.press('Shift+Enter');
    await expect.poll(() => bar.locator('.search-count').innerText()).toBe('5 of 5');
    // Inside of the text that holds JSON.
    expect(await tree('Result').locator('.is-current').innerText()).toContain('status');
    await panel.page.keyboard.press('Escape');
    await bar.waitFor({ state: 'hidden' });
    expect(await tree('Result').locator('mark').count()).toBe(0);
  });

  it('filters attributes', async () => {
    await openTool({ q: 1 }, HITS);
    await panel.details.getByRole('tab', { name: 'Attributes' }).click();
    await panel.page.getByRole('textbox', { name: 'Filter Attributes' }).fill('tool.name');
    await expect.poll(() => rows('Attributes')).toEqual(['attributes', 'gen_ai.tool.name']);
    await panel.page.getByRole('textbox', { name: 'Filter Attributes' }).fill('no such thing');
    await panel.details.getByText('No match').waitFor();
    await panel.page.keyboard.press('Escape');
    await expect.poll(() => rows('Attributes')).toContain('resource');
  });
});

describe('what is very large', () => {
  it('is a list of 50 000 items, of which only those near the screen are drawn', async () => {
    const items = Array.from({ length: 50_000 }, (_, i) => ({ id: i, name: `item ${i}` }));
    await openTool({}, { total: items.length, items });
    await panel.details.getByRole('button', { name: /Show all [\d,]+ characters/ }).click();
    await tree('Result').waitFor();
    await row('Result', 'items').locator('.json-head').click();
    await row('Result', /^\s*5:/).waitFor();
    expect(await tree('Result').getByRole('treeitem').count()).toBeLessThan(400);
    await row('Result', /^\s*3:/).focus();
    await panel.page.keyboard.press('End');
    await row('Result', /^\s*49999:/).waitFor();
    expect(await tree('Result').getByRole('treeitem').count()).toBeLessThan(600);
    await panel.page.keyboard.press('Control+f');
    await panel.page.keyboard.type('item 31415');
    await expect.poll(() => panel.details.locator('.search-count').innerText()).toBe('1 of 1');
    await tree('Result').locator('.is-current').getByText('item 31415').waitFor();
  });

  it('is a text of 5 MB, asked for when somebody wants it', async () => {
    const line = 'The quick brown fox jumps over the lazy dog. ';
    const text = `${line.repeat(3)}\n`.repeat(5_242_880 / (line.length * 3 + 1));
    await openTool({}, text);
    expect(JSON.stringify(await panel.page.evaluate('document.body.innerText.length'))).toMatch(/^\d{1,5}$/);
    await panel.details.getByRole('button', { name: /Show all 5,2\d\d,\d+ characters/ }).click();
    const box = panel.details.getByRole('region', { name: 'Result' });
    await box.waitFor();
    await box.focus();
    await panel.page.keyboard.press('End');
    await expect
      .poll(() => box.evaluate((element: { scrollTop: number }) => element.scrollTop))
      .toBeGreaterThan(100_000);
    await box.locator('..').getByRole('button', { name: 'Show less' }).click();
    await box.waitFor({ state: 'detached' });
  });

  it('is an attribute with a long text inside of a structure, copied whole', async () => {
    const long = 'y'.repeat(60_000);
    await openTool({}, 'ok');
    host.ingest(
      request([
        toolOf({
          id: 'two',
          at: 300,
          tool: 'dig',
          args: {},
          result: 'ok',
          attributes: { 'page.words': ['a', long] },
        }),
      ]),
    );
    await panel.announceChange();
    await panel.span('tool dig').click();
    await panel.details.getByRole('heading', { name: 'dig' }).waitFor();
    await panel.details.getByRole('tab', { name: 'Attributes' }).click();
    await row('Attributes', 'page.words').locator('.json-head').click();
    const cut = row('Attributes', 'yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy');
    await cut.getByRole('button', { name: 'Show all 60,000 characters' }).click();
    await expect.poll(async () => (await cut.locator('.text-box').textContent())?.length).toBe(60_000);
    await cut.focus();
    await panel.page.keyboard.press('c');
    await expect.poll(clipboard).toBe(long);
  });
});
