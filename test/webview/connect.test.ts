/** The page “Connect Your Agent” in a real browser. */
import { beforeEach, describe, expect, it } from 'vitest';
import { presetList } from '../../src/editor/connect/presetList';
import { DEFAULT_PRESETS } from '../../src/presets/presets';
import { accessibilityViolations } from './support/axe';
import { FakeConnectHost, TARGET } from './support/connectHost';
import { panelBrowser } from './support/panelBrowser';
import type { PanelOptions, PanelPage } from './support/panelPage';

const browser = panelBrowser('connect/main.ts');
let host: FakeConnectHost;
let panel: PanelPage;
beforeEach(async () => {
  host = new FakeConnectHost();
  panel = await open();
});

const open = (options: PanelOptions = {}) =>
  browser.open(host, { ready: '.connect-arrival[data-state]', ...options });
const status = () => panel.page.getByRole('status');
const guide = (name: string) => panel.page.getByRole('radio', { name, exact: true });
const steps = () => panel.page.getByRole('list', { name: /./ }).locator('pre');

describe('the page', () => {
  it('ticks the first span off when it comes, and leads to its session', async () => {
    await status().getByText('Waiting for the first span').waitFor();
    host.state = { ...host.state, received: 3, latest: { id: 's1', title: 'Fix the <b>bill</b>' } };
    await panel.announceChange();
    await status().getByText('First span received').waitFor();
    await status().getByRole('button', { name: 'Open “Fix the <b>bill</b>”' }).click();
    await expect.poll(() => host.asked).toEqual([['session/open', { sessionId: 's1' }]]);
  });

  it('says why nobody listens', async () => {
    host.state = { ...host.state, endpoint: null, grpcEndpoint: null, problem: 'No port is free.' };
    await panel.announceChange();
    await status().getByText('No port is free.').waitFor();
  });

  it('shows the steps of the chosen framework, and still after a reload', async () => {
    await guide('Pydantic AI').click();
    await steps().getByText('Agent.instrument_all()').waitFor();
    await expect.poll(() => panel.page.evaluate('savedState?.guide')).toBe('pydantic-ai');
    await panel.page.reload();
    await steps().getByText('Agent.instrument_all()').waitFor();
  });

  it('is worked by keyboard', async () => {
    await guide('Claude Code').focus();
    await panel.page.keyboard.press('ArrowDown');
    await steps().getByText('gemini', { exact: true }).waitFor();
    expect(await guide('Gemini CLI').isChecked()).toBe(true);
  });

  it('copies a step as it stands', async () => {
    await panel.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await guide('Any program with OpenTelemetry').click();
    await panel.page.getByRole('button', { name: 'Copy', exact: true }).first().click();
    await panel.page.getByRole('button', { name: 'Copied' }).waitFor();
    const copied = await panel.page.evaluate('navigator.clipboard.readText()');
    expect(copied).toContain('export OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318\n');
  });

  it('asks for a preset, and shows it chosen only once it is', async () => {
    const box = panel.page.getByRole('checkbox', { name: 'LangSmith' });
    await box.click();
    await expect.poll(() => host.asked).toEqual([['connect/choose', { preset: 'langsmith', chosen: true }]]);
    expect(await box.isChecked()).toBe(false);
    host.state = {
      ...host.state,
      presets: presetList(TARGET, [...DEFAULT_PRESETS, 'langsmith'], () => false),
    };
    await panel.announceChange();
    await expect.poll(() => box.isChecked()).toBe(true);
  });

  it('lists all that a preset sets and removes', async () => {
    const item = panel.page.getByRole('listitem').filter({ hasText: 'OpenInference and Phoenix' });
    await item.getByText('What it sets').click();
    await item.getByText('PHOENIX_COLLECTOR_ENDPOINT').waitFor();
    expect(await item.getByText('removed').count()).toBe(4);
  });

  it('switches debug sessions on', async () => {
    await panel.page.getByRole('checkbox', { name: 'Debug sessions' }).click();
    await expect.poll(() => host.asked).toEqual([['connect/switch', { name: 'debugSessions', on: true }]]);
  });

  it('holds the switches back in a workspace that is not trusted, and says so', async () => {
    host.state = { ...host.state, trusted: false };
    await panel.announceChange();
    await panel.page.getByText('This workspace is not trusted').waitFor();
    expect(await panel.page.getByRole('checkbox', { name: 'Debug sessions' }).isDisabled()).toBe(true);
  });

  it('says whose settings the choices are', async () => {
    await panel.page.getByText('For this workspace.').waitFor();
    await panel.page.getByText('kept in this workspace’s settings').waitFor();
    host.state = { ...host.state, folderOpen: false };
    await panel.announceChange();
    await panel.page.getByText('For all your windows').waitFor();
    await panel.page.getByText('kept in your user settings').waitFor();
    expect(await panel.page.getByText('For this workspace.').count()).toBe(0);
  });

  it('says what failed where it was asked for, however far down that is', async () => {
    host.refusal = 'Open a folder first.';
    await panel.page.getByRole('checkbox', { name: 'Logfire' }).click();
    const failure = panel.page.getByRole('alert');
    await failure.getByText('Open a folder first.').waitFor();
    await panel.screenshot('connect-refused');
    const box = (await failure.boundingBox())!;
    expect(box.y).toBeGreaterThanOrEqual(0);
    expect(box.y + box.height).toBeLessThanOrEqual(panel.page.viewportSize()!.height);
  });
});

describe.each(['dark', 'light', 'hc-dark', 'hc-light'] as const)('in %s', (theme) => {
  it.each([1400, 600])('looks right and is accessible at %i px', async (width) => {
    await panel.close();
    panel = await open({ theme, width, height: 900 });
    expect(await accessibilityViolations(panel.page)).toEqual([]);
    await panel.screenshot(`connect-${theme}-${width}px`);
    host.state = {
      ...host.state,
      received: 1284,
      latest: { id: 's1', title: 'Why was my card charged twice?' },
    };
    await panel.announceChange();
    await status().getByText('First span received').waitFor();
    await guide('Vercel AI SDK 7').click();
    await panel.page.getByText('What it sets').nth(3).click();
    expect(await accessibilityViolations(panel.page)).toEqual([]);
    await panel.page.setViewportSize({ width, height: 2400 });
    await panel.screenshot(`connect-received-${theme}-${width}px`);
  });
});
