/** The SQL console in a real browser. */
import { beforeEach, describe, expect, it } from 'vitest';
import { SQL_EXAMPLES, SQL_VIEWS } from '../../src/protocol/sqlReference';
import { panelBrowser } from './support/panelBrowser';
import type { PanelOptions, PanelPage } from './support/panelPage';
import { accessibilityViolations } from './support/axe';
import { FakeSqlHost, RESULT, ROWS } from './support/sqlHost';

const browser = panelBrowser('sql/main.ts');
let host: FakeSqlHost;
let panel: PanelPage;
beforeEach(async () => {
  host = new FakeSqlHost();
  panel = await open();
});

const open = (options: PanelOptions = {}) => browser.open(host, { ready: '.sql-console', ...options });
const query = () => panel.page.getByRole('textbox', { name: 'Query' });
const cells = () => panel.page.getByRole('gridcell');
const status = () => panel.page.getByRole('status');

async function run(sql: string): Promise<void> {
  await query().fill(sql);
  await query().press('Control+Enter');
}

describe('a query', () => {
  it('runs by key, shows its rows, and says that there are more', async () => {
    await run('SELECT * FROM tool_calls');
    await cells().getByText('session-0', { exact: true }).waitFor();
    expect(host.queries).toEqual([{ sql: 'SELECT * FROM tool_calls', limit: 1000 }]);
    expect(await status().textContent()).toMatch(/^10,000 rows in \d+ ms\. There are more/);
    expect(await panel.page.getByRole('row').count()).toBeLessThan(100);
  });

  it('shows the last rows at the end of the scroll', async () => {
    await run('SELECT 1');
    await cells().first().waitFor();
    await panel.page.evaluate("document.querySelector('[role=grid]').scrollTo(0, 1e9)");
    await cells()
      .getByText(`session-${ROWS - 1}`, { exact: true })
      .waitFor();
  });

  it('that fails says why and leaves the rows before', async () => {
    await run('SELECT 1');
    await cells().first().waitFor();
    await run('SELECT * FROM nothing');
    await panel.page.getByRole('alert').getByText('no such table: nothing').waitFor();
    expect(await status().textContent()).toBe('The rows are those of the query before.');
    expect(await cells().first().isVisible()).toBe(true);
  });

  it('takes the limit that is chosen', async () => {
    await panel.page.getByLabel('Rows at most').selectOption('10,000 rows');
    await run('SELECT 1');
    await expect.poll(() => host.queries[0]?.limit).toBe(10_000);
  });

  it('is still there after a reload, and among the recent ones', async () => {
    await run('SELECT 41');
    await run('SELECT 42');
    await cells().first().waitFor();
    await expect.poll(() => panel.page.evaluate('savedState?.sql')).toBe('SELECT 42');
    await panel.page.reload();
    await query().waitFor();
    expect(await query().inputValue()).toBe('SELECT 42');
    await panel.page.getByLabel('Recent queries').selectOption('SELECT 41');
    expect(await query().inputValue()).toBe('SELECT 41');
  });
});

describe('the rows', () => {
  beforeEach(async () => {
    await run('SELECT 1');
    await cells().first().waitFor();
  });

  it('are sorted by a column, then in reverse, then as the query had them', async () => {
    const sort = panel.page.getByRole('columnheader', { name: 'calls' }).getByRole('button');
    const first = () => panel.page.getByRole('row').nth(1).getByRole('gridcell').nth(2).textContent();
    await sort.click();
    expect(await first()).toBe('0');
    await sort.click();
    expect(await first()).toBe('12');
    expect(await panel.page.getByRole('columnheader', { name: 'calls' }).getAttribute('aria-sort')).toBe(
      'descending',
    );
    await sort.click();
    expect(await panel.page.getByRole('row').nth(2).getByRole('gridcell').nth(2).textContent()).toBe('1');
  });

  it('lead to their session, by mouse and by keyboard', async () => {
    await cells().getByRole('button', { name: 'session-2', exact: true }).click();
    await expect.poll(() => host.opened).toEqual(['session-2']);
    await cells().nth(1).focus();
    await panel.page.keyboard.press('ArrowDown');
    await panel.page.keyboard.press('ArrowLeft');
    await panel.page.keyboard.press('Enter');
    await expect.poll(() => host.opened).toEqual(['session-2', 'session-1']);
  });

  it('show a value whole, with JSON indented', async () => {
    await cells().nth(3).dblclick();
    const dialog = panel.page.getByRole('dialog');
    expect(await dialog.locator('pre').textContent()).toBe('{\n  "query": "line one\\nline two, 0"\n}');
    await panel.page.keyboard.press('Escape');
    expect(await dialog.isVisible()).toBe(false);
  });

  it('are reached by keyboard to the last one', async () => {
    await cells().first().focus();
    await panel.page.keyboard.press('Control+End');
    await expect
      .poll(() => panel.page.evaluate('document.activeElement?.dataset.at'))
      .toBe(`${ROWS - 1},${RESULT.columns.length - 1}`);
  });

  it('are saved as CSV', async () => {
    await panel.page.getByText('Save CSV…').click();
    await expect.poll(() => host.saved.length).toBe(1);
    const lines = host.saved[0]!.text.split('\r\n');
    expect(lines[0]).toBe('session_id,name,calls,arguments,error_class');
    expect(lines[2]).toBe('session-1,tool_1,1,"{""query"":""line one\\nline two, 1""}",');
  });
});

describe('the reference', () => {
  it('runs an example', async () => {
    const example = SQL_EXAMPLES[3]!;
    await panel.page.getByRole('button', { name: example.title }).click();
    await cells().first().waitFor();
    expect(host.queries[0]?.sql).toBe(example.sql);
    expect(await query().inputValue()).toBe(example.sql);
  });

  it('writes a column into the query', async () => {
    await query().fill('SELECT  FROM turns');
    await panel.page.evaluate("document.querySelector('textarea').setSelectionRange(7, 7)");
    await panel.page.locator('summary', { hasText: 'turns' }).first().click();
    await panel.page.getByRole('button', { name: 'index', exact: true }).first().click();
    expect(await query().inputValue()).toBe('SELECT "index" FROM turns');
  });

  it('has every view', async () => {
    expect(await panel.page.locator('summary code').allTextContents()).toEqual(
      SQL_VIEWS.map(({ name }) => name),
    );
  });
});

describe.each(['dark', 'light', 'hc-dark', 'hc-light'] as const)('in %s', (theme) => {
  it.each([1400, 600])('looks right and is accessible at %i px', async (width) => {
    await panel.close();
    panel = await open({ theme, width, height: 820 });
    expect(await accessibilityViolations(panel.page)).toEqual([]);
    await run('SELECT * FROM tool_calls');
    await cells().first().waitFor();
    await panel.page.locator('summary', { hasText: 'tool_calls' }).first().click();
    expect(await accessibilityViolations(panel.page)).toEqual([]);
    await panel.screenshot(`sql-${theme}-${width}px`);
    await run('SELECT * FROM nothing');
    await panel.page.getByRole('alert').waitFor();
    expect(await accessibilityViolations(panel.page)).toEqual([]);
    await panel.screenshot(`sql-error-${theme}-${width}px`);
  });
});
