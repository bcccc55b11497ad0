/** The session view in a real browser: what it shows, and what it does when it is used. */
import { beforeEach, describe, expect, it } from 'vitest';
import { FakeCollector } from './support/fakeCollector';
import { panelBrowser } from './support/panelBrowser';
import type { PanelPage } from './support/panelPage';
import {
  HOSTILE,
  hostileSession,
  invoiceSession,
  longSession,
  RunWriter,
  tinySession,
} from './support/sessions';

const browser = panelBrowser();

let collector: FakeCollector;
let panel: PanelPage;

/** The tool call of the loop's third iteration: turn 9. */
const THIRD_SEARCH = 'tool search_docs, 892ms, loop iteration 3 of 6, turn 9';

describe('a session', () => {
  beforeEach(async () => {
    collector = new FakeCollector(invoiceSession());
    collector.sources.set('search_docs', [{ path: 'tools/search.py', line: 41, foundBy: 'tool-name' }]);
    panel = await browser.open(collector);
  });

  it('says how big and how expensive it is', async () => {
    const figure = async (name: string) => (await panel.figure(name).innerText()).replaceAll(/\s+/g, ' ');
    expect(await panel.page.getByRole('heading', { level: 1 }).innerText()).toBe(
      'Find why invoices are rounded down and fix it',
    );
    expect(await figure('duration')).toBe('58.4s duration');
    expect(await figure('turns')).toBe('18 turns');
    expect(await figure('tools')).toBe('13 tool calls');
    expect(await figure('input')).toMatch(/^\d+k input tokens · \d+ % cached$/);
    expect(await figure('output')).toMatch(/^\d+k output · [\d.]+k reasoning$/);
    expect(await figure('cost')).toBe('$0.42 cost');
    expect(await figure('errors')).toBe('2 errors');
    expect(await figure('loops')).toBe('↻ 1 loop · $0.12 wasted');
    expect(await figure('context')).toMatch(/^\d+ % of the context window$/);
  });

  it('shows every span in its tree, with kind, duration, outcome, loop and turn', async () => {
    expect(await panel.spans.count()).toBe(collector.spans.length);
    const third = panel.page.locator('[data-kind="tool"][data-iteration="3"]');
    expect(await third.getAttribute('aria-label')).toBe(THIRD_SEARCH);
    expect(await third.getAttribute('aria-level')).toBe('3');
    expect(await panel.span('tool run_tests').getAttribute('aria-label')).toContain('error');
  });

  it('draws every frame where its tree item lies, in the colour of its kind', async () => {
    const box = await panel.boxOf(panel.span('agent orchestrator'));
    const [red, green, blue] = await panel.pixel(box.x + box.width / 2, box.y + 4);
    // --vscode-charts-purple of Dark Modern.
    expect([red, green, blue]).toEqual([0xb1, 0x80, 0xd7]);
  });

  it('highlights the loop in both charts', async () => {
    expect(await panel.page.locator('.flame-item[data-loop]').count()).toBe(12);
    const turns = panel.page.locator('.turn-option[data-loop]');
    expect(
      await turns.evaluateAll((options: { dataset: { turn: string } }[]) =>
        options.map((o) => o.dataset.turn),
      ),
    ).toEqual(['7', '8', '9', '10', '11', '12']);
    expect(await panel.page.locator('.turns-plot rect.hatched').count()).toBe(6);
    expect(await panel.page.locator('.turns-plot .loop-bracket').count()).toBe(1);
    // Hatching: more than one colour along a line through a frame, away from its label.
    const box = await panel.boxOf(panel.page.locator('[data-kind="tool"][data-iteration="2"]'));
    const colours = new Set<string>();
    for (let x = 2; x < box.width - 2; x++) {
      colours.add((await panel.pixel(box.x + x, box.y + 3)).join());
    }
    expect(colours.size).toBeGreaterThan(2);
  });

  it('selects by click, in both charts, and shows the details', async () => {
    await panel.page.locator('[data-kind="tool"][data-iteration="3"]').click();
    await panel.details.getByRole('heading', { name: 'search_docs' }).waitFor();
    expect(await panel.details.locator('.where').innerText()).toBe(
      'tool · turn 9 · call 3 of 6 in this loop · researcher · 892ms · ok',
    );
    expect(await panel.details.locator('.json').first().innerText()).toContain('invoice rounding rule');
    expect(await panel.selectedSpan.getAttribute('aria-label')).toBe(THIRD_SEARCH);
    expect(await panel.turns.nth(8).getAttribute('aria-selected')).toBe('true');
    await expect.poll(() => panel.announcement.textContent()).toBe(`Selected ${THIRD_SEARCH}`);
  });

  it('drops the selection on a click beside the frames and on Escape', async () => {
    await panel.span('agent coder').click();
    await panel.page.keyboard.press('Escape');
    expect(await panel.selectedSpan.count()).toBe(0);
    await panel.span('agent coder').click();
    const box = await panel.boxOf(panel.flame);
    await panel.page.mouse.click(box.x + 200, box.y + box.height - 20);
    expect(await panel.selectedSpan.count()).toBe(0);
    await panel.details.getByText('Select a frame or a turn').waitFor();
  });

  it('selects a turn by click and by arrow keys', async () => {
    await panel.turns.nth(6).click();
    await panel.details.getByText('turn 7 · iteration 1 of 6 in this loop').waitFor();
    await panel.page.keyboard.press('ArrowRight');
    await panel.details.getByText('turn 8 · iteration 2 of 6 in this loop').waitFor();
    expect(await panel.selectedSpan.getAttribute('data-kind')).toBe('llm');
    expect(await panel.turns.nth(7).getAttribute('aria-label')).toMatch(
      /^Turn 8: [\d.]+k input, [\d.]+k cached, [\d.]+k output, [\d.]+k? reasoning,.* in loop$/,
    );
  });

  it('is walked through with the arrow keys, the focus going along', async () => {
    await panel.span('agent orchestrator').click();
    const focused = () => panel.page.locator('.flame-item:focus').getAttribute('aria-label');
    await panel.page.keyboard.press('ArrowDown');
    expect(await focused()).toContain('turn 1');
    await panel.page.keyboard.press('End');
    expect(await focused()).toContain('turn 18');
    await panel.page.keyboard.press('ArrowLeft');
    expect(await focused()).toContain('agent coder');
    await panel.page.keyboard.press('ArrowUp');
    expect(await focused()).toContain('agent orchestrator');
  });

  it('goes to the source of a tool', async () => {
    const search = panel.page.locator('[data-kind="tool"][data-iteration="3"]');
    const ref = {
      traceId: await search.getAttribute('data-trace-id'),
      spanId: await search.getAttribute('data-span-id'),
    };
    await search.click();
    await panel.details.getByText('tools/search.py:41 — found by name').waitFor();
    await panel.details.getByRole('button', { name: 'Go to source' }).click();
    await expect.poll(() => collector.asked('source/open')).toEqual([ref]);
    await search.click();
    await panel.page.keyboard.press('Enter');
    await expect.poll(() => collector.asked('source/open')).toEqual([ref, ref]);
  });

  it('says why there is no source and what to do', async () => {
    await panel.span('tool grep').click();
    await panel.details.getByText('no tool “grep” is defined in this workspace').waitFor();
    expect(await panel.details.getByRole('button', { name: 'Go to source' }).count()).toBe(0);
  });

  it('shows the loop and goes to its tool from the finding', async () => {
    const finding = panel.page.locator('.finding.is-loop');
    expect(await finding.innerText()).toContain('search_docs ran 6 times with the same arguments');
    await finding.getByRole('button', { name: 'Show loop' }).click();
    await panel.settle();
    const flame = await panel.boxOf(panel.flame);
    const first = await panel.boxOf(panel.page.locator('[data-kind="tool"][data-iteration="1"]'));
    const last = await panel.boxOf(panel.page.locator('[data-kind="tool"][data-iteration="6"]'));
    expect(first.x).toBeGreaterThan(flame.x);
    expect(last.x + last.width).toBeLessThan(flame.x + flame.width);
    expect(last.x - first.x).toBeGreaterThan(flame.width * 0.5);
    await finding.getByRole('button', { name: 'Go to tool' }).click();
    await expect.poll(() => collector.asked('source/open')).toHaveLength(1);
  });

  it('asks the editor to compare iterations of the loop in the finding', async () => {
    await panel.page.locator('.finding.is-loop').getByRole('button', { name: 'Compare iterations' }).click();
    await expect
      .poll(() => collector.asked('loop/compare'))
      .toEqual([{ loopId: expect.stringMatching(/^repeat:/) as string }]);
  });

  it('puts the dearest loop first', async () => {
    await panel.close();
    const run = new RunWriter();
    run.agent('clerk', 'Refund the order', () => {
      const loop = (tool: string, times: number) => {
        for (let i = 0; i < times; i++) {
          run.model({ asks: [`${tool}${i}`], usage: { input: 900, output: 20 } });
          run.tool(tool, { callId: `${tool}${i}`, args: { order: 7 }, result: { total: 12 } });
        }
      };
      loop('find_order', 4);
      loop('get_status', 9);
    });
    panel = await browser.open(new FakeCollector(run.spans));
    const first = panel.page.locator('.finding').first();
    expect(await first.innerText()).toMatch(/^↻\s+get_status ran 9 times/);
    await first.getByRole('button', { name: /^\d more finding/ }).click();
    expect(await panel.page.locator('.finding').nth(1).innerText()).toContain('find_order ran 4 times');
  });

  it('shows errors clearly, and steps through them from the figure and by key', async () => {
    await panel.figure('errors').click();
    await panel.details.locator('.failure').getByText('AssertionError').waitFor();
    expect(await panel.details.locator('.failure pre').innerText()).toContain('expected 10.01, got 10.00');
    await panel.page.keyboard.press('e');
    await panel.details.locator('.failure').getByText('TimeoutError').waitFor();
    expect(await panel.details.locator('.where').innerText()).toContain('timeout');
    await panel.page.keyboard.press('Shift+E');
    await panel.details.locator('.failure').getByText('AssertionError').waitFor();
  });

  it('keeps what is under the pointer in place when zooming with the wheel', async () => {
    const before = await panel.boxOf(panel.span('agent coder'));
    const x = before.x + before.width / 4;
    await panel.page.mouse.move(x, before.y + 10);
    await panel.page.mouse.wheel(0, -400);
    await panel.settle();
    await panel.page.mouse.wheel(0, 150);
    await panel.settle();
    const item = panel.span('tool edit_file');
    const wide = await panel.boxOf(item);
    expect(wide.width).toBeGreaterThan(30);
    // The left edge of "coder" has moved left so that a quarter of its true width is still at the pointer.
    await panel.page.mouse.move(x + 1, before.y + 10);
    const tooltip = panel.page.locator('.tooltip');
    await tooltip.waitFor();
    expect(await tooltip.innerText()).toContain('coder');
    await panel.page.keyboard.press('0');
    await panel.settle();
    expect(await panel.boxOf(panel.span('agent coder'))).toEqual(before);
  });

  it('pans by dragging, and does not take that for a click', async () => {
    for (let i = 0; i < 4; i++) await panel.page.keyboard.press('w');
    await panel.settle();
    const before = await panel.boxOf(panel.span('agent coder'));
    await panel.page.mouse.move(700, before.y + 10);
    await panel.page.mouse.down();
    await panel.page.mouse.move(640, before.y + 10);
    await panel.page.mouse.move(600, before.y + 10);
    await panel.page.mouse.up();
    await panel.settle();
    const after = await panel.boxOf(panel.span('agent coder'));
    expect(after.x).toBeCloseTo(before.x - 100, 0);
    expect(await panel.selectedSpan.count()).toBe(0);
  });

  it('zooms and pans with the keyboard', async () => {
    const width = async () =>
      (await panel.boxOf(panel.page.locator('[data-kind="tool"][data-iteration="3"]'))).width;
    const start = await width();
    await panel.page.keyboard.press('w');
    await panel.settle();
    expect(await width()).toBeCloseTo((start + 1) * 1.25 - 1, 0);
    await panel.page.keyboard.press('s');
    await panel.settle();
    expect(await width()).toBeCloseTo(start, 1);
    await panel.page.locator('[data-kind="tool"][data-iteration="3"]').click();
    await panel.page.keyboard.press('f');
    await panel.settle();
    expect(await width()).toBeGreaterThan(600);
  });

  it('moves the window in the minimap', async () => {
    for (let i = 0; i < 5; i++) await panel.page.keyboard.press('w');
    await panel.settle();
    const minimap = await panel.boxOf(panel.page.locator('.minimap'));
    await panel.page.mouse.click(minimap.x + minimap.width - 10, minimap.y + 10);
    await panel.settle();
    expect(await panel.span('agent coder').count()).toBe(1);
    expect(await panel.page.locator('.flame-item[data-iteration="1"]').count()).toBe(0);
  });

  it('searches: counts, highlights, steps forth and back, and gives up on Escape', async () => {
    await panel.page.keyboard.press('/');
    await panel.page.keyboard.type('read_file');
    const count = panel.page.locator('.match-count');
    await expect.poll(() => count.innerText()).toBe('2 matches');
    const box = await panel.boxOf(panel.span('agent orchestrator'));
    await expect.poll(async () => (await panel.pixel(box.x + 300, box.y + 4))[0]).toBeLessThan(0x80);
    await panel.page.keyboard.press('Enter');
    await expect.poll(() => count.innerText()).toBe('1 of 2');
    await panel.page.keyboard.press('Enter');
    await expect.poll(() => count.innerText()).toBe('2 of 2');
    await panel.page.keyboard.press('Shift+Enter');
    await expect.poll(() => count.innerText()).toBe('1 of 2');
    await panel.details.getByRole('heading', { name: 'read_file' }).waitFor();
    await panel.page.keyboard.press('Escape');
    expect(await count.innerText()).toBe('');
    await expect.poll(() => panel.pixel(box.x + 300, box.y + 4)).toEqual([0xb1, 0x80, 0xd7]);
  });

  it('changes what width means, and says when there is nothing to say', async () => {
    await panel.width('Tokens').click();
    await panel.settle();
    expect(await panel.span('agent orchestrator').getAttribute('aria-label')).toMatch(/\d+k tokens/);
    expect(collector.asked('session/frames').at(-1)).toMatchObject({ mode: 'tokens' });
    await panel.figure('cost').click();
    await panel.settle();
    expect(await panel.span('agent orchestrator').getAttribute('aria-label')).toContain('$0.42');
  });

  it('lists its keys', async () => {
    await panel.page.keyboard.press('?');
    await panel.page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await panel.page.keyboard.press('Escape');
    expect(await panel.page.getByRole('dialog').count()).toBe(0);
  });

  it('shows attributes, resource and the raw span', async () => {
    await panel.page.locator('[data-kind="tool"][data-iteration="3"]').click();
    await panel.details.getByRole('tab', { name: 'Attributes' }).click();
    const content = panel.details.getByRole('tabpanel');
    await content.getByText('gen_ai.operation.name').waitFor();
    await content.getByText('service.name').waitFor();
    await panel.page.keyboard.press('ArrowRight');
    await content.getByText('startTimeUnixNano').waitFor();
    await panel.page.locator('[data-kind="tool"][data-iteration="4"]').click();
    expect(await panel.details.getByRole('tab', { name: 'Raw' }).getAttribute('aria-selected')).toBe('true');
  });

  it('is as it was after a reload', async () => {
    await panel.page.locator('[data-kind="tool"][data-iteration="3"]').click();
    await panel.page.keyboard.press('w');
    await panel.page.keyboard.press('w');
    await panel.settle();
    const before = await panel.boxOf(panel.selectedSpan);
    await panel.page.waitForTimeout(400);
    await panel.page.reload();
    await panel.selectedSpan.waitFor();
    await panel.details.getByRole('heading', { name: 'search_docs' }).waitFor();
    const after = await panel.boxOf(panel.selectedSpan);
    expect(after.x).toBeCloseTo(before.x, 0);
    expect(after.width).toBeCloseTo(before.width, 0);
  });
});

