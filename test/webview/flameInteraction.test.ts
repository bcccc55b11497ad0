/** What people do with the flame graph beyond looking: by mouse and by key. */
import { describe, expect, it } from 'vitest';
import type { AgentSpan } from '../../src/protocol/agentModel';
import type { SavedFile } from '../../src/protocol/panel';
import { FakeCollector } from './support/fakeCollector';
import { panelBrowser } from './support/panelBrowser';
import type { PanelPage } from './support/panelPage';
import { invoiceSession, RunWriter } from './support/sessions';

const browser = panelBrowser();
let collector: FakeCollector;
let panel: PanelPage;

async function open(spans: readonly AgentSpan[] = invoiceSession()): Promise<void> {
  collector = new FakeCollector(spans);
  panel = await browser.open(collector);
}

const crumbs = () => panel.page.getByRole('navigation', { name: 'Zoom' }).getByRole('button');
const orchestrator = () => panel.span('agent orchestrator');

/** Drags over the drawing, from and to a share of its width. */
async function drag(from: number, to: number, y: number, keys: string[] = []): Promise<void> {
  const box = await panel.boxOf(panel.flame);
  for (const key of keys) await panel.page.keyboard.down(key);
  await panel.page.mouse.move(box.x + box.width * from, box.y + y);
  await panel.page.mouse.down();
  await panel.page.mouse.move(box.x + box.width * to, box.y + y + 3, { steps: 4 });
  await panel.page.mouse.up();
  for (const key of keys) await panel.page.keyboard.up(key);
  await panel.settle();
}

async function fromMenu(label: string): Promise<void> {
  await panel.page.getByRole('button', { name: 'More actions' }).click();
  await panel.page.getByRole('menuitem', { name: label }).click();
}

async function savedFile(): Promise<SavedFile> {
  await expect.poll(() => collector.asked('file/save').length).toBe(1);
  return collector.asked('file/save')[0] as SavedFile;
}

describe('a marked range', () => {
  it('says what it holds, and is zoomed in on by key', async () => {
    await open();
    const before = await panel.boxOf(panel.span('agent researcher'));
    await drag(0.25, 0.5, 8);
    const note = panel.page.locator('.range-note');
    expect(await note.innerText()).toMatch(/^14\.\d+s · \d+ turns · [\d.]+k tokens · \$0\.\d+/);
    await panel.page.keyboard.press('f');
    await panel.settle();
    expect(await note.isVisible()).toBe(false);
    expect(await crumbs().count()).toBe(2);
    const after = await panel.boxOf(panel.span('agent researcher'));
    expect(after.width).toBeGreaterThan(before.width);
    await panel.page.keyboard.press('Backspace');
    await panel.settle();
    expect((await panel.boxOf(panel.span('agent researcher'))).width).toBeCloseTo(before.width, 0);
  });

  it('is zoomed in on at once with the shift key, and given up with Escape', async () => {
    await open();
    const { width } = await panel.boxOf(orchestrator());
    await drag(0.3, 0.4, 300, ['Shift']);
    expect(await crumbs().count()).toBe(2);
    await crumbs().first().click();
    await panel.settle();
    expect((await panel.boxOf(orchestrator())).width).toBeCloseTo(width, 0);
    await drag(0.3, 0.4, 8);
    await panel.page.keyboard.press('Escape');
    expect(await panel.page.locator('.range-note').isVisible()).toBe(false);
    expect(await crumbs().count()).toBe(1);
  });
});

describe('fitting', () => {
  it('brings a span to the full width, one within the other, and each step back by its crumb', async () => {
    await open();
    await panel.span('agent researcher').dblclick();
    await panel.settle();
    await panel.page.locator('[data-kind="tool"][data-iteration="3"]').dblclick();
    await panel.settle();
    expect(await crumbs().allInnerTexts()).toEqual(['Session', 'researcher', 'search_docs']);
    await crumbs().nth(1).click();
    await panel.settle();
    expect(await crumbs().allInnerTexts()).toEqual(['Session', 'researcher']);
    await panel.page.keyboard.press('0');
    await panel.settle();
    expect(await crumbs().allInnerTexts()).toEqual(['Session']);
  });
});

