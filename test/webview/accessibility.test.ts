/** axe-core on every theme and state, and what it cannot see: focus and motion. */
import { describe, expect, it } from 'vitest';
import { RPC_ERROR, RpcError } from '../../src/protocol/rpc';
import { accessibilityViolations } from './support/axe';
import { FakeCollector } from './support/fakeCollector';
import { invoiceSession, tinySession } from './support/sessions';
import { THEME_NAMES } from './support/themes';
import { panelBrowser } from './support/panelBrowser';

const browser = panelBrowser();

describe.each(THEME_NAMES)('in %s, axe finds nothing', (theme) => {
  it('in a session with a selection, in each tab', async () => {
    const collector = new FakeCollector(invoiceSession());
    collector.sources.set('search_docs', [{ path: 'tools/search.py', line: 41, foundBy: 'tool-name' }]);
    const panel = await browser.open(collector, { theme });
    expect(await accessibilityViolations(panel.page)).toEqual([]);
    await panel.page.locator('[data-kind="tool"][data-iteration="3"]').click();
    await panel.details.getByRole('button', { name: 'Go to source' }).waitFor();
    for (const tab of ['Attributes', 'Raw', 'Overview']) {
      await panel.details.getByRole('tab', { name: tab }).click();
      expect(await accessibilityViolations(panel.page)).toEqual([]);
    }
    await panel.page.keyboard.press('e');
    await panel.details.locator('.failure').waitFor();
    expect(await accessibilityViolations(panel.page)).toEqual([]);
  });

  it('in the list of keys', async () => {
    const panel = await browser.open(new FakeCollector(tinySession()), { theme });
    await panel.page.keyboard.press('?');
    expect(await accessibilityViolations(panel.page)).toEqual([]);
  });

  it('in the states without a session', async () => {
    const waiting = await browser.open(new FakeCollector(), { theme });
    expect(await accessibilityViolations(waiting.page)).toEqual([]);
    await waiting.close();
    const collector = new FakeCollector();
    collector.failure = new RpcError(RPC_ERROR.closed, 'The collector has stopped.');
    const stopped = await browser.open(collector, { theme });
    expect(await accessibilityViolations(stopped.page)).toEqual([]);
    await stopped.close();
  });
});

describe('by keyboard', () => {
  it('reaches every control, in reading order', async () => {
    const panel = await browser.open(new FakeCollector(invoiceSession()));
    const seen: string[] = [];
    while (seen.length < 60 && !seen.includes('treeitem')) {
      await panel.page.keyboard.press('Tab');
      seen.push(
        await panel.page.evaluate<string>(`(() => {
          const e = document.activeElement;
          return e.dataset.figure ?? e.getAttribute('role') ?? e.getAttribute('aria-label') ?? e.textContent;
        })()`),
      );
    }
    const order = [
      'duration',
      'errors',
      'Show loop',
      'Go to tool',
      'Time',
      'Search spans',
      'More actions',
      'option',
      'treeitem',
    ];
    expect(seen.filter((name) => order.includes(name))).toEqual(order);
  });

  it('jumps without animation where less motion is wanted, and with it elsewhere', async () => {
    for (const motion of [false, true]) {
      const panel = await browser.open(new FakeCollector(invoiceSession()), { motion });
      await panel.page.evaluate(`window.frames_ = 0; {
        const original = requestAnimationFrame;
        window.requestAnimationFrame = (work) => { window.frames_++; return original(work); };
      }`);
      await panel.page.keyboard.press('l');
      await panel.page.waitForTimeout(400);
      const frames = await panel.page.evaluate<number>('window.frames_');
      if (motion) expect(frames).toBeGreaterThan(8);
      else expect(frames).toBeLessThanOrEqual(8);
    }
  });
});
