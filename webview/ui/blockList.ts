/**
 * A long list of which only what is near the screen is in the page: blocks of rows that are filled when they come
 * close and emptied when they go. Rows may be of any height and change it; whatever scrolls, scrolls.
 */
import { el } from '../dom';

const ROWS_PER_BLOCK = 50;
/** Lists up to here are simply there. */
const MAX_UNOBSERVED = 100;
/** How far beyond what is seen blocks are filled. */
const NEAR = '800px';

export interface BlockListOptions<T> {
  class: string;
  /** Height of a row that has not been drawn yet, in CSS pixels. */
  rowHeight: number;
  render(item: T, index: number): HTMLElement;
}

interface Block {
  element: HTMLElement;
  from: number;
  to: number;
  filled: boolean;
}

export class BlockList<T> {
  readonly element: HTMLElement;
  private items: readonly T[] = [];
  private blocks: Block[] = [];
  private readonly blockOf = new WeakMap<Element, Block>();
  private readonly observer: IntersectionObserver;

  constructor(private readonly options: BlockListOptions<T>) {
    this.element = el('div', { class: options.class, attrs: { role: 'none' } });
    // `scrollMargin` is newer than the type library: it is what counts inside of scrolling boxes.
    const near: IntersectionObserverInit & { scrollMargin: string } = {
      rootMargin: NEAR,
      scrollMargin: NEAR,
    };
    this.observer = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) {
        const block = this.blockOf.get(target);
        if (!block) continue;
        if (isIntersecting) this.fill(block);
        else this.empty(block);
      }
    }, near);
  }

  /** Shows other items. Those before `from` are the same as before and stay as they are. */
  set(items: readonly T[], from = 0): void {
    const kept = this.blocks.filter(({ to }) => to <= from);
    for (const { element } of this.blocks.slice(kept.length)) {
      this.observer.unobserve(element);
      element.remove();
    }
    this.items = items;
    this.blocks = kept;
    for (let at = kept.at(-1)?.to ?? 0; at < items.length; at += ROWS_PER_BLOCK) {
      const block: Block = {
        element: el('div', { attrs: { role: 'none' } }),
        from: at,
        to: Math.min(at + ROWS_PER_BLOCK, items.length),
        filled: false,
      };
      this.blocks.push(block);
      this.blockOf.set(block.element, block);
      this.element.append(block.element);
      if (items.length <= MAX_UNOBSERVED || this.blocks.length === 1) this.fill(block);
      else this.setHeight(block, (block.to - block.from) * this.options.rowHeight);
    }
    if (items.length <= MAX_UNOBSERVED) this.observer.disconnect();
    else for (const { element } of this.blocks) this.observer.observe(element);
  }

  /** Draws an item again that is on the screen. */
  redraw(index: number): void {
    const old = this.drawn(index);
    old?.replaceWith(this.options.render(this.items[index]!, index));
  }

  /** The item's element, drawn now if it was not. */
  elementOf(index: number): HTMLElement | null {
    const block = this.blocks.find(({ from, to }) => index >= from && index < to);
    if (block) this.fill(block);
    return this.drawn(index);
  }

  /** The item's element where it is in the page. */
  drawn(index: number): HTMLElement | null {
    const block = this.blocks.find(({ from, to }) => index >= from && index < to);
    return block?.filled ? (block.element.children[index - block.from] as HTMLElement) : null;
  }

  /** Draws everything again that is on the screen. */
  redrawAll(): void {
    for (const block of this.blocks) {
      if (!block.filled) continue;
      block.filled = false;
      this.fill(block);
    }
  }

  private fill(block: Block): void {
    if (block.filled) return;
    block.filled = true;
    const rows = this.items
      .slice(block.from, block.to)
      .map((item, place) => this.options.render(item, block.from + place));
    block.element.replaceChildren(...rows);
    block.element.style.removeProperty('height');
  }

  private empty(block: Block): void {
    const { element } = block;
    if (!block.filled || element.contains(document.activeElement) || holdsSelection(element)) return;
    const height = element.offsetHeight;
    // Not laid out at all: its tab is hidden, and it must be there when that is shown again.
    if (height === 0) return;
    block.filled = false;
    this.setHeight(block, height);
    element.replaceChildren();
  }

  private setHeight({ element }: Block, height: number): void {
    element.style.setProperty('height', `${height}px`);
  }
}

function holdsSelection(element: Element): boolean {
  const selection = document.getSelection();
  return selection !== null && !selection.isCollapsed && selection.containsNode(element, true);
}
