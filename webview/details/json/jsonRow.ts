/** One row of a JSON tree. */
import type { JsonValue } from '../../../src/protocol/spans';
import { el, type Child } from '../../dom';
import { formatCount, t } from '../../l10n';
import { iconButton } from '../../ui/toolkit';
import { longText } from '../../ui/longText';
import { markMatches } from '../../ui/marks';
import { preview, type JsonNode } from './jsonNode';

/** Longer texts go below their key, and begin with so many characters. */
const INLINE_CHARS = 160;
const SHORT_CHARS = 600;

export interface JsonRowContext {
  query: string;
  /** Whether it is the match that the search stands at. */
  isCurrent: boolean;
  /** Length of the whole where the text is cut. */
  total: number | undefined;
  load: () => Promise<string>;
  shown: { all: boolean };
  toggle: () => void;
  copyValue: () => void;
  copyPath: () => void;
}

export function jsonRow(node: JsonNode, context: JsonRowContext): HTMLElement {
  const folds = node.structure !== null && node.size > 0;
  const level = Math.max(node.depth, 1);
  const row = el(
    'div',
    {
      class: `json-row${context.isCurrent ? ' is-current' : ''}`,
      attrs: {
        role: 'treeitem',
        tabindex: -1,
        'aria-level': level,
        'aria-posinset': node.position + 1,
        'aria-setsize': node.siblings,
        'aria-expanded': folds ? String(node.expanded) : null,
      },
    },
    ...(folds ? foldingLine(node, context) : leafLine(node, context)),
    actions(node, context),
  );
  row.style.setProperty('--depth', String(level - 1));
  return row;
}

function foldingLine(node: JsonNode, context: JsonRowContext): Child[] {
  const { structure, size } = node;
  const count = Array.isArray(structure)
    ? t('{0, plural, one {# item} other {# items}}', size)
    : t('{0, plural, one {# key} other {# keys}}', size);
  return [
    el(
      'span',
      { class: 'json-head', on: { click: context.toggle } },
      el('span', { class: 'json-twistie', attrs: { 'aria-hidden': 'true' } }),
      ...keyPart(node, context.query),
      node.expanded ? null : el('span', { class: 'json-preview', text: preview(node) }),
      el('span', { class: 'json-size', text: ` ${count}` }),
      node.embedded
        ? el('span', { class: 'json-mark', text: t('parsed'), title: t('A text that holds JSON') })
        : null,
    ),
  ];
}

function leafLine(node: JsonNode, context: JsonRowContext): Child[] {
  const { value } = node;
  const key = keyPart(node, context.query);
  if (typeof value !== 'string') return [...key, scalar(value, context.query)];
  const long = value.length > INLINE_CHARS || value.includes('\n') || context.total !== undefined;
  if (!long) {
    return [...key, el('span', { class: 'json-string' }, '"', ...markMatches(value, context.query), '"')];
  }
  const begin = context.query === '' ? null : foundBeyond(value, context.query);
  return [
    ...key,
    begin,
    longText({
      text: value,
      total: context.total,
      load: context.load,
      label: String(node.name ?? t('Text')),
      shortChars: SHORT_CHARS,
      shown: context.shown,
      query: context.query,
    }),
  ];
}

/** What stands around a match that is further down than what is shown. */
function foundBeyond(value: string, query: string): HTMLElement | null {
  const at = value.toLowerCase().indexOf(query.toLowerCase());
  if (at < SHORT_CHARS / 2) return null;
  const around = value.slice(Math.max(0, at - 40), at + query.length + 60).replace(/\s+/g, ' ');
  const place = t('at character {0}', formatCount(at));
  return el('span', { class: 'json-found' }, place, ': …', ...markMatches(around, query), '…');
}

function keyPart({ name }: JsonNode, query: string): Child[] {
  if (name === null) return [];
  const isPlace = typeof name === 'number';
  const text = isPlace ? [String(name)] : markMatches(name, query);
  return [el('span', { class: isPlace ? 'json-place' : 'json-key' }, ...text), ': '];
}

function scalar(value: JsonValue, query: string): HTMLElement {
  if (typeof value === 'object' && value !== null) {
    return el('span', { class: 'json-null', text: Array.isArray(value) ? '[]' : '{}' });
  }
  return el(
    'span',
    { class: `json-${value === null ? 'null' : typeof value}` },
    ...markMatches(String(value), query),
  );
}

function actions(node: JsonNode, { copyValue, copyPath }: JsonRowContext): HTMLElement | null {
  const button = (...[icon, label, run]: Parameters<typeof iconButton>) => {
    const element = iconButton(icon, label, run);
    // The tree is one stop of the tab key; its keys do the same.
    element.tabIndex = -1;
    return element;
  };
  return el(
    'span',
    { class: 'json-actions' },
    button('copy', t('Copy value (C)'), copyValue),
    node.parent ? button('link', t('Copy path (Shift+C)'), copyPath) : null,
  );
}