describe('at 600 px', () => {
  it('shows everything without a horizontal scrollbar, the details below', async () => {
    panel = await browser.open(new FakeCollector(invoiceSession()), { width: 600 });
    await panel.page.locator('[data-kind="tool"][data-iteration="3"]').click();
    await panel.details.getByRole('heading', { name: 'search_docs' }).waitFor();
    const scrollable = await panel.page.evaluate<boolean>(
      'document.documentElement.scrollWidth > document.documentElement.clientWidth',
    );
    expect(scrollable).toBe(false);
    const flame = await panel.boxOf(panel.flame);
    const details = await panel.boxOf(panel.details);
    expect(details.y).toBeGreaterThanOrEqual(flame.y + flame.height);
    expect(details.width).toBe(600);
    const figures = await panel.page.locator('.figure').all();
    for (const figure of figures) {
      const box = await panel.boxOf(figure);
      expect(box.x + box.width).toBeLessThanOrEqual(600);
    }
  });
});

describe('a session of 200 turns', () => {
  it('has all turns and a tree that stays small, and finds the loop by key', async () => {
    collector = new FakeCollector(longSession());
    panel = await browser.open(collector);
    await expect.poll(() => panel.turns.count()).toBe(200);
    expect(await panel.spans.count()).toBeLessThanOrEqual(601);
    await panel.page.keyboard.press('l');
    await panel.settle();
    expect(await panel.page.locator('[data-kind="tool"][data-loop]').count()).toBe(9);
    const requests = collector.asked('session/frames') as { widthPx: number }[];
    // Windows only: never more pixels than a few screens, but for the one question that searches everything.
    expect(requests.filter(({ widthPx }) => widthPx > 5000).length).toBeLessThanOrEqual(1);
  });
});

