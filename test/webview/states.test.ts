/** What stands there when there is no session to draw. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RPC_ERROR, RpcError } from '../../src/protocol/rpc';
import { FakeCollector } from './support/fakeCollector';
import { PanelBrowser } from './support/panelPage';
import { tinySession } from './support/sessions';

let browser: PanelBrowser;
beforeAll(async () => {
  browser = await PanelBrowser.launch();
});
afterAll(async () => {
  await browser.close();
});

describe('without a session to draw', () => {
  it('waits for the first span, and draws it when it comes', async () => {
    const collector = new FakeCollector();
    const panel = await browser.open(collector);
    await panel.page.getByRole('heading', { name: 'Waiting for the first span' }).waitFor();
    collector.spans = tinySession();
    await panel.announceChange();
    await panel.span('agent greeter').waitFor();
    await panel.close();
  });

  it('says that a session which it has shown is no longer kept', async () => {
    const collector = new FakeCollector(tinySession());
    const panel = await browser.open(collector);
    await panel.page.waitForTimeout(500);
    collector.spans = [];
    await panel.page.reload();
    await panel.page.getByRole('heading', { name: 'This session is no longer kept' }).waitFor();
    await panel.screenshot('gone-dark');
    await panel.close();
  });

  it('says that the collector does not answer, and tries again', async () => {
    const collector = new FakeCollector(tinySession());
    collector.failure = new RpcError(RPC_ERROR.closed, 'The collector has stopped.');
    const panel = await browser.open(collector, { theme: 'light' });
    await panel.page.getByRole('heading', { name: 'The collector does not answer' }).waitFor();
    await panel.page.getByText('The collector has stopped.').waitFor();
    await panel.screenshot('stopped-light');
    collector.failure = null;
    await panel.page.getByRole('button', { name: 'Try again' }).click();
    await panel.span('agent greeter').waitFor();
    await panel.close();
  });

  it('shows any other failure in its own words', async () => {
    const collector = new FakeCollector(tinySession());
    collector.failure = new RpcError(RPC_ERROR.internal, 'database disk image is malformed');
    const panel = await browser.open(collector, { theme: 'hc-dark' });
    await panel.page.getByText('database disk image is malformed').waitFor();
    expect(await panel.page.locator('[data-state="error"]').count()).toBe(1);
    await panel.screenshot('error-hc-dark');
    await panel.close();
  });
});
