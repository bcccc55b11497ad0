/** The Overview page in a real browser, with the real sums. */
import { describe, expect, it } from 'vitest';
import { overviewOf } from '../../src/analysis/overview/overview';
import type { SessionRollup } from '../../src/analysis/overview/rollup';
import { UNKNOWN_USAGE } from '../../src/protocol/agentModel';
import type { OverviewMethods } from '../../src/protocol/overviewPanel';
import type { RpcPort } from '../../src/protocol/rpc';
import { serveRpc } from '../../src/protocol/rpc';
import { accessibilityViolations } from './support/axe';
import { panelBrowser } from './support/panelBrowser';
import type { PageHost, PanelOptions, PanelPage } from './support/panelPage';
import { THEME_NAMES } from './support/themes';

const NOW = Date.UTC(2026, 10, 21, 15, 30);
const HOUR = 3_600_000;
const AGENTS = ['orchestrator', 'researcher', 'coder'];
const MODELS = ['claude-sonnet-4-5', 'gpt-5-mini', 'gemini-2.5-flash'];
const TOOLS = ['search_docs', 'read_file', 'edit_file', 'run_tests', 'fetch_page'];

/** Three sessions a day, with less at weekends; sums that look like work. */
function monthOfWork(): SessionRollup[] {
  return Array.from({ length: 90 }, (_, i) => {
    const day = Math.floor(i / 3);
    const start = NOW - day * 24 * HOUR - ((i % 3) * 3 + 1) * HOUR;
    const turns = day % 7 < 2 && day > 0 ? 2 : 8 + ((i * 7) % 13);
    return {
      unrequested: [],
      turns: Array.from({ length: turns }, (_, n) => ({
        agent: n === 0 ? AGENTS[0]! : AGENTS[(i + n) % 3]!,
        model: MODELS[(i * n) % 3]!,
        service: i % 4 === 0 ? 'nightly' : 'invoice-agent',
        startTime: start + n * 9_000,
        modelDurationMs: 900 + ((i * 131 + n * 57) % 60) * 70,
        timeToFirstTokenMs: 300,
        usage: { ...UNKNOWN_USAGE, output: 400, total: 9_000 + ((i * 37 + n * 911) % 40) * 400 },
        costUsd: 0.01 + ((i * 13 + n * 7) % 11) * 0.004,
        error: (i + n) % 17 === 0 ? 'RateLimitError' : null,
        attempt: (i + n) % 17 === 1 ? 2 : 1,
        toolCalls: [
          {
            name: TOOLS[(i + n * 3) % 5]!,
            status: (i * n) % 13 === 5 ? ('error' as const) : ('ok' as const),
            durationMs: 40 + ((i * 17 + n * 29) % 50) * 60,
            waitedMs: 0,
            attempt: 1,
          },
        ],
      })),
    };
  });
}

class FakeOverviewHost implements PageHost {
  revision = 0;
  readonly asked: (number | undefined)[] = [];
  settingsOpened = 0;

  constructor(
    public sessions: SessionRollup[],
    private readonly dailyBudgetUsd: number | null = null,
  ) {}

  serve(port: RpcPort): void {
    serveRpc<OverviewMethods>(port, {
      overview: ({ days }) => {
        this.asked.push(days);
        const { dailyBudgetUsd } = this;
        return overviewOf(this.sessions, { days: days ?? 30, utcOffsetMinutes: 0, now: NOW, dailyBudgetUsd });
      },
      'overview/settings': () => {
        this.settingsOpened++;
        return null;
      },
    });
  }
}

const browser = panelBrowser('overview/main.ts');
let panel: PanelPage;

const READY = { ready: '.overview-table, .overview-empty' };

async function open(host: FakeOverviewHost, options: PanelOptions = {}): Promise<FakeOverviewHost> {
  panel = await browser.open(host, { ...READY, ...options });
  return host;
}

describe('the Overview', () => {
  it('draws a bar for each day and says what it stands for', async () => {
    await open(new FakeOverviewHost(monthOfWork()));
    expect(await panel.page.locator('rect.day').count()).toBe(30);
    const label = await panel.page.getByRole('img').getAttribute('aria-label');
    expect(label).toMatch(/^Cost per day\. 2026-10-2\d: \$/);
    expect(await panel.page.locator('rect.day title').last().textContent()).toMatch(
      /^2026-11-21: \$[\d.]+, \d+k tokens, \d+ model calls$/,
    );
  });

  it('asks for other days', async () => {
    const host = await open(new FakeOverviewHost(monthOfWork()));
    await panel.page.getByRole('button', { name: '7 days' }).click();
    await expect.poll(() => panel.page.locator('rect.day').count()).toBe(7);
    expect(host.asked).toEqual([30, 7]);
  });

  it('sums by agent, model, tool and service', async () => {
    await open(new FakeOverviewHost(monthOfWork()));
    const names = () =>
      panel.page.locator('section:has(> .segmented) tbody tr td:first-child').allInnerTexts();
    expect((await names()).sort()).toEqual([...AGENTS].sort());
    for (const [choice, expected] of [
      ['Model', MODELS],
      ['Tool', TOOLS],
      ['Service', ['invoice-agent', 'nightly']],
    ] as const) {
      await panel.page.getByRole('button', { name: choice, exact: true }).click();
      expect((await names()).sort()).toEqual([...expected].sort());
    }
  });

  it('holds today against the budget', async () => {
    const host = await open(new FakeOverviewHost(monthOfWork(), 1));
    expect(await panel.page.locator('.burn p').innerText()).toMatch(
      /^\$[\d.]+ of \$1\.00 today \(\d+ %\), \$[\d.]+ by midnight if the day goes on as usual/,
    );
    expect(await panel.page.locator('text.budget').textContent()).toBe('budget $1.00');
    await panel.page.getByRole('button', { name: 'Change budget' }).click();
    expect(host.settingsOpened).toBe(1);
  });

  it('says what to do while there is nothing', async () => {
    const host = await open(new FakeOverviewHost([]));
    expect(await panel.page.locator('.overview-empty').innerText()).toContain('traced terminal');
    host.sessions = monthOfWork();
    await panel.announceChange();
    await panel.page.locator('rect.day').first().waitFor();
  });

  it('is accessible', async () => {
    await open(new FakeOverviewHost(monthOfWork(), 1));
    expect(await accessibilityViolations(panel.page)).toEqual([]);
  });
});

describe('pictures of the Overview', () => {
  it.each(THEME_NAMES)('in %s', async (theme) => {
    await open(new FakeOverviewHost(monthOfWork(), 1), { theme, height: 1300 });
    await panel.settle();
    await panel.screenshot(`overview-${theme}`);
  });

  it('at 600 px', async () => {
    await open(new FakeOverviewHost(monthOfWork()), { width: 600, height: 1300 });
    await panel.settle();
    await panel.screenshot('overview-600px');
  });

  it('empty', async () => {
    await open(new FakeOverviewHost([]));
    await panel.screenshot('overview-empty');
  });
});
