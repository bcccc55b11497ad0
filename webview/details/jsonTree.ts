/** A JSON value as a folding tree. Built with native `details`, so keyboard and screen readers work by themselves. */
import type { JsonValue } from '../../src/protocol/spans';
import { el } from '../dom';
import { linkButton } from '../ui/toolkit';

/** Levels that are open at first. */
const OPEN_DEPTH = 2;
/** Entries of one list or object shown at once. */
const PAGE = 100;
/** Characters of one string shown at once. */
const LONG_TEXT = 600;

export function jsonTree(value: JsonValue): HTMLElement {
  return el('div', { class: 'json' }, node(null, value, 0));
}

/** Text as a tree when it is JSON with structure, else as it is. */
export function textOrJson(text: string): HTMLElement {
  const parsed = parseStructure(text);
  return parsed === undefined ? el('pre', { class: 'text' }, ...longText(text)) : jsonTree(parsed);
}

function parseStructure(text: string): JsonValue | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

function node(key: string | null, value: JsonValue, depth: number): HTMLElement {
  if (value === null || typeof value !== 'object') {
    return el('div', { class: 'json-line' }, ...keyPart(key), ...scalar(value));
  }
  const isArray = Array.isArray(value);
  const entries: [string, JsonValue][] = Object.entries(value);
  const [open, close] = isArray ? ['[', ']'] : ['{', '}'];
  if (entries.length === 0) return el('div', { class: 'json-line' }, ...keyPart(key), `${open}${close}`);
  const noun = isArray ? 'item' : 'key';
  const size = `${entries.length} ${noun}${entries.length === 1 ? '' : 's'}`;
  const summary = el(
    'summary',
    {},
    ...keyPart(key),
    open,
    el('span', { class: 'json-folded' }, `…${close}`, el('span', { class: 'json-size', text: ` ${size}` })),
  );
  const body = el('div', { class: 'json-body' });
  const end = el('div', { class: 'json-end', text: close });
  const fold = el('details', { attrs: { open: depth < OPEN_DEPTH } }, summary, body, end);
  const fill = () => {
    if (body.childElementCount === 0) appendPage(body, entries, 0, depth + 1, isArray);
  };
  if (fold.open) fill();
  fold.addEventListener('toggle', fill);
  return fold;
}

function appendPage(
  body: HTMLElement,
  entries: readonly [string, JsonValue][],
  from: number,
  depth: number,
  isArray: boolean,
): void {
  const to = Math.min(from + PAGE, entries.length);
  body.append(...entries.slice(from, to).map(([key, value]) => node(isArray ? null : key, value, depth)));
  if (to === entries.length) return;
  const more = linkButton(
    `Show ${Math.min(PAGE, entries.length - to)} of ${entries.length - to} more`,
    () => {
      more.remove();
      appendPage(body, entries, to, depth, isArray);
    },
  );
  body.append(more);
}

function keyPart(key: string | null): (Node | string)[] {
  return key === null ? [] : [el('span', { class: 'json-key', text: key }), ': '];
}

function scalar(value: string | number | boolean | null): Node[] {
  if (typeof value === 'string') {
    return [el('span', { class: 'json-string' }, ...longText(value))];
  }
  const kind = value === null ? 'null' : typeof value;
  return [el('span', { class: `json-${kind}`, text: String(value) })];
}

function longText(text: string): (Node | string)[] {
  if (text.length <= LONG_TEXT) return [text];
  const rest = document.createTextNode('…');
  const more = linkButton(` Show all ${text.length} characters`, () => {
    rest.data = text.slice(LONG_TEXT);
    more.remove();
  });
  return [text.slice(0, LONG_TEXT), rest, more];
}
