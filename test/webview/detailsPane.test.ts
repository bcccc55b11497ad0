/** The details as a pane: its tabs, its size, what it does while answers are on their way and while spans change. */
import { describe, expect, it } from 'vitest';
import type { LogRecord, OtlpRequest } from '../../src/otlp/records';
import { request } from '../unit/collector/requests';
import { attributes, resource, scope } from '../unit/support/spans';
import { CollectorHost } from './support/collectorHost';
import {
  agentSpan,
  chatOf,
  conversationSession,
  said,
  spanIdOf,
  toolOf,
  TRACE,
} from './support/detailsSession';
import { panelBrowser } from './support/panelBrowser';
import type { PanelPage } from './support/panelPage';

const browser = panelBrowser();
let host: CollectorHost;
let panel: PanelPage;

async function open(width: number, ...requests: OtlpRequest[]): Promise<void> {
  host = await CollectorHost.open(...requests);
  panel = await browser.open(host, { width });
}
const tab = (name: string) => panel.details.getByRole('tab', { name });
const tabPanel = () => panel.details.getByRole('tabpanel');
const title = (name: string) => panel.details.getByRole('heading', { level: 2, name });
const chosenTab = () => panel.details.locator('[role="tab"][aria-selected="true"]').innerText();

describe('tabs', () => {
  it('are those that have something for the kind of span', async () => {
    await open(1400, conversationSession());
    await panel.turns.first().click();
    await title('chat claude-sonnet-4-5').waitFor();
    const names = () => panel.details.getByRole('tab').allInnerTexts();
    expect(await names()).toEqual(['Overview', 'Conversation', 'Compare', 'Context', 'Attributes', 'Raw']);
    await panel.span('tool read_file').click();
    await title('read_file').waitFor();
    expect(await names()).toEqual(['Overview', 'Attributes', 'Raw']);
  });

  it('keep the choice by kind of span, and after a reload', async () => {
    await open(1400, conversationSession());
    await panel.turns.first().click();
    await tab('Compare').click();
    await panel.span('tool read_file').click();
    await title('read_file').waitFor();
    expect(await chosenTab()).toBe('Overview');
    await tab('Raw').click();
    await panel.span('tool search_docs').click();
    await title('search_docs').waitFor();
    expect(await chosenTab()).toBe('Raw');
    await panel.turns.nth(1).click();
    await title('chat claude-sonnet-4-5').waitFor();
    expect(await chosenTab()).toBe('Compare');
    await expect
      .poll(() => panel.page.evaluate('savedState?.details?.tabs'))
      .toEqual({ llm: 'compare', tool: 'raw' });
    await panel.page.reload();
    await title('chat claude-sonnet-4-5').waitFor();
    expect(await chosenTab()).toBe('Compare');
  });

  it('are walked through by arrow keys', async () => {
    await open(1400, conversationSession());
    await panel.turns.first().click();
    await tab('Overview').click();
    for (const name of ['Conversation', 'Compare', 'Context', 'Attributes', 'Raw', 'Overview']) {
      await panel.page.keyboard.press('ArrowRight');
      expect(await panel.page.evaluate('document.activeElement.innerText')).toBe(name);
      await expect.poll(() => tabPanel().getAttribute('aria-labelledby')).toBe(`tab-${name.toLowerCase()}`);
    }
    await panel.page.keyboard.press('End');
    expect(await panel.page.evaluate('document.activeElement.innerText')).toBe('Raw');
  });
});

