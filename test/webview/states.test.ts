/** What stands there when there is no session to draw. */
import { describe, expect, it } from 'vitest';
import { RPC_ERROR, RpcError, type RpcErrorCode } from '../../src/protocol/rpc';
import { FakeCollector } from './support/fakeCollector';
import { panelBrowser } from './support/panelBrowser';
import type { PanelPage } from './support/panelPage';
import { invoiceSession, tinySession } from './support/sessions';
import { accessibilityViolations } from './support/axe';
import { THEME_NAMES } from './support/themes';

const browser = panelBrowser();

describe('without a session to draw', () => {
  it('waits for the first span, and draws it when it comes', async () => {
    const collector = new FakeCollector();
    const panel = await browser.open(collector);
    await panel.page.getByRole('heading', { name: 'Waiting for the first span' }).waitFor();
    collector.spans = tinySession();
    await panel.announceChange();
    await panel.span('agent greeter').waitFor();
  });

  it('says that a session which it has shown is no longer kept', async () => {
    const collector = new FakeCollector(tinySession());
    const panel = await browser.open(collector);
    await panel.page.waitForTimeout(500);
    collector.spans = [];
    await panel.page.reload();
    await panel.page.getByRole('heading', { name: 'This session is no longer kept' }).waitFor();
    await panel.screenshot('gone-dark');
  });

  it('says that the collector does not answer, and tries again', async () => {
    const collector = new FakeCollector(tinySession());
    collector.failure = new RpcError(RPC_ERROR.closed, 'The collector has stopped.');
    const panel = await browser.open(collector, { theme: 'light' });
    await panel.page.getByRole('heading', { name: 'The collector does not answer' }).waitFor();
    await panel.page.getByText('The collector has stopped.').waitFor();
    await panel.screenshot('stopped-light');
    collector.failure = null;
    await panel.page.getByRole('button', { name: 'Try Again' }).click();
    await panel.span('agent greeter').waitFor();
  });

  it('shows any other failure in its own words', async () => {
    const collector = new FakeCollector(tinySession());
    collector.failure = new RpcError(RPC_ERROR.internal, 'database disk image is malformed');
    const panel = await browser.open(collector, { theme: 'hc-dark' });
    await panel.page.getByText('database disk image is malformed').waitFor();
    expect(await panel.page.locator('[data-state="error"]').count()).toBe(1);
    await panel.screenshot('error-hc-dark');
  });
});

/** Every state that a page can be in, and which buttons lead out of it. */
const WITHOUT_SESSION = [
  {
    name: 'waiting',
    prepare: () => new FakeCollector(),
    buttons: { 'Open Traced Terminal': 'openTracedTerminal', 'Run Doctor': 'doctor' },
  },
  {
    name: 'stopped',
    prepare: () => failing(RPC_ERROR.closed, 'The collector has stopped.'),
    buttons: { 'Restart Collector': 'restartCollector', 'Show Log': 'showLog' },
  },
  {
    name: 'error',
    prepare: () => failing(RPC_ERROR.internal, 'database disk image is malformed'),
    buttons: { 'Show Log': 'showLog' },
  },
  {
    name: 'gone',
    prepare: () => failing(RPC_ERROR.notFound, 'There is no such session.'),
    buttons: { 'Show Sessions': 'showSessions', 'Open Settings': 'openSettings' },
  },
] as const;

function failing(code: RpcErrorCode, message: string): FakeCollector {
  const collector = new FakeCollector(tinySession());
  collector.failure = new RpcError(code, message);
  return collector;
}

async function runsOf(panel: PanelPage, collector: FakeCollector, names: readonly string[]) {
  collector.failure = null;
  for (const name of names) await panel.page.getByRole('button', { name }).click();
  await expect.poll(() => collector.asked('command/run').length).toBe(names.length);
  return collector.asked('command/run').map((params) => (params as { command: string }).command);
}

