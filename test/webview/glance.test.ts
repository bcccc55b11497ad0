/** What the details show while nothing is selected: which tools, agents and models took part, and which failed. */
import { describe, expect, it } from 'vitest';
import { agentSpan } from '../unit/support/spans';
import { accessibilityViolations } from './support/axe';
import { FakeCollector } from './support/fakeCollector';
import type { PanelPage } from './support/panelPage';
import { panelBrowser } from './support/panelBrowser';
import { invoiceSession } from './support/sessions';

const browser = panelBrowser();

/** The cells of each row, heading first. */
async function rowsOf(panel: PanelPage, table: string): Promise<string[][]> {
  const rows = await panel.details.getByRole('table', { name: table }).getByRole('row').all();
  return Promise.all(rows.map((row) => row.locator('th, td').allTextContents()));
}

describe('the session at a glance', () => {
  it('says how often each tool ran, failed and repeated itself: what failed comes first', async () => {
    const panel = await browser.open(new FakeCollector(invoiceSession()));
    await panel.details.getByRole('table', { name: 'Tools' }).waitFor();
    expect(await rowsOf(panel, 'Tools')).toEqual([
      ['Tools', 'Calls', 'Failed', 'In loops', 'Time'],
      ['run_tests', '2', '✕ 2', '0', '5.4s'],
      ['search_docs', '6', '0', '↻ 6', '5.5s'],
      ['read_file', '2', '0', '0', '4.4s'],
      ['plan', '1', '0', '0', '250ms'],
      ['grep', '1', '0', '0', '1.2s'],
      ['edit_file', '1', '0', '0', '1.7s'],
    ]);
    const names = (await rowsOf(panel, 'Agents')).map(([name]) => name);
    expect(names).toEqual(['Agents', 'orchestrator', 'researcher', 'coder']);
    expect(await accessibilityViolations(panel.page)).toEqual([]);
  });

  it('leads to the first call that failed, and comes back when that is given up', async () => {
    const panel = await browser.open(new FakeCollector(invoiceSession()));
    await panel.details.getByRole('button', { name: 'run_tests' }).press('Enter');
    await panel.details.getByRole('heading', { name: 'run_tests' }).waitFor();
    await panel.page.keyboard.press('Escape');
    await panel.details.getByRole('table', { name: 'Tools' }).waitFor();
  });

  it('grows with the session', async () => {
    const collector = new FakeCollector([agentSpan({ id: 'm1', model: {} })]);
    const panel = await browser.open(collector);
    await panel.details.getByRole('table', { name: 'Models' }).waitFor();
    expect(await panel.details.getByRole('table', { name: 'Tools' }).count()).toBe(0);
    collector.spans.push(
      agentSpan({ id: 't1', at: 20, tool: { name: 'deploy', status: 'error' } }),
      agentSpan({ id: 't2', at: 40, tool: { name: 'deploy' } }),
    );
    await panel.announceChange();
    const tools = panel.details.getByRole('table', { name: 'Tools' });
    await tools.waitFor();
    expect(await rowsOf(panel, 'Tools')).toEqual([
      ['Tools', 'Calls', 'Failed', 'Time'],
      ['deploy', '2', '✕ 1', '20ms'],
    ]);
  });
});
