/** The audit trail's page in a real browser. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AuditEntry, AuditExportParams, AuditSearchParams } from '../../src/protocol/audit';
import type { AuditPageMethods } from '../../src/protocol/auditPage';
import type { RpcPort } from '../../src/protocol/rpc';
import { RPC_ERROR, RpcError, serveRpc } from '../../src/protocol/rpc';
import type { SpanRef } from '../../src/protocol/units';
import { accessibilityViolations } from './support/axe';
import type { PageHost, PanelOptions, PanelPage } from './support/panelPage';
import { PanelBrowser } from './support/panelPage';
import { THEME_NAMES } from './support/themes';

const NOW = Date.UTC(2026, 10, 21, 15, 30);
const TOOLS = ['search_docs', 'read_file', 'edit_file', 'run_shell', 'send_email'];
const OUTCOMES = ['ok', 'ok', 'ok', 'error', 'rate_limited', 'denied'];

function entry(i: number): AuditEntry {
  const kind =
    i % 11 === 3 ? 'approval' : i % 17 === 5 ? 'handoff' : i % 13 === 7 ? 'side_effect' : 'tool_call';
  const outcome = kind === 'tool_call' ? OUTCOMES[i % 6]! : 'ok';
  return {
    id: `${kind}:${i}`,
    kind,
    time: NOW - i * 37_000,
    durationMs: 12 + ((i * 71) % 4_000),
    sessionId: `session-${Math.floor(i / 40)}`,
    agent: i % 9 === 0 ? null : ['orchestrator', 'researcher', 'coder'][i % 3]!,
    service: 'invoice-agent',
    name: kind === 'handoff' ? 'coder' : kind === 'side_effect' ? 'POST /invoices' : TOOLS[i % 5]!,
    arguments: kind === 'tool_call' ? `{"query":"open invoices, page ${i}","limit":20}` : null,
    outcome,
    errorClass: outcome === 'error' ? 'TimeoutError' : null,
    costUsd: kind === 'tool_call' ? 0.0004 * (1 + (i % 9)) : null,
    source: null,
    traceId: 'a'.repeat(32),
    spanId: String(i).padStart(16, '0'),
  };
}

class FakeAuditHost implements PageHost {
  revision = 0;
  readonly searches: AuditSearchParams[] = [];
  readonly saved: AuditExportParams[] = [];
  readonly opened: { sessionId: string; span: SpanRef }[] = [];
  constructor(public entries: AuditEntry[]) {}

  serve(port: RpcPort): void {
    serveRpc<AuditPageMethods>(port, {
      'audit/search': (params = {}) => {
        this.searches.push(params);
        const { limit = 200, query, kind, name, agent, outcome, from } = params;
        const found = this.entries.filter(
          (each) =>
            (query === undefined || JSON.stringify(each).includes(query)) &&
            (kind === undefined || each.kind === kind) &&
            (name === undefined || each.name === name) &&
            (agent === undefined || each.agent === agent) &&
            (outcome === undefined || each.outcome === outcome) &&
            (from === undefined || each.time >= from),
        );
        const distinct = (values: (string | null)[]) =>
          [...new Set(values.filter((value) => value !== null))].sort();
        return {
          total: found.length,
          entries: found.slice(0, limit),
          facets: {
            names: distinct(this.entries.map((each) => each.name)),
            agents: distinct(this.entries.map((each) => each.agent)),
            outcomes: distinct(this.entries.map((each) => each.outcome)),
          },
        };
      },
      'audit/save': (params) => {
        this.saved.push(params);
        return true;
      },
      'session/open': (params) => {
        if (params.sessionId === 'session-9')
          throw new RpcError(RPC_ERROR.invalidParams, 'This session is no longer kept.');
        this.opened.push(params);
        return null;
      },
    });
  }
}

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
  host = new FakeAuditHost(Array.from({ length: 8_000 }, (_, i) => entry(i)));
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
    host.entries.unshift({ ...entry(1), id: 'new', time: NOW + 1_000 });
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
