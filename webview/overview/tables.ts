/** Where the money went, and how fast and reliable calls are. */
import { formatDuration, formatTokens, formatUsd } from '../../src/protocol/format';
import type { OverviewGroup, OverviewGroups } from '../../src/protocol/overview';
import type { ModelStatistics, ToolStatistics } from '../../src/protocol/statistics';
import { el } from '../dom';

export type GroupBy = keyof OverviewGroups;

/** Longer lists end in a sum of the rest. */
const SHOWN = 20;

const NAMES: Record<GroupBy, [column: string, unnamed: string]> = {
  agents: ['Agent', 'no agent named'],
  models: ['Model', 'no model named'],
  tools: ['Tool', 'no tool named'],
  services: ['Service', 'no service named'],
};

export function groupTable(groups: readonly OverviewGroup[], by: GroupBy): HTMLElement {
  const [column, unnamed] = NAMES[by];
  if (groups.length === 0) return el('p', { class: 'overview-note', text: 'There were no calls.' });
  const highest = Math.max(...groups.map(({ costUsd }) => costUsd ?? 0));
  const rows = groups
    .slice(0, SHOWN)
    .map((group) => [
      nameCell(group.name ?? unnamed, group.name === null),
      costCell(group.costUsd, highest),
      formatTokens(group.tokens),
      String(group.calls),
      errorCell(group.errors, group.calls),
      String(group.sessions),
    ]);
  const table = tableOf(
    `Costs by ${column.toLowerCase()}`,
    [column, 'Cost', 'Tokens', 'Calls', 'Errors', 'Sessions'],
    rows,
  );
  const notes = [
    ...(by === 'tools'
      ? [
          'A tool’s cost is that of the model calls that asked for it, shared between the calls of one answer.',
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
  if (statistics.length === 0) return el('p', { class: 'overview-note', text: 'There were no calls.' });
  const rows = statistics.slice(0, SHOWN).map((each) => {
    const name = 'name' in each ? each.name : each.model;
    const { p50, p95, p99 } = each.latencyMs;
    return [
      nameCell(name ?? 'no model named', name === null),
      String(each.count),
      errorCell(each.errors, each.count),
      String(each.retries),
      formatDuration(p50),
      formatDuration(p95),
      formatDuration(p99),
    ];
  });
  const columns = ['Name', 'Calls', 'Errors', 'Retries', 'p50', 'p95', 'p99'];
  return el(
    'div',
    {},
    tableOf(label, columns, rows),
    ...restNote(statistics.length).map((text) => el('p', { class: 'overview-note', text })),
  );
}

function restNote(count: number): string[] {
  return count > SHOWN ? [`and ${count - SHOWN} more: the SQL console has them all.`] : [];
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
  const share = (errors / calls) * 100;
  const percent = share < 1 ? '<1' : String(Math.round(share));
  return el('span', { class: 'error-cell', text: `${errors} (${percent} %)` });
}
