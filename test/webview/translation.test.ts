/** Every page in a language that nobody speaks: whatever is left in plain letters can never be translated. */
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { problemsOf } from '../../src/protocol/problems';
import { RPC_ERROR, RpcError, type RpcErrorCode } from '../../src/protocol/rpc';
import { SQL_EXAMPLES, SQL_VIEWS } from '../../src/protocol/sqlReference';
import { textsToTranslate } from '../tools/l10n.mjs';
import { collectorStatus } from '../unit/support/status';
import { auditEntry, FakeAuditHost } from './support/auditHost';
import type { PageEntry } from './support/bundle';
import { CollectorHost } from './support/collectorHost';
import { FakeConnectHost } from './support/connectHost';
import { spanIdOf } from './support/detailsSession';
import { FakeCollector } from './support/fakeCollector';
import { gallerySession } from './support/gallerySession';
import { FakeOverviewHost, monthOfWork } from './support/overviewHost';
import type { PageHost, PanelOptions, PanelPage } from './support/panelPage';
import { PanelBrowser } from './support/panelPage';
import type { Display } from './support/pageServer';
import { NOTE_DRAWN_TEXTS, pseudoLanguage, RememberingHost, untranslated } from './support/pseudoLanguage';
import { invoiceSession, longSession, unfinishedSession } from './support/sessions';
import { FakeSqlHost } from './support/sqlHost';

let display: Display;
let browser: PanelBrowser | undefined;
let panel: PanelPage;
let host: RememberingHost;

beforeAll(async () => {
  display = pseudoLanguage(await textsToTranslate());
});
afterEach(async () => {
  await browser?.close();
  browser = undefined;
  expect(panel.complaints).toEqual([]);
});

async function open(entry: PageEntry, from: PageHost, options: PanelOptions = {}): Promise<void> {
  browser ??= await PanelBrowser.launch(entry, display);
  host = new RememberingHost(from);
  panel = await browser.open(host, { script: NOTE_DRAWN_TEXTS, ...options });
}

const expectTranslated = async (what: string) => {
  await panel.settle();
  expect.soft(await untranslated(panel.page, host), what).toEqual([]);
};

/** `Run` in the pseudo language. */
const said = (text: string) => display.translations![text]!;
const press = (name: string) =>
  panel.page
    .getByRole('button', { name: said(name), exact: true })
    .first()
    .click();

describe('the session view', () => {
  it('has no plain English in its drawings, toolbar, findings, review and dialogs', async () => {
    const collector = new FakeCollector(invoiceSession());
    collector.imported = true;
    collector.status = collectorStatus({ refusedPatterns: [{ pattern: '(', problem: 'it is no pattern' }] });
    collector.sources.set('search_docs', [{ path: 'tools/search.py', line: 41, foundBy: 'tool-name' }]);
    await open('main.ts', collector);
    host.remember(problemsOf(collector.status));
    await expectTranslated('timeline');
    await panel.page.locator('[data-kind="tool"][data-iteration="3"]').hover();
    await expectTranslated('tooltip');
    await panel.page.locator('[data-kind="tool"][data-iteration="3"]').click();
    await expectTranslated('selection');
    await panel.page.locator('.review-toggle').click();
    await expectTranslated('review');
    for (const mode of ['Tokens', 'Cost']) {
      await press(mode);
      await expectTranslated(mode);
    }
    await press('Aggregate');
    await expectTranslated('aggregate');
    await panel.page.locator('.menu-button .icon-button').click();
    await expectTranslated('menu');
    await panel.page.keyboard.press('Escape');
    await panel.page.locator('.colour-legend').first().waitFor();
    await panel.page.keyboard.press('?');
    await panel.page.locator('dialog[open]').waitFor();
    await expectTranslated('keys');
  }, 120_000);
});

describe('the details', () => {
  /** Span by its name in the gallery, and the tabs that tell of it. */
  const TABS: readonly (readonly [span: string, ...tabs: string[]])[] = [
    ['00000000000000aa', 'Overview'],
    ['turn1', 'Conversation', 'Context'],
    ['turn2', 'Overview', 'Conversation', 'Compare', 'Context'],
    ['turn3', 'Overview', 'Conversation'],
    ['turn4', 'Conversation'],
    ['turn5', 'Overview', 'Conversation'],
    ['read', 'Overview'],
    ['search', 'Overview', 'Attributes', 'Logs', 'Raw'],
    ['refund', 'Overview'],
    ['dump', 'Overview'],
    ['handoff', 'Overview'],
    ['lookup', 'Overview'],
  ];

  it('have no plain English on any tab', async () => {
    const collector = await CollectorHost.open(...gallerySession());
    collector.source = [
      { path: 'tools/search.py', line: 41, foundBy: 'tool-name' },
      { path: 'tests/fakes/search.py', line: 12, foundBy: 'tool-name' },
    ];
    await open('main.ts', collector, { width: 1000, height: 1000 });
    for (const [span, ...tabs] of TABS) {
      await panel.page.locator(`.flame-item[data-span-id="${spanIdOf(span)}"]`).click();
      await panel.page
        .locator(`.flame-item[data-span-id="${spanIdOf(span)}"][aria-selected="true"]`)
        .waitFor();
      for (const tab of tabs) {
        await panel.page.getByRole('tab', { name: said(tab), exact: true }).click();
        await panel.page.locator(`[role="tabpanel"][aria-labelledby="tab-${tab.toLowerCase()}"]`).waitFor();
        await expectTranslated(`${span}: ${tab}`);
      }
    }
  }, 180_000);

  it('have none where nothing is known', async () => {
    await open('main.ts', new FakeCollector(unfinishedSession()));
    await panel.page.locator('.flame-item').last().click();
    await expectTranslated('unfinished');
  });
});

