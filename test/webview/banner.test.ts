/** The quiet line about what was lost, refused or cut. */
import { describe, expect, it } from 'vitest';
import type { CollectorStatus } from '../../src/protocol/status';
import { collectorStatus, journalStatus } from '../unit/support/status';
import { accessibilityViolations } from './support/axe';
import { FakeCollector } from './support/fakeCollector';
import { panelBrowser } from './support/panelBrowser';
import type { PanelPage } from './support/panelPage';
import { invoiceSession, tinySession } from './support/sessions';
import { THEME_NAMES } from './support/themes';

const browser = panelBrowser();

function refused(count: number): CollectorStatus {
  return collectorStatus({ rejected: [{ reason: 'invalid-trace-id', count, last: 0 }] });
}

function manyProblems(): CollectorStatus {
  return collectorStatus({
    rejected: [{ reason: 'invalid-trace-id', count: 12, last: 0 }],
    evicted: { sessions: 3, spans: 1200, logs: 0, metrics: 0, reasons: [] },
    journal: journalStatus({ writable: false, lastError: 'no space left on device' }),
  });
}

function withStatus(status: CollectorStatus, spans = tinySession()): FakeCollector {
  const collector = new FakeCollector(spans);
  collector.status = status;
  return collector;
}

const lines = (panel: PanelPage) => panel.page.locator('[data-problem]');
const dismiss = (panel: PanelPage) => panel.page.getByRole('button', { name: 'Dismiss' });

describe('the banner', () => {
  it('is not there when nothing was lost', async () => {
    const panel = await browser.open(withStatus(collectorStatus()));
    expect(await lines(panel).count()).toBe(0);
    expect(await panel.page.evaluate(`document.querySelector('.problems').clientHeight`)).toBe(0);
  });

  it('says what was refused, why, and what to do, to screen readers too', async () => {
    const panel = await browser.open(withStatus(refused(12)));
    const banner = panel.page.getByRole('status', { name: 'Problems' });
    await banner.getByText('12 items were refused: the trace id is not 16 bytes, or all zero.').waitFor();
    await banner.getByText('Let an OpenTelemetry SDK make the ids.').waitFor();
  });

  it('shows the worst problem, and the others on demand', async () => {
    const panel = await browser.open(withStatus(manyProblems()));
    await panel.page.getByRole('button', { name: '2 more' }).waitFor();
    expect(await lines(panel).count()).toBe(1);
    expect(await lines(panel).first().getAttribute('data-problem')).toBe('journal:not-writable');
    await panel.page.getByRole('button', { name: '2 more' }).click();
    expect(await lines(panel).count()).toBe(3);
    await panel.page.getByRole('button', { name: 'Show fewer' }).click();
    expect(await lines(panel).count()).toBe(1);
  });

  it('stays dismissed, over a reload too, until it happens again', async () => {
    const collector = withStatus(refused(12));
    const panel = await browser.open(collector);
    await dismiss(panel).click();
    await lines(panel).waitFor({ state: 'detached' });
    await expect
      .poll(() => panel.page.evaluate(`window.savedState?.dismissed`))
      .toEqual({ 'rejected:invalid-trace-id': 12 });

    await panel.page.reload();
    await panel.page.locator('.flame-item').first().waitFor();
    expect(await lines(panel).count()).toBe(0);

    collector.status = refused(13);
    await panel.announceChange();
    await panel.page.getByText('13 items were refused').waitFor();
  });

  it('is reached and dismissed by keyboard, one problem after the other', async () => {
    const panel = await browser.open(withStatus(manyProblems()));
    await dismiss(panel).waitFor();
    await panel.page.keyboard.press('Tab');
    expect(await focused(panel)).toBe('2 more');
    await panel.page.keyboard.press('Tab');
    expect(await focused(panel)).toBe('Dismiss');
    await panel.page.keyboard.press('Enter');
    expect(await focused(panel)).toBe('Dismiss');
    expect(await lines(panel).first().getAttribute('data-problem')).toBe('rejected:invalid-trace-id');
    await panel.page.keyboard.press('Enter');
    await panel.page.keyboard.press('Enter');
    expect(await lines(panel).count()).toBe(0);
    expect(await panel.page.evaluate('document.activeElement !== document.body')).toBe(true);
  });

  it('asks when the panel opens and after changes, not at every one of them', async () => {
    const collector = withStatus(refused(1));
    const panel = await browser.open(collector);
    await lines(panel).waitFor();
    for (let i = 2; i <= 20; i++) {
      collector.status = refused(i);
      await panel.announceChange();
    }
    await panel.page.getByText('20 items were refused').waitFor();
    expect(collector.asked('status').length).toBeLessThanOrEqual(3);
  });

  it('is there while the first span is waited for: what was sent may have been refused', async () => {
    const panel = await browser.open(
      withStatus(collectorStatus({ rejected: [{ reason: 'unknown-path', count: 4, last: 0 }] }), []),
    );
    await panel.page.getByText('4 requests were refused: the path is none of OTLP’s.').waitFor();
    await panel.page.getByRole('heading', { name: 'Waiting for the first span' }).waitFor();
    await panel.screenshot('banner-waiting-dark');
    expect(await accessibilityViolations(panel.page)).toEqual([]);
  });

  it('shows what senders say as text only', async () => {
    const status = collectorStatus({
      refusedPatterns: [{ pattern: '<img src=x onerror=alert(1)>', problem: 'x' }],
    });
    const panel = await browser.open(withStatus(status));
    await panel.page.getByText('<img src=x onerror=alert(1)>').waitFor();
    expect(await panel.page.locator('.problems img').count()).toBe(0);
  });
});

describe.each(THEME_NAMES)('in %s', (theme) => {
  it.each([600, 1400])('looks like the editor’s own at %i px, and axe finds nothing', async (width) => {
    const panel = await browser.open(withStatus(manyProblems(), invoiceSession()), { theme, width });
    await lines(panel).waitFor();
    await panel.settle();
    await panel.screenshot(`banner-${theme}-${width}px`);
    expect(await accessibilityViolations(panel.page)).toEqual([]);
    await panel.page.getByRole('button', { name: '2 more' }).click();
    await panel.settle();
    await panel.screenshot(`banner-open-${theme}-${width}px`);
    expect(await accessibilityViolations(panel.page)).toEqual([]);
  });
});

describe('a session that goes while its panel is open', () => {
  it('stays on the screen, with why and what to do', async () => {
    const collector = withStatus(collectorStatus());
    const panel = await browser.open(collector);
    collector.spans = [];
    await panel.announceChange();
    const notice = panel.page.locator('[data-state="gone"]');
    await notice.waitFor();
    expect(await notice.innerText()).toContain(
      'This session is no longer kept. It was cleared, or made room for newer ones.',
    );
    expect(await notice.innerText()).toContain('turnline.memory.maxMegabytes');
    await expect.poll(() => panel.span('agent greeter').count()).toBe(1);
    await panel.screenshot('banner-gone-dark');
  });
});

function focused(panel: PanelPage): Promise<string> {
  return panel.page.evaluate<string>(
    `document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent`,
  );
}