describe('colours', () => {
  it('are by model, tool, agent or status, and the legend says which', async () => {
    await open();
    const legend = panel.page.getByRole('list', { name: 'Colours' });
    expect(await legend.innerText()).toContain('model call');
    const select = panel.page.getByLabel('Colour by');
    for (const [colour, name] of [
      ['agent', 'researcher'],
      ['model', 'gpt-4o'],
      ['tool', 'search_docs'],
      ['status', 'in a loop'],
    ] as const) {
      await select.selectOption(colour);
      await expect.poll(() => legend.innerText()).toContain(name);
    }
  });
});

describe('the aggregate', () => {
  it('folds equal paths together, and tells their sums in a table', async () => {
    await open();
    await panel.page.getByRole('button', { name: 'Aggregate' }).click();
    const tree = panel.page.getByRole('tree', { name: 'Paths of the session' });
    await tree.waitFor();
    await panel.settle();
    const search = tree.getByRole('treeitem', { name: /search_docs/ });
    expect(await search.count()).toBe(1);
    const table = panel.page.locator('.aggregate-table');
    await table.getByRole('button', { name: 'researcher' }).click();
    const row = table.locator('tr', { hasText: 'search_docs' });
    expect(await row.innerText()).toMatch(/^search_docs tool\s+6\b/);
    await row.getByRole('button').click();
    await expect.poll(() => search.getAttribute('aria-selected')).toBe('true');
    await panel.page.getByRole('button', { name: 'Timeline' }).click();
    await panel.page.getByRole('tree', { name: 'Spans of the session' }).waitFor();
  });
});

describe('what is not shown', () => {
  function withGapAndPlumbing(): AgentSpan[] {
    const run = new RunWriter();
    run.agent('clerk', 'Do it', () => {
      run.model();
      run.add({ name: 'GET', durationMs: 15, noise: true });
    });
    run.clock += 3_600_000;
    run.agent('clerk', 'And now the rest', () => {
      run.model();
    });
    return run.spans;
  }

  it('is idle time, which comes back at a press', async () => {
    await open(withGapAndPlumbing());
    const idle = panel.page.getByRole('button', { name: /^idle .* folded$/ });
    const first = panel.page.locator('.flame-item[data-kind="agent"]').first();
    const folded = await panel.boxOf(first);
    await idle.click();
    await panel.page.getByRole('button', { name: 'fold idle' }).waitFor();
    await panel.settle();
    expect((await panel.boxOf(first)).width).toBeLessThan(folded.width / 10);
  });

  it('is plumbing, which comes back at a press', async () => {
    await open(withGapAndPlumbing());
    const plumbing = panel.page.locator('.flame-item[aria-label^="span GET"]');
    expect(await plumbing.count()).toBe(0);
    await panel.page.getByRole('button', { name: 'Show plumbing (1)' }).click();
    await plumbing.waitFor({ state: 'attached' });
    await panel.page.getByRole('button', { name: 'Hide plumbing (1)' }).click();
    await plumbing.waitFor({ state: 'detached' });
  });
});

describe('pictures', () => {
  it('are saved as SVG, with the names as text', async () => {
    await open();
    await fromMenu('Export SVG…');
    const { name, content } = await savedFile();
    expect(name).toBe('find-why-invoices-are-rounded-down-and-fix.svg');
    expect(content).toMatch(/^<svg [^]*orchestrator[^]*<\/svg>\s*$/);
    await expect.poll(() => panel.announcement.innerText()).toBe('Picture saved');
  });

  it('are saved as PNG', async () => {
    await open();
    await fromMenu('Export PNG…');
    const { name, content } = await savedFile();
    expect(name).toMatch(/\.png$/);
    const text = JSON.stringify(content);
    // The signature of PNG, however the bytes crossed the line.
    expect(text).toMatch(/137,80,78,71|"0":137,"1":80,"2":78,"3":71/);
  });
});