describe('a session of many turns', () => {
  it('has no plain English in its bars', async () => {
    await open('main.ts', new FakeCollector(longSession()));
    await panel.page.locator('.turns [role="option"]').nth(3).hover({ force: true });
    await expectTranslated('bars');
  });
});

describe('a page without a session', () => {
  it.each<[string, RpcErrorCode | null]>([
    ['waiting', null],
    ['stopped', RPC_ERROR.closed],
    ['error', RPC_ERROR.internal],
  ])('has no plain English: %s', async (_, code) => {
    const collector = new FakeCollector();
    if (code !== null) collector.failure = new RpcError(code, 'database disk image is malformed');
    await open('main.ts', collector);
    await expectTranslated('page');
  });
});

describe('the SQL console', () => {
  it('has no plain English', async () => {
    await open('sql/main.ts', new FakeSqlHost(), { ready: '.sql-console' });
    host.remember(SQL_EXAMPLES.map(({ sql }) => sql));
    host.remember(
      SQL_VIEWS.map(({ name, columns }) => [name, columns.map((each) => [each.name, each.type])]),
    );
    await panel.page.locator('.sql-view summary').first().click();
    await expectTranslated('reference');
    await panel.page.keyboard.press('Escape');
    await panel.page.locator('.sql-examples button').first().click();
    await panel.page.getByRole('gridcell').first().waitFor();
    await expectTranslated('result');
    await panel.page.getByRole('gridcell').nth(1).dblclick();
    await expectTranslated('value');
  });
});

describe('the Overview', () => {
  it('has no plain English', async () => {
    await open('overview/main.ts', new FakeOverviewHost(monthOfWork(), 1), { ready: 'rect.day' });
    await expectTranslated('agents');
    for (const by of ['Model', 'Tool', 'Service']) {
      await press(by);
      await expectTranslated(by);
    }
  });

  it('has none when there is nothing', async () => {
    await open('overview/main.ts', new FakeOverviewHost([]), { ready: '.overview-empty' });
    await expectTranslated('empty');
  });
});

describe('the audit trail', () => {
  it('has no plain English', async () => {
    const entries = Array.from({ length: 4_000 }, (_, i) => auditEntry(i));
    await open('audit/main.ts', new FakeAuditHost(entries), { ready: '[role="gridcell"]' });
    await expectTranslated('entries');
    await panel.page.getByRole('searchbox').fill('nothing has this');
    await panel.page.locator('.audit-empty p').waitFor();
    await expectTranslated('none fits');
  });

  it('has none when there is nothing', async () => {
    await open('audit/main.ts', new FakeAuditHost([]), { ready: '.audit-empty p' });
    await expectTranslated('empty');
  });
});

describe('the page “Connect Your Agent”', () => {
  it('has no plain English in any guide, before and after the first span', async () => {
    const connect = new FakeConnectHost();
    await open('connect/main.ts', connect, { ready: '.connect-arrival[data-state]' });
    // Their names are products; what they set, and the code to copy, is for programs.
    for (const { name, steps } of connect.state.guides)
      host.remember([name, ...steps.map(({ code }) => code)]);
    for (const radio of await panel.page.getByRole('radio').all()) {
      await radio.check();
      await expectTranslated(await radio.inputValue());
    }
    connect.state = { ...connect.state, tokenRequired: true };
    await panel.announceChange();
    await expectTranslated('token');
    connect.state = { ...connect.state, received: 3, latest: { id: 's1', title: 'Fix the bill' } };
    await panel.announceChange();
    await expectTranslated('received');
    connect.state = {
      ...connect.state,
      endpoint: null,
      grpcEndpoint: null,
      problem: 'No port is free.',
      trusted: false,
      folderOpen: false,
    };
    await panel.announceChange();
    await expectTranslated('failed');
  }, 60_000);
});

describe('a language with its own numbers and plurals', () => {
  it('has both', async () => {
    const turns = '{0, plural, one {turn} other {turns}}';
    const translations = {
      [turns]: '{0, plural, one {tura} few {tury} many {tur} other {tury}}',
      '{0} cached': 'z pamięci: {0}',
    };
    browser = await PanelBrowser.launch('main.ts', { language: 'pl', translations });
    const label = async (count: number) => {
      panel = await browser!.open(new FakeCollector(longSession(count)));
      return panel.figure('turns').locator('span').innerText();
    };
    expect(await label(3)).toBe('tury');
    expect(await label(5)).toBe('tur');
    expect(await panel.figure('input').innerText()).toMatch(/^[\d,]+k\s+input tokens · z pamięci: \d/);
  });
});