describe.each(WITHOUT_SESSION)('the page that is $name', ({ name, prepare, buttons }) => {
  it('leads on by its buttons', async () => {
    const collector = prepare();
    const panel = await browser.open(collector);
    await panel.page.locator(`[data-state="${name}"]`).waitFor();
    expect(await runsOf(panel, collector, Object.keys(buttons))).toEqual(Object.values(buttons));
  });

  it('leads on by keyboard', async () => {
    const collector = prepare();
    const panel = await browser.open(collector);
    await panel.page.locator(`[data-state="${name}"]`).waitFor();
    const [first, last] = [Object.keys(buttons)[0]!, Object.values(buttons)[0]!];
    collector.failure = null;
    for (let tabs = 0; tabs < 6; tabs++) {
      await panel.page.keyboard.press('Tab');
      if ((await panel.page.evaluate('document.activeElement.textContent')) === first) break;
    }
    await panel.page.keyboard.press('Enter');
    await expect.poll(() => collector.asked('command/run')).toEqual([{ command: last }]);
  });

  it.each(THEME_NAMES)('is readable in %s, narrow and wide', async (theme) => {
    for (const width of [600, 1400]) {
      const panel = await browser.open(prepare(), { theme, width });
      await panel.page.locator(`[data-state="${name}"]`).waitFor();
      await panel.screenshot(`state-${name}-${theme}-${width}px`);
      expect(await accessibilityViolations(panel.page)).toEqual([]);
    }
  });
});

describe('with a session on the screen', () => {
  it('keeps it when the collector stops, says so in a line, and restarts it from there', async () => {
    const collector = new FakeCollector(tinySession());
    const panel = await browser.open(collector);
    collector.failure = new RpcError(RPC_ERROR.closed, 'The collector has stopped.');
    await panel.announceChange();
    const line = panel.page.locator('.finding[data-state="stopped"]');
    await line.getByText('What you see is the last known state.').waitFor();
    expect(await panel.span('agent greeter').isVisible()).toBe(true);
    await panel.screenshot('state-stopped-line-dark');
    expect(await accessibilityViolations(panel.page)).toEqual([]);
    expect(await runsOf(panel, collector, ['Restart Collector'])).toEqual(['restartCollector']);
    await panel.announceChange();
    await line.waitFor({ state: 'detached' });
  });

  it('says so in lines of some length where it is narrow: the buttons go below', async () => {
    const collector = new FakeCollector(tinySession());
    const panel = await browser.open(collector, { width: 430 });
    collector.failure = new RpcError(RPC_ERROR.closed, 'The collector has stopped.');
    await panel.announceChange();
    const line = panel.page.locator('.finding[data-state="stopped"]');
    const text = await line.getByText('What you see is the last known state.').boundingBox();
    const button = await line.getByRole('button', { name: 'Restart Collector' }).boundingBox();
    await panel.screenshot('state-stopped-line-narrow');
    expect(text!.width).toBeGreaterThan(300);
    expect(button!.y).toBeGreaterThanOrEqual(text!.y + text!.height);
  });

  it('says that it was imported', async () => {
    const collector = new FakeCollector(tinySession());
    collector.imported = true;
    const panel = await browser.open(collector);
    await panel.page.locator('.title-bar').getByText('imported', { exact: true }).waitFor();
    await panel.screenshot('state-imported-dark');
    expect(await accessibilityViolations(panel.page)).toEqual([]);
  });

  it('says that no model call was recognised, and leads to the doctor', async () => {
    const spans = tinySession().map((span) => ({ ...span, kind: 'other' as const, model: null }));
    const collector = new FakeCollector(spans);
    const panel = await browser.open(collector);
    await panel.page.getByText('No model call was recognised').waitFor();
    await panel.screenshot('state-no-llm-dark');
    expect(await accessibilityViolations(panel.page)).toEqual([]);
    expect(await runsOf(panel, collector, ['Run Doctor'])).toEqual(['doctor']);
  });
});

describe('at zoom levels of 80 to 200 %', () => {
  // Zooming makes the window narrower in CSS pixels, and its pixels finer.
  it.each([80, 125, 200])('nothing is cut off at %i %', async (percent) => {
    const factor = percent / 100;
    const panel = await browser.open(new FakeCollector(invoiceSession()), {
      width: Math.round(1400 / factor),
      height: Math.round(880 / factor),
      scale: factor,
    });
    await panel.turns.first().click();
    await panel.details.getByRole('heading', { level: 2 }).waitFor();
    await panel.settle();
    await panel.screenshot(`zoom-${percent}`);
    const wider = await panel.page.evaluate<number>(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    expect(wider).toBe(0);
  });
});

it('says what to do where the page is told no session', async () => {
  const collector = new FakeCollector();
  const panel = await browser.open(collector, { sessionId: '' });
  await panel.page.getByRole('heading', { name: 'No session is chosen' }).waitFor();
  await panel.screenshot('state-none-dark');
  expect(await accessibilityViolations(panel.page)).toEqual([]);
  const names = ['Show Sessions', 'Run the Sample Agent'];
  expect(await runsOf(panel, collector, names)).toEqual(['showSessions', 'runSample']);
  await panel.close();
});
