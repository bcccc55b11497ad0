/** The Overview page: what agents cost by day, what for, and how fast and reliable models and tools are. */
import type { Overview } from '../../src/protocol/overview';
import type { OverviewMethods, OverviewNotifications } from '../../src/protocol/overviewPanel';
import type { RpcClient } from '../../src/protocol/rpc';
import { messageOf } from '../../src/protocol/rpc';
import { atMostEvery, el } from '../dom';
import { formatTokens, formatUsd } from '../figures';
import { formatCount, t } from '../l10n';
import { segmented } from '../ui/segmented';
import type { WebviewApi } from '../webviewApi';
import { burnCard } from './burnCard';
import { DaysChart } from './daysChart';
import { groupTable, latencyTable, type GroupBy } from './tables';

type Client = RpcClient<OverviewMethods, OverviewNotifications>;

const REFRESH_MS = 2_000;

const RANGES = ['7', '30', '90'] as const;
type Range = (typeof RANGES)[number];

const GROUPS: readonly { value: GroupBy; text: string; title: string }[] = [
  { value: 'agents', text: t('Agent'), title: t('What each agent cost') },
  { value: 'models', text: t('Model'), title: t('What each model cost') },
  { value: 'tools', text: t('Tool'), title: t('What it cost to ask for each tool') },
  { value: 'services', text: t('Service'), title: t('What each service cost') },
];

export class OverviewPage {
  private readonly content = el('div', { class: 'overview-content' });
  private readonly failure = el('p', { class: 'overview-failure', attrs: { role: 'alert', hidden: true } });
  private readonly chart = new DaysChart();
  private readonly ranges = segmented<Range>(
    t('Days'),
    RANGES.map((days) => ({ value: days, text: t('{0} days', days), title: t('The last {0} days', days) })),
    (days) => {
      this.range = days;
      this.ranges.set(days);
      this.save();
      void this.load();
    },
  );
  private readonly groups = segmented<GroupBy>(t('Costs by'), GROUPS, (by) => {
    this.by = by;
    this.save();
    this.show();
  });
  private readonly refresh = atMostEvery(REFRESH_MS, () => void this.load());
  private range: Range;
  private by: GroupBy;
  private overview: Overview | null = null;
  private shown = '';

  constructor(
    root: HTMLElement,
    private readonly api: WebviewApi,
    private readonly client: Client,
  ) {
    ({ range: this.range, by: this.by } = restored(api.state));
    root.replaceChildren(
      el(
        'main',
        { class: 'overview' },
        el('div', { class: 'overview-head' }, el('h1', { text: t('Agent Overview') }), this.ranges.element),
        this.failure,
        this.content,
      ),
    );
    this.ranges.set(this.range);
    client.on('changed', this.refresh);
    this.refresh();
  }

  private async load(): Promise<void> {
    const days = Number(this.range);
    try {
      const utcOffsetMinutes = -new Date().getTimezoneOffset();
      const overview = await this.client.request('overview', { days, utcOffsetMinutes });
      // Other days were asked for meanwhile.
      if (days !== Number(this.range)) return;
      this.overview = overview;
      this.failure.hidden = true;
      this.show();
    } catch (error) {
      this.failure.hidden = false;
      this.failure.textContent = messageOf(error);
    }
  }

  private show(): void {
    const { overview } = this;
    if (!overview) return;
    this.groups.set(this.by);
    // Rebuilding would take the focus, and what was selected, from who reads it.
    const text = JSON.stringify([overview, this.by]);
    if (text === this.shown) return;
    this.shown = text;
    if (overview.sessions === 0) {
      this.content.replaceChildren(emptyState());
      return;
    }
    this.chart.set(overview);
    this.content.replaceChildren(
      figures(overview),
      section(
        t('Cost per day'),
        this.chart.element,
        burnCard(overview.today, () => void this.client.request('overview/settings')),
      ),
      section(t('Where it went'), this.groups.element, groupTable(overview.groups[this.by], this.by)),
      latencySection(t('Models'), overview.statistics.models),
      latencySection(t('Tools'), overview.statistics.tools),
    );
  }

  private save(): void {
    this.api.state = { range: this.range, by: this.by };
  }
}

function restored(state: unknown): { range: Range; by: GroupBy } {
  const { range, by } = (state ?? {}) as { range?: unknown; by?: unknown };
  return {
    range: RANGES.find((each) => each === range) ?? '30',
    by: GROUPS.find(({ value }) => value === by)?.value ?? 'agents',
  };
}

function section(title: string, ...children: HTMLElement[]): HTMLElement {
  return el('section', { class: 'overview-section' }, el('h2', { text: title }), ...children);
}

function latencySection(of: string, statistics: Parameters<typeof latencyTable>[1]): HTMLElement {
  const title = t('{0}: latency and errors', of);
  return section(title, latencyTable(title, statistics));
}

function figures({ total, sessions, unpricedCalls, statistics }: Overview): HTMLElement {
  const tools = statistics.tools.reduce((sum, { count }) => sum + count, 0);
  const isLowerBound = unpricedCalls > 0 && total.costUsd !== null;
  const cells: [string, string][] = [
    [`${isLowerBound ? '≥ ' : ''}${formatUsd(total.costUsd)}`, t('cost')],
    [formatTokens(total.tokens), t('tokens')],
    [formatCount(sessions), t('{0, plural, one {session} other {sessions}}', sessions)],
    [formatCount(total.calls), t('{0, plural, one {model call} other {model calls}}', total.calls)],
    [formatCount(tools), t('{0, plural, one {tool call} other {tool calls}}', tools)],
  ];
  return el(
    'div',
    {},
    el(
      'div',
      { class: 'overview-figures' },
      ...cells.map(([value, label]) =>
        el('div', { class: 'figure' }, el('b', { text: value }), el('span', { text: label })),
      ),
    ),
    unpricedCalls === 0
      ? null
      : el('p', {
          class: 'overview-note',
          text: t(
            'The cost of {0, plural, one {# call} other {# calls}} is unknown: sums are lower bounds. Prices of models that are not in the table can be set in the settings.',
            unpricedCalls,
          ),
        }),
  );
}

function emptyState(): HTMLElement {
  return el(
    'div',
    { class: 'overview-empty' },
    el('p', { text: t('No session has been received in these days.') }),
    el('p', {
      class: 'overview-note',
      text: t(
        'Run an agent in a traced terminal: its costs show here as they arise. Only sessions that are still kept count.',
      ),
    }),
  );
}