describe('the place of the pane', () => {
  const width = async () => (await panel.boxOf(panel.details)).width;
  const splitter = () => panel.page.getByRole('separator', { name: 'Width of the details' });

  it('is changed by dragging, and back by a double click', async () => {
    await open(1400, conversationSession());
    const usual = await width();
    const line = await panel.boxOf(splitter());
    await panel.page.mouse.move(line.x + line.width / 2, 400);
    await panel.page.mouse.down();
    await panel.page.mouse.move(line.x - 100, 410, { steps: 4 });
    await panel.page.mouse.up();
    expect(await width()).toBeCloseTo(usual + 103, -1);
    await panel.page.mouse.move(10, 410);
    const now = await panel.boxOf(splitter());
    await panel.page.mouse.dblclick(now.x + now.width / 2, 400);
    expect(await width()).toBe(usual);
  });

  it('is changed by keyboard within bounds, said to screen readers, and remembered', async () => {
    await open(1400, conversationSession());
    await splitter().focus();
    const usual = await width();
    await panel.page.keyboard.press('ArrowLeft');
    await panel.page.keyboard.press('ArrowLeft');
    expect(await width()).toBe(usual + 40);
    expect(await splitter().getAttribute('aria-valuenow')).toBe(String(usual + 40));
    await panel.page.keyboard.press('Home');
    expect(await width()).toBe(280);
    await panel.page.keyboard.press('End');
    expect(await width()).toBe(1080);
    await panel.page.keyboard.press('ArrowRight');
    await expect.poll(() => panel.page.evaluate('savedState?.details?.width')).toBe(1060);
    await panel.page.reload();
    await panel.details.waitFor();
    expect(await width()).toBe(1060);
    // A narrower window keeps room for the drawings.
    await panel.page.setViewportSize({ width: 1000, height: 800 });
    expect(await width()).toBeLessThanOrEqual(680);
  });

  it('is none when it is closed; opening it shows what is selected by then', async () => {
    await open(1400, conversationSession());
    await panel.turns.first().click();
    await title('chat claude-sonnet-4-5').waitFor();
    const drawing = (await panel.boxOf(panel.flame)).width;
    await panel.details.getByRole('button', { name: 'Close the details' }).click();
    await panel.details.waitFor({ state: 'hidden' });
    expect((await panel.boxOf(panel.flame)).width).toBeGreaterThan(drawing + 300);
    const show = panel.page.getByRole('button', { name: 'Show the details' });
    expect(
      await panel.page.evaluate(
        `document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent`,
      ),
    ).toBe('Show the details (Q)');
    // The tree follows the drawing once that rests: until then a click may hit another frame.
    const clicked = async () => {
      await panel.span('tool search_docs').click();
      return panel.selectedSpan.getAttribute('aria-label');
    };
    await expect.poll(clicked, { timeout: 10_000 }).toContain('search_docs');
    await panel.page.keyboard.press('q');
    await title('search_docs').waitFor();
    await panel.page.keyboard.press('q');
    await panel.details.waitFor({ state: 'hidden' });
    await expect.poll(() => panel.page.evaluate('savedState?.details?.closed')).toBe(true);
    await panel.page.reload();
    await show.waitFor();
    expect(await panel.details.isVisible()).toBe(false);
    await show.click();
    await title('search_docs').waitFor();
  });

  it('is under the drawings in a narrow window', async () => {
    await open(880, conversationSession());
    await panel.span('tool read_file').click();
    await title('read_file').waitFor();
    const details = await panel.boxOf(panel.details);
    const flame = await panel.boxOf(panel.flame);
    expect(details.y).toBeGreaterThanOrEqual(flame.y + flame.height - 1);
    expect(details.width).toBeGreaterThan(850);
    expect(await splitter().isVisible()).toBe(false);
  });
});

describe('while answers are on their way', () => {
  it('what was there stays until the new is complete, and late answers are dropped', async () => {
    await open(1400, conversationSession());
    await panel.span('tool read_file').click();
    await title('read_file').waitFor();
    await panel.page.evaluate(`{
      window.seen = new Set();
      const pane = document.querySelector('aside.details');
      new MutationObserver(() => window.seen.add(pane.innerText.trim() === '' ? 'empty' : pane.querySelector('h2')?.innerText ?? 'no title'))
        .observe(pane, { childList: true, subtree: true });
    }`);
    let release: () => void = () => undefined;
    host.delays.set('span/get', new Promise((resolve) => (release = resolve)));
    await panel.turns.first().click();
    await panel.span('tool search_docs').click();
    await panel.settle();
    await title('read_file').waitFor();
    release();
    await title('search_docs').waitFor();
    await panel.settle();
    expect(await panel.page.evaluate('[...window.seen]')).toEqual(['search_docs']);
  });

  it('a tab that takes long says so, and the one before stays', async () => {
    await open(1400, conversationSession());
    await panel.turns.nth(1).click();
    await tabPanel().getByText('Model call').waitFor();
    let release: () => void = () => undefined;
    host.delays.set('span/messages', new Promise((resolve) => (release = resolve)));
    await tab('Conversation').click();
    await panel.details.locator('[role="tabpanel"][aria-busy="true"]').waitFor();
    expect(await tabPanel().getByText('Model call').isVisible()).toBe(true);
    expect(await chosenTab()).toBe('Conversation');
    release();
    await tabPanel().getByText('New in this request').waitFor();
    expect(await tabPanel().getAttribute('aria-busy')).toBeNull();
  });

  it('a failure is told where nothing can be shown', async () => {
    await open(1400, conversationSession());
    await panel.span('tool read_file').click();
    await title('read_file').waitFor();
    host.delays.set('span/messages', Promise.reject(new Error('disk on fire')));
    host.delays.get('span/messages')?.catch(() => undefined);
    await panel.turns.first().click();
    await title('chat claude-sonnet-4-5').waitFor();
    await tab('Conversation').click();
    await tabPanel().getByText('This could not be read: disk on fire').waitFor();
    host.delays.delete('span/messages');
    await tabPanel().getByRole('button', { name: 'Try again' }).click();
    await tabPanel().getByText('Request', { exact: true }).waitFor();
  });
});

