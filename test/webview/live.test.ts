/** A session that grows while somebody looks at it. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { AgentSpan } from '../../src/protocol/agentModel';
import { RPC_ERROR, RpcError } from '../../src/protocol/rpc';
import { FakeCollector } from './support/fakeCollector';
import { panelBrowser } from './support/panelBrowser';
import type { PanelPage } from './support/panelPage';
import { longSession } from './support/sessions';

const ALL = longSession(30);
/** The first spans of the run, as far as it has come. */
function soFar(count: number): AgentSpan[] {
  const [root, ...rest] = ALL;
  const shown = rest.slice(0, count);
  const end = Math.max(...shown.map((span) => span.startTime + span.durationMs));
  return [{ ...root!, durationMs: end - root!.startTime }, ...shown];
}

const browser = panelBrowser();
let collector: FakeCollector;
let panel: PanelPage;
beforeEach(async () => {
  collector = new FakeCollector(soFar(20));
  collector.live = true;
  panel = await browser.open(collector);
});

async function grow(count: number): Promise<void> {
  collector.spans = soFar(count);
  await panel.announceChange();
  await expect.poll(() => panel.figure('turns').locator('b').innerText()).toBe(String(count / 2));
  await panel.settle();
}

describe('a live session', () => {
  it('says so, and grows in the view', async () => {
    await panel.page.getByRole('img', { name: 'Live session' }).waitFor();
    expect(await panel.turns.count()).toBe(10);
    await grow(40);
    expect(await panel.turns.count()).toBe(20);
    expect(await panel.spans.count()).toBe(41);
  });

  it('follows the right edge at the zoom that was chosen', async () => {
    const box = await panel.boxOf(panel.flame);
    await panel.page.mouse.move(box.x + box.width - 1, box.y + 60);
    await panel.page.mouse.wheel(0, -300);
    await panel.settle();
    const follow = panel.page.getByRole('button', { name: 'follow live' });
    expect(await follow.getAttribute('aria-pressed')).toBe('true');
    const last = async () => {
      const item = panel.spans.last();
      const { x, width } = await panel.boxOf(item);
      return x + width;
    };
    const before = await last();
    await grow(40);
    expect(await last()).toBeCloseTo(before, -1);
    expect(await panel.spans.last().getAttribute('aria-label')).toContain('turn 20');
  });

  it('stays where the user went, until told to follow again', async () => {
    for (let i = 0; i < 3; i++) await panel.page.keyboard.press('w');
    await panel.page.keyboard.press('a');
    await panel.settle();
    const item = panel.page.locator('.flame-item[aria-label*="turn 4"]').first();
    const before = await panel.boxOf(item);
    await grow(40);
    expect(await panel.boxOf(item)).toEqual(before);
    const follow = panel.page.getByRole('button', { name: 'follow live' });
    expect(await follow.getAttribute('aria-pressed')).toBe('false');
    await follow.click();
    await panel.settle();
    expect(await panel.spans.last().getAttribute('aria-label')).toContain('turn 20');
  });

  it('keeps selection, focus and folding while it grows', async () => {
    await panel.page.locator('.flame-item[data-kind="tool"]').nth(2).click();
    const selected = await panel.selectedSpan.getAttribute('data-span-id');
    await panel.details.getByRole('tab', { name: 'Raw' }).click();
    const unfolded = panel.details.locator('[role="treeitem"][aria-expanded="true"]');
    await unfolded.first().focus();
    await panel.page.keyboard.press('ArrowLeft');
    const folded = panel.details.locator('[role="treeitem"][aria-expanded="false"]');
    const state = [await unfolded.count(), await folded.count()];
    await panel.page.locator(`[data-span-id="${selected ?? ''}"]`).focus();
    await grow(40);
    expect(await panel.selectedSpan.getAttribute('data-span-id')).toBe(selected);
    expect(await panel.page.locator('.flame-item:focus').getAttribute('data-span-id')).toBe(selected);
    expect([await unfolded.count(), await folded.count()]).toEqual(state);
  });

  it('asks once for many changes, and not for those of other sessions', async () => {
    const asked = () => collector.asked('sessions/list').length;
    const before = asked();
    await panel.announceChange(['another-session']);
    await panel.settle();
    expect(asked()).toBe(before);
    const message = { method: 'changed', params: { revision: 9, sessionIds: ['session-1'] } };
    await panel.page.evaluate(`for (let i = 0; i < 100; i++) notify(${JSON.stringify(message)})`);
    await panel.settle();
    expect(asked() - before).toBeGreaterThanOrEqual(1);
    expect(asked() - before).toBeLessThanOrEqual(3);
  });

  it('keeps what it shows when the collector stops, says so, and recovers', async () => {
    collector.failure = new RpcError(RPC_ERROR.closed, 'The collector has stopped.');
    await panel.announceChange();
    const notice = panel.page.locator('.finding.is-problem');
    await notice.getByText('The collector does not answer').waitFor();
    expect(await panel.turns.count()).toBe(10);
    collector.failure = null;
    await notice.getByRole('button', { name: 'Try again' }).click();
    await notice.waitFor({ state: 'detached' });
  });
});
