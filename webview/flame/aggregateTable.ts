/** Total and own time, tokens and cost of a path and of what lies directly below it: the icicle in figures. */
import type { AggregateNode } from '../../src/protocol/aggregate';
import type { FrameMode } from '../../src/protocol/frames';
import type { SpanRef } from '../../src/protocol/units';
import { el } from '../dom';
import { formatDuration, formatTokens, formatUsd } from '../figures';
import { formatCount, t } from '../l10n';
import { KIND_NAME } from '../session/names';
import { weightOf } from './aggregateFrames';
import { keyOf } from './frameIndex';

/** Nobody reads more; the widest come first. */
const MAX_ROWS = 100;

export class AggregateTable {
  readonly element = el('div', {
    class: 'aggregate-table',
    attrs: { hidden: true, role: 'region', 'aria-label': t('Totals by path'), tabindex: 0 },
  });
  private shown = '';

  constructor(private readonly onSelect: (ref: SpanRef) => void) {}

  hide(): void {
    this.element.hidden = true;
  }

  /** Of the selected path, else of the topmost one or ones. */
  show(nodes: readonly AggregateNode[], selected: SpanRef | null, mode: FrameMode): void {
    this.element.hidden = false;
    const key = selected ? keyOf(selected) : '';
    const roots = nodes.filter(({ parent }) => parent === null);
    const only = roots.length === 1 ? roots[0] : undefined;
    const head = nodes.find(({ example }) => keyOf(example) === key) ?? only ?? null;
    const below = nodes
      .filter(({ parent }) => parent === (head?.id ?? null))
      .sort((a, b) => weightOf(b.total, mode) - weightOf(a.total, mode));
    const text = JSON.stringify([head, below]);
    if (text === this.shown) return;
    this.shown = text;
    const rest = below.length - MAX_ROWS;
    this.element.replaceChildren(
      el(
        'table',
        {},
        el('caption', { class: 'visually-hidden', text: t('Totals by path') }),
        heading(),
        el(
          'tbody',
          {},
          head ? this.row(head, pathOf(nodes, head)) : null,
          ...below.slice(0, MAX_ROWS).map((node) => this.row(node, null)),
        ),
      ),
      rest > 0 ? el('p', { class: 'dim', text: t('and {0} more', formatCount(rest)) }) : '',
    );
  }

  /** `path` names the ancestors of the path that the table is about; null for what lies below it. */
  private row(node: AggregateNode, path: string | null): HTMLElement {
    const name = el('button', {
      class: 'link',
      text: node.isOther ? `${node.label} …` : node.label,
      attrs: { type: 'button' },
      on: {
        click: () => {
          this.onSelect(node.example);
        },
      },
    });
    const figure = (text: string, tone = '') => el('td', { text, class: tone });
    return el(
      'tr',
      { class: path === null ? '' : 'is-head' },
      el(
        'th',
        { attrs: { scope: 'row' }, title: path ?? node.label },
        name,
        el('span', { class: 'dim', text: ` ${KIND_NAME[node.kind]}` }),
      ),
      figure(formatCount(node.count)),
      figure(formatCount(node.errors), node.errors > 0 ? 'is-error' : ''),
      figure(formatCount(node.loops), node.loops > 0 ? 'is-loop' : ''),
      figure(formatDuration(node.total.ms)),
      figure(formatDuration(node.self.ms)),
      figure(formatTokens(node.total.tokens)),
      figure(formatTokens(node.self.tokens)),
      figure(formatUsd(node.total.costUsd)),
      figure(formatUsd(node.self.costUsd)),
    );
  }
}

function heading(): HTMLElement {
  const column = (text: string) => el('th', { text, attrs: { scope: 'col' } });
  return el(
    'thead',
    {},
    el(
      'tr',
      {},
      column(t('Path')),
      column(t('Calls')),
      column(t('Errors')),
      column(t('In loops')),
      column(t('Time')),
      column(t('Own time')),
      column(t('Tokens')),
      column(t('Own tokens')),
      column(t('Cost')),
      column(t('Own cost')),
    ),
  );
}

/** "orchestrator › researcher › search_docs". */
function pathOf(nodes: readonly AggregateNode[], node: AggregateNode): string {
  const labels: string[] = [];
  for (let at: AggregateNode | undefined = node; at; at = at.parent === null ? undefined : nodes[at.parent]) {
    labels.unshift(at.label);
  }
  return labels.join(' › ');
}