describe('a span that changes while it is shown', () => {
  const rows = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`key${i}`, { value: i }]));
  const tool = (more: object) => toolOf({ id: 'grow', at: 1, tool: 'grow', args: rows, ...more });

  it('keeps what was folded, where it was scrolled, and the focus', async () => {
    await open(1400, request([agentSpan(900), tool({})]));
    await panel.span('tool grow').click();
    await title('grow').waitFor();
    const arrow = panel.details.getByRole('treeitem').filter({ hasText: 'key40' });
    await arrow.focus();
    await panel.page.keyboard.press('ArrowRight');
    await panel.details.getByRole('treeitem').filter({ hasText: 'value: 40' }).waitFor();
    await arrow.focus();
    const scrolled = () => tabPanel().evaluate((element: { scrollTop: number }) => element.scrollTop);
    const before = await scrolled();
    expect(before).toBeGreaterThan(100);
    // The richer copy of the same span wins: now it has a result.
    host.ingest(request([tool({ result: { done: true }, attributes: { more: 'x', even: 'more' } })]));
    await panel.announceChange();
    await panel.details.getByRole('tree', { name: 'Result' }).waitFor();
    expect(await scrolled()).toBe(before);
    expect(await panel.details.getByRole('treeitem').filter({ hasText: 'value: 40' }).count()).toBe(1);
    expect(await panel.page.evaluate('document.activeElement.innerText')).toContain('key40');
  });
});

describe('the overview', () => {
  const STACK = `Traceback (most recent call last):
  File "/app/tools/search.py", line 41, in search_docs
    hits = index.find(query)
  File "/usr/lib/python3/site-packages/lib.py", line 7, in find
    raise TimeoutError
TimeoutError: no answer within 3 s`;

  it('has class, message and the stack trace, whose frames open where the editor has the files', async () => {
    host = await CollectorHost.open(
      request([
        agentSpan(900),
        toolOf({
          id: 'bad',
          at: 1,
          tool: 'search_docs',
          args: { q: 1 },
          failure: { type: 'TimeoutError', message: 'no answer within 3 s', stack: STACK },
        }),
      ]),
    );
    host.files.add('/app/tools/search.py');
    panel = await browser.open(host);
    await panel.span('tool search_docs').click();
    await panel.details.locator('.failure').getByText('✕ TimeoutError').waitFor();
    await panel.details.locator('.failure').getByText('no answer within 3 s').waitFor();
    await panel.details.getByRole('button', { name: '/app/tools/search.py' }).click();
    await expect.poll(() => host.opened).toEqual([{ file: '/app/tools/search.py', line: 41, column: null }]);
    expect(await panel.details.getByRole('button', { name: 'lib.py' }).count()).toBe(0);
    expect(await panel.details.locator('.stack').innerText()).toBe(STACK);
  });

  it('has tokens with what is part of them, cost, and the time to the first token', async () => {
    await open(1400, conversationSession({ sameSystem: true }));
    await panel.turns.nth(1).click();
    await title('chat claude-sonnet-4-5').waitFor();
    const cells = await tabPanel().locator('.usage tr').allInnerTexts();
    expect(cells.map((text) => text.replaceAll(/\s+/g, ' ').trim())).toEqual([
      'Tokens 11.4k Share',
      'Input 11.2k',
      'Fresh 0 0 %',
      'Cache read 5.8k 52 %',
      'Cache write 5.4k 48 %',
      'Output 180',
      expect.stringMatching(/^Cost \$0\.0\d from the price table$/),
    ]);
    await tabPanel().getByText('after 420ms').waitFor();
  });

  it('leads from a tool to the model call that asked for it', async () => {
    await open(1400, conversationSession());
    await panel.span('tool search_docs').click();
    await tabPanel().getByRole('button', { name: 'Turn 1, claude-sonnet-4-5' }).click();
    await title('chat claude-sonnet-4-5').waitFor();
    expect(await panel.selectedSpan.getAttribute('data-span-id')).toBe(spanIdOf('turn1'));
  });

  it('says how content is switched on where a tool has none', async () => {
    await open(1400, request([agentSpan(900), toolOf({ id: 'mute', at: 1, tool: 'mute' })]));
    await panel.span('tool mute').click();
    await tabPanel()
      .getByText(/The arguments were not recorded\. .*CAPTURE_MESSAGE_CONTENT=true/)
      .waitFor();
    await tabPanel()
      .getByText(/The result was not recorded\./)
      .waitFor();
  });
});