describe('a session of which little is known', () => {
  beforeEach(async () => {
    collector = new FakeCollector(tinySession());
    panel = await browser.open(collector);
  });

  it('shows a dash for what is unknown, never a zero', async () => {
    for (const name of ['input', 'output', 'cost']) {
      expect(await panel.figure(name).locator('b').innerText()).toBe('–');
    }
    expect(await panel.figure('loops').locator('b').innerText()).toBe('0');
  });

  it('explains an empty drawing', async () => {
    await panel.width('Tokens').click();
    await panel.page.getByText('No span of this session reports tokens').waitFor();
    await panel.width('Time').click();
    await panel.span('agent greeter').waitFor();
  });
});

describe('hostile content', () => {
  it('stays text everywhere', async () => {
    collector = new FakeCollector(hostileSession());
    panel = await browser.open(collector);
    expect(await panel.page.getByRole('heading', { level: 1 }).innerText()).toBe(HOSTILE);
    for (const kind of ['tool', 'agent', 'llm']) {
      const item = panel.page.locator(`.flame-item[data-kind="${kind}"]`).last();
      await item.hover();
      await item.click();
      await panel.settle();
      for (const tab of ['Attributes', 'Raw', 'Overview']) {
        await panel.details.getByRole('tab', { name: tab }).click();
      }
    }
    await panel.turns.first().hover();
    expect(await panel.page.locator('#app img, #app script, .tooltip img').count()).toBe(0);
    expect(await panel.page.evaluate('window.hacked')).toBeUndefined();
  });
});
