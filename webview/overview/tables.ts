/** Where the money went, and how fast and reliable calls are. */
import type { OverviewGroup, OverviewGroups } from '../../src/protocol/overview';
import type { ModelStatistics, ToolStatistics } from '../../src/protocol/statistics';
import { el } from '../dom';
import { formatDuration, formatShare, formatTokens, formatUsd } from '../figures';
import { formatCount, t } from '../l10n';

export type GroupBy = keyof OverviewGroups;

/** Longer lists end in a sum of the rest. */
const SHOWN = 20;

const NAMES: Record<GroupBy, [column: string, unnamed: string, table: string]> = {
  agents: [t('Agent'), t('no agent named'), t('Costs by agent')],
  models: [t('Model'), t('no model named'), t('Costs by model')],
  tools: [t('Tool'), t('no tool named'), t('Costs by tool')],
  services: [t('Service'), t('no service named'), t('Costs by service')],
};

export function groupTable(groups: readonly OverviewGroup[], by: GroupBy): HTMLElement {
  const [column, unnamed, label] = NAMES[by];
  if (groups.length === 0) return el('p', { class: 'overview-note', text: t('There were no calls.') });
  const highest = Math.max(...groups.map(({ costUsd }) => costUsd ?? 0));
  const rows = groups
    .slice(0, SHOWN)
    .map((group) => [
      nameCell(group.name ?? unnamed, group.name === null),
      costCell(group.costUsd, highest),
      formatTokens(group.tokens),
      formatCount(group.calls),
      errorCell(group.errors, group.calls),
      formatCount(group.sessions),
    ]);
  const table = tableOf(
    label,
    [column, t('Cost'), t('Tokens'), t('Calls'), t('Errors'), t('Sessions')],
    rows,
  );
  const notes = [
    ...(by === 'tools'
      ? [
          t(
            'A tool’s cost is that of the model calls that asked for it, shared between the calls of one answer.',
          ),
        ]
      : []),
    ...restNote(groups.length),
  ];
  return el('div', {}, table, ...notes.map((text) => el('p', { class: 'overview-note', text })));
}

export function latencyTable(
  label: string,
  statistics: readonly (ModelStatistics | ToolStatistics)[],
): HTMLElement {
  if (statistics.length === 0) return el('p', { class: 'overview-note', text: t('There were no calls.') });
  const rows = statistics.slice(0, SHOWN).map((each) => {
    const name = 'name' in each ? each.name : each.model;
    const { p50, p95, p99 } = each.latencyMs;
    return [
      nameCell(name ?? t('no model named'), name === null),
      formatCount(each.count),
      errorCell(each.errors, each.count),
      formatCount(each.retries),
      formatDuration(p50),
      formatDuration(p95),
      formatDuration(p99),
    ];
  });
  const columns = [t('Name'), t('Calls'), t('Errors'), t('Retries'), 'p50', 'p95', 'p99'];
  return el(
    'div',
    {},
    tableOf(label, columns, rows),
    ...restNote(statistics.length).map((text) => el('p', { class: 'overview-note', text })),
  );
}

function restNote(count: number): string[] {
  return count > SHOWN ? [t('and {0} more: the SQL console has them all.', formatCount(count - SHOWN))] : [];
}

type Cell = string | HTMLElement;

/** Everything but the first column is a figure. */
function tableOf(label: string, columns: readonly string[], rows: readonly Cell[][]): HTMLElement {
  return el(
    'div',
    { class: 'overview-table', attrs: { tabindex: 0, role: 'region', 'aria-label': label } },
    el(
      'table',
      {},
      el('thead', {}, el('tr', {}, ...columns.map((text) => el('th', { text, attrs: { scope: 'col' } })))),
      el('tbody', {}, ...rows.map((cells) => el('tr', {}, ...cells.map((cell) => el('td', {}, cell))))),
    ),
  );
}

function nameCell(name: string, isUnnamed: boolean): HTMLElement {
  return el('span', {
    class: isUnnamed ? 'overview-name is-unnamed' : 'overview-name',
    text: name,
    title: name,
  });
}

function costCell(usd: number | null, highest: number): HTMLElement {
  const bar = el('span', { class: 'cost-bar', attrs: { 'aria-hidden': 'true' } });
  bar.style.width = `${highest > 0 ? ((usd ?? 0) / highest) * 100 : 0}%`;
  return el('span', { class: 'cost-cell' }, el('span', { class: 'cost-track' }, bar), formatUsd(usd));
}

function errorCell(errors: number, calls: number): Cell {
  if (errors === 0) return '0';
  return el('span', { class: 'error-cell', text: `${formatCount(errors)} (${formatShare(errors / calls)})` });
}
