/** The audit trail's page in a real browser. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AUDIT_NOW, auditEntry, FakeAuditHost } from './support/auditHost';
import { accessibilityViolations } from './support/axe';
import type { PanelOptions, PanelPage } from './support/panelPage';
import { PanelBrowser } from './support/panelPage';
import { THEME_NAMES } from './support/themes';

let browser: PanelBrowser;
let host: FakeAuditHost;
let panel: PanelPage;
beforeAll(async () => {
  browser = await PanelBrowser.launch('audit/main.ts');
});
afterAll(async () => {
  await browser.close();
});
beforeEach(() => {
  host = new FakeAuditHost(Array.from({ length: 8_000 }, (_, i) => auditEntry(i)));
});
afterEach(async () => {
  expect(panel.complaints).toEqual([]);
  await panel.close();
});

const open = async (options: PanelOptions = {}) => {
  panel = await browser.open(host, { ready: '.audit', ...options });
};
const cells = () => panel.page.getByRole('gridcell');
const status = () => panel.page.getByRole('status');
const choose = (label: string, value: string) =>
  panel.page.getByRole('combobox', { name: label }).selectOption(value);

describe('the audit trail', () => {
  it('lists what was done, the newest first, and says that there is more', async () => {
    await open();
    await cells().getByText('search_docs', { exact: true }).first().waitFor();
    expect(await status().textContent()).toBe(
      '8,000 actions. The newest 2,000 are shown: narrow the search to see others. An export has all.',
    );
    // Rows out of sight are not in the document.
    expect(await panel.page.getByRole('row').count()).toBeLessThan(100);
    const first = await panel.page.getByRole('row').nth(1).getByRole('gridcell').allTextContents();
    expect(first.slice(2)).toEqual([
      ...['tool call', 'search_docs', 'ok', '{"query":"open invoices, page 0","limit":20}'],
      ...['12ms', '$0.0004', 'session-0'],
    ]);
  });

  it('is searched by text and by every choice together', async () => {
    await open();
    await cells().first().waitFor();
    await choose('Name', 'send_email');
    await choose('Outcome', 'rate_limited');
    await choose('Agent', 'researcher');
    await choose('What', 'tool_call');
    await panel.page.getByRole('searchbox', { name: 'Search' }).fill('page 14');
    const wanted = host.entries.filter(
      (each) =>
        each.name === 'send_email' &&
        each.outcome === 'rate_limited' &&
        each.agent === 'researcher' &&
        each.kind === 'tool_call' &&
        (each.arguments ?? '').includes('page 14'),
    );
    expect(wanted.length).toBeGreaterThan(0);
    await expect.poll(() => status().textContent()).toBe(`${wanted.length} actions`);
    expect(host.searches.at(-1)).toEqual({
      query: 'page 14',
      kind: 'tool_call',
      name: 'send_email',
      agent: 'researcher',
      outcome: 'rate_limited',
      limit: 2_000,
    });
  });

  it('says when nothing fits, and shows everything again', async () => {
    await open();
    await cells().first().waitFor();
    await panel.page.getByRole('searchbox', { name: 'Search' }).fill('no such thing');
    await panel.page.getByText('Nothing in the audit trail fits.').waitFor();
    await panel.page.getByRole('button', { name: 'Show everything' }).click();
    await expect.poll(() => status().textContent()).toContain('8,000 actions');
    expect(await panel.page.getByRole('searchbox', { name: 'Search' }).inputValue()).toBe('');
  });

  it('exports what is searched for', async () => {
    await open();
    await choose('Outcome', 'denied');
    await panel.page.getByText('Export CSV…').click();
    await panel.page.getByText('Export JSON Lines…').click();
    await expect
      .poll(() => host.saved)
      .toEqual([
        { format: 'csv', outcome: 'denied' },
        { format: 'jsonl', outcome: 'denied' },
      ]);
  });

  it('opens the session of an action at its span, and says when that is gone', async () => {
    await open();
    await cells().getByRole('button', { name: 'session-0' }).first().click();
    await expect
      .poll(() => host.opened)
      .toEqual([{ sessionId: 'session-0', span: { traceId: 'a'.repeat(32), spanId: '0'.repeat(16) } }]);
    await panel.page.getByRole('searchbox', { name: 'Search' }).fill('session-9"');
    await cells().getByRole('button', { name: 'session-9' }).first().click();
    await panel.page.getByRole('alert').getByText('This session is no longer kept.').waitFor();
  });

  it('shows all of an action', async () => {
    await open();
    await cells().getByText('search_docs', { exact: true }).first().dblclick();
    const dialog = panel.page.getByRole('dialog');
    await dialog.waitFor();
    const text = (await dialog.locator('pre').textContent())!;
    expect(JSON.parse(text)).toMatchObject({ kind: 'tool_call', arguments: { limit: 20 }, agent: null });
    await panel.page.keyboard.press('Escape');
    expect(await dialog.isVisible()).toBe(false);
  });

  it('follows what happens, but not from under a reader who has scrolled', async () => {
    await open();
    await cells().first().waitFor();
    await panel.page.evaluate("document.querySelector('[role=grid]').scrollTo(0, 900)");
    host.entries.unshift({ ...auditEntry(1), id: 'new', time: AUDIT_NOW + 1_000 });
    await panel.announceChange();
    await panel.page.getByText('Show New Actions').click();
    await expect.poll(() => status().textContent()).toContain('8,001 actions');
  });
});

it('says that nothing was done yet', async () => {
  host = new FakeAuditHost([]);
  await open();
  await panel.page.getByText('No agent has done anything yet.').waitFor();
  await panel.screenshot('audit-empty-dark');
});

describe.each(THEME_NAMES)('in %s', (theme) => {
  it.each([1400, 600])('looks right and is accessible at %i px', async (width) => {
    await open({ theme, width, height: 720 });
    await cells().first().waitFor();
    expect(await accessibilityViolations(panel.page)).toEqual([]);
    await panel.screenshot(`audit-${theme}-${width}px`);
    await panel.page.getByRole('searchbox', { name: 'Search' }).fill('no such thing');
    await panel.page.getByText('Nothing in the audit trail fits.').waitFor();
    expect(await accessibilityViolations(panel.page)).toEqual([]);
    await panel.screenshot(`audit-nothing-${theme}-${width}px`);
  });
});