describe('comparing turns', () => {
  it('says why the cache was missed, and shows the place in both', async () => {
    await open(1400, conversationSession());
    await panel.turns.nth(1).click();
    await tab('Compare').click();
    await tabPanel()
      .getByText(/Cache miss because the system prompt changed at character \d+\./)
      .waitFor();
    const excerpts = tabPanel().locator('.excerpt');
    expect(await excerpts.locator('del').innerText()).toBe('1.');
    expect(await excerpts.locator('ins').innerText()).toBe('2.');
    expect(await excerpts.first().innerText()).toContain('It is 10:01.');
  });

  it('goes against any other turn', async () => {
    const turns = [1, 2, 3].map((n) =>
      chatOf({
        id: `turn${n}`,
        at: n * 100,
        ms: 90,
        input: [said('user', n === 3 ? 'Something else' : 'The same')],
        output: [said('assistant', `Answer ${n}`)],
        tokens: { input: 100 },
      }),
    );
    await open(1400, request([agentSpan(900), ...turns]));
    await panel.turns.nth(2).click();
    await tab('Compare').click();
    const choice = tabPanel().getByLabel('Compare turn 3 with');
    await choice.waitFor();
    expect(await choice.inputValue()).toBe('2');
    await tabPanel().getByText('Message 1 (user) changed at character 0.').waitFor();
    await choice.selectOption('1');
    await expect.poll(() => host.asked('turns/diff').at(-1)).toMatchObject({ a: 3, b: 1 });
    await tabPanel().getByText('Turn 1, message 1 (user)').waitFor();
  });
});

it('shows what fills the context window, and what this turn added', async () => {
  await open(1400, conversationSession());
  await panel.turns.nth(1).click();
  await tab('Context').click();
  await tabPanel().getByText('11.2k tokens · 6 % of 200k tokens').waitFor();
  await tabPanel().getByText('+5.2k tokens since').waitFor();
  const bars = await tabPanel().locator('.context-bars').first().locator('.bar-label').allInnerTexts();
  expect(bars[0]).toBe('read_file results');
  expect(bars).toEqual(
    expect.arrayContaining(['search_docs results', 'user ×21', 'tool definitions ×2', 'system prompt']),
  );
  const added = tabPanel().locator('section').filter({ hasText: 'New since turn 1' });
  expect(await added.locator('.bar-label').first().innerText()).toBe('read_file result');
  await tabPanel().getByRole('button', { name: 'turn 1' }).click();
  await tabPanel().getByText('The agent starts with an empty context here.').waitFor();
});

it('shows the log records that were written inside of the span', async () => {
  const log = (text: string, severityText: string): LogRecord => ({
    timeUnixNano: BigInt(Date.UTC(2026, 2, 3, 9, 30)) * 1_000_000n + 40_000_000n,
    observedTimeUnixNano: 0n,
    severityNumber: severityText === 'ERROR' ? 17 : 9,
    severityText,
    body: text,
    attributes: attributes({ 'http.status': 503 }),
    droppedAttributesCount: 0,
    flags: 0,
    traceId: TRACE,
    spanId: spanIdOf('logged'),
    eventName: '',
  });
  const logRecords = [log('first try failed', 'ERROR'), log('second try worked', 'INFO')];
  await open(
    1400,
    request([agentSpan(900), toolOf({ id: 'logged', at: 30, tool: 'fetch', args: {}, result: 'ok' })]),
    {
      signal: 'logs',
      request: {
        resourceLogs: [
          {
            resource: resource({ 'service.name': 'shop' }),
            schemaUrl: '',
            scopeLogs: [{ scope: scope('test'), schemaUrl: '', logRecords }],
          },
        ],
      },
    },
  );
  await panel.span('tool fetch').click();
  await tab('Logs').click();
  const records = tabPanel().getByRole('article');
  await records.first().getByText('first try failed').waitFor();
  expect(await records.count()).toBe(2);
  expect(await records.first().innerText()).toMatch(/ERROR\s+\+10ms/);
  await records.nth(1).getByText('1 attribute').click();
  await records.nth(1).getByRole('treeitem').filter({ hasText: 'http.status: 503' }).waitFor();
});

it('shows the span as it was received', async () => {
  await open(1400, conversationSession());
  await panel.span('tool search_docs').click();
  await tab('Raw').click();
  const keys = await tabPanel().locator('.json-row[aria-level="1"] .json-key').allInnerTexts();
  expect(keys.slice(0, 8)).toEqual([
    'traceId',
    'spanId',
    'parentSpanId',
    'name',
    'kind',
    'startTimeUnixNano',
    'endTimeUnixNano',
    'status',
  ]);
  expect(keys).toEqual(expect.arrayContaining(['attributes', 'events', 'links', 'resource', 'scope']));
  await tabPanel()
    .getByText(`"${spanIdOf('search')}"`)
    .waitFor();
});
