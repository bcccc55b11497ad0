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
  /** 1-based depth as drawn. */
  level: number;
  kind: string;
  loopId: string | null;
  iteration: number | null;
  error: boolean;
  selected: boolean;
  rect: Rect;
}

export class AccessibleTree {
  readonly element = el('div', { class: 'flame-tree' });
  private readonly items = new Map<string, HTMLElement>();

  /** Makes the items match, in this order. Focus that was in the tree goes along with the selection. */
  update(items: readonly TreeItem[]): void {
    // A tree without items is no tree: assistive technology would announce an empty one.
    setAttributes(this.element, {
      role: items.length > 0 ? 'tree' : null,
      'aria-label': items.length > 0 ? 'Spans of the session' : null,
    });
    const hadFocus = this.hasFocus();
    const stale = new Set(this.items.keys());
    const tabStop = items.find((item) => item.selected) ?? items[0];
    let previous: Element | null = null;
    for (const item of items) {
      const key = keyOf(item.ref);
      stale.delete(key);
      const element = this.items.get(key) ?? this.create(key, item.ref);
      apply(element, item, item === tabStop);
      const expected: Element | null = previous
        ? previous.nextElementSibling
        : this.element.firstElementChild;
      if (expected !== element) this.element.insertBefore(element, expected);
      previous = element;
    }
    for (const key of stale) {
      this.items.get(key)?.remove();
      this.items.delete(key);
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

  private create(key: string, ref: SpanRef): HTMLElement {
    const element = el('div', {
      class: 'flame-item',
      attrs: { role: 'treeitem', 'data-trace-id': ref.traceId, 'data-span-id': ref.spanId },
    });
    this.items.set(key, element);
    return element;
  }
}

function apply(element: HTMLElement, item: TreeItem, tabStop: boolean): void {
  setAttributes(element, {
    'aria-label': item.label,
    'aria-level': item.level,
    'aria-selected': item.selected ? 'true' : 'false',
    tabindex: tabStop ? 0 : -1,
    'data-kind': item.kind,
    'data-loop': item.loopId,
    'data-iteration': item.iteration,
    'data-error': item.error ? 'true' : null,
  });
  element.style.left = `${item.rect.x}px`;
  element.style.top = `${item.rect.y}px`;
  element.style.width = `${item.rect.width}px`;
  element.style.height = `${item.rect.height}px`;
}
