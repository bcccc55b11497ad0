/**
 * The drawn frames as a tree that keyboards and screen readers can use: one invisible item over each frame. Focus
 * roves with the selection.
 */
import type { SpanRef } from '../../src/protocol/units';
import { el, setAttributes } from '../dom';
import { keyOf } from './frameIndex';
import type { Rect } from './geometry';

export interface TreeItem {
  ref: SpanRef;
  label: string;
  /** 1-based nesting. */
  level: number;
  setSize: number;
  posInSet: number;
  /** null for a leaf. */
  expanded: boolean | null;
  kind: string;
  loopId: string | null;
  iteration: number | null;
  error: boolean;
  selected: boolean;
  rect: Rect;
}

interface Entry {
  element: HTMLElement;
  /** What it looks like now, to touch only what differs. */
  attributes: Record<string, string | number | null>;
  place: string;
}

export class AccessibleTree {
  readonly element = el('div', { class: 'flame-tree' });
  private readonly entries = new Map<string, Entry>();

  /** Makes the items match, in this order. Focus that was in the tree goes along with the selection. */
  update(name: string, items: readonly TreeItem[]): void {
    // A tree without items is no tree: assistive technology would announce an empty one.
    setAttributes(this.element, {
      role: items.length > 0 ? 'tree' : null,
      'aria-label': items.length > 0 ? name : null,
    });
    const hadFocus = this.hasFocus();
    const stale = new Set(this.entries.keys());
    const tabStop = items.find((item) => item.selected) ?? items[0];
    let previous: Element | null = null;
    for (const item of items) {
      const key = keyOf(item.ref);
      stale.delete(key);
      const entry = this.entries.get(key) ?? this.create(key, item.ref);
      apply(entry, item, item === tabStop);
      const expected: Element | null = previous
        ? previous.nextElementSibling
        : this.element.firstElementChild;
      if (expected !== entry.element) this.element.insertBefore(entry.element, expected);
      previous = entry.element;
    }
    for (const key of stale) {
      this.entries.get(key)?.element.remove();
      this.entries.delete(key);
    }
    if (hadFocus) this.focus();
  }

  /** Focuses the selected item, else the first. */
  focus(): void {
    const stop = this.element.querySelector<HTMLElement>('[tabindex="0"]');
    stop?.focus({ preventScroll: true });
  }

  hasFocus(): boolean {
    return this.element.contains(document.activeElement);
  }

  private create(key: string, ref: SpanRef): Entry {
    const element = el('div', {
      class: 'flame-item',
      attrs: { role: 'treeitem', 'data-trace-id': ref.traceId, 'data-span-id': ref.spanId },
    });
    const entry = { element, attributes: {}, place: '' };
    this.entries.set(key, entry);
    return entry;
  }
}

function apply(entry: Entry, item: TreeItem, tabStop: boolean): void {
  const attributes: Entry['attributes'] = {
    'aria-label': item.label,
    'aria-level': item.level,
    'aria-setsize': item.setSize,
    'aria-posinset': item.posInSet,
    'aria-expanded': item.expanded === null ? null : String(item.expanded),
    'aria-selected': String(item.selected),
    tabindex: tabStop ? 0 : -1,
    'data-kind': item.kind,
    'data-loop': item.loopId,
    'data-iteration': item.iteration,
    'data-error': item.error ? 'true' : null,
  };
  for (const [name, value] of Object.entries(attributes)) {
    if (entry.attributes[name] !== value) setAttributes(entry.element, { [name]: value });
  }
  entry.attributes = attributes;
  const { x, y, width, height } = item.rect;
  const place = `${x} ${y} ${width} ${height}`;
  if (place === entry.place) return;
  entry.place = place;
  const { style } = entry.element;
  style.left = `${x}px`;
  style.top = `${y}px`;
  style.width = `${width}px`;
  style.height = `${height}px`;
}
