/** The extension host's end of the Overview page, with the real sums. */
import { overviewOf } from '../../../src/analysis/overview/overview';
import type { SessionRollup } from '../../../src/analysis/overview/rollup';
import { UNKNOWN_USAGE } from '../../../src/protocol/agentModel';
import type { OverviewMethods } from '../../../src/protocol/overviewPanel';
import type { RpcPort } from '../../../src/protocol/rpc';
import { serveRpc } from '../../../src/protocol/rpc';
import type { PageHost } from './panelPage';

const NOW = Date.UTC(2026, 10, 21, 15, 30);
const HOUR = 3_600_000;
export const AGENTS = ['orchestrator', 'researcher', 'coder'];
export const MODELS = ['claude-sonnet-4-5', 'gpt-5-mini', 'gemini-2.5-flash'];
export const TOOLS = ['search_docs', 'read_file', 'edit_file', 'run_tests', 'fetch_page'];

/** Three sessions a day, with less at weekends; sums that look like work. */
export function monthOfWork(): SessionRollup[] {
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

export class FakeOverviewHost implements PageHost {
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
