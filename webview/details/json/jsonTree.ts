/** A JSON value as a folding tree, after the WAI-ARIA pattern. Rows are drawn when they come near the screen. */
import type { JsonValue, ValuePath } from '../../../src/protocol/spans';
import { el } from '../../dom';
import { t } from '../../l10n';
import { BlockList } from '../../ui/blockList';
import { shownText, type PartMemory } from '../viewMemory';
import { JsonNode, pathText, valueText, visibleNodes } from './jsonNode';
import { jsonRow } from './jsonRow';
import { JsonSearch } from './jsonSearchBar';

/** Of a row that has not been drawn yet; `details.css` has the same. */
const ROW_HEIGHT = 18;
/** What is open at first: so many levels, lists and objects up to a size, and not more rows than are read. */
const OPEN_LEVELS = 2;
const OPEN_SIZE = 30;
const OPEN_ROWS = 150;
/** Of what a filter finds; the rest is opened by hand. */
const OPENED_MATCHES = 2_000;

export interface JsonTreeOptions {
  /** For screen readers. */
  label: string;
  value: JsonValue;
  memory: PartMemory;
  /** Levels that are open at first; 2 when absent. */
  openLevels?: number;
  /** Lengths of the texts that are cut. */
  total?: (path: ValuePath) => number | undefined;
  /** A text that is cut, whole. */
  load?: (path: ValuePath) => Promise<string>;
  /** Shows only what is found. */
  filters?: boolean;
  copy(text: string, what: string, button: Element | null): void;
}

export class JsonTree {
  readonly element: HTMLElement;
  readonly search: JsonSearch;
  readonly root: JsonNode;
  private readonly list: BlockList<JsonNode>;
  private rows: JsonNode[] = [];
  private places = new Map<JsonNode, number>();
  private focused: JsonNode | null = null;

  constructor(private readonly options: JsonTreeOptions) {
    this.root = new JsonNode(null, null, options.value);
    this.list = new BlockList<JsonNode>({
      class: 'json-rows',
      rowHeight: ROW_HEIGHT,
      render: (node) => this.render(node),
    });
    this.list.element.setAttribute('role', 'tree');
    this.list.element.setAttribute('aria-label', options.label);
    this.list.element.addEventListener('keydown', (event) => {
      if (this.onKey(event)) {
        event.preventDefault();
        event.stopPropagation();
      }
    });
    this.list.element.addEventListener('focusin', (event) => {
      const row = (event.target as Element).closest<HTMLElement>('.json-row');
      const node = row && this.nodes.get(row);
      if (node && node !== this.focused) this.setFocus(node, false);
    });
    this.search = new JsonSearch({
      label: options.label,
      value: options.value,
      filters: options.filters ?? false,
      memory: options.memory,
      found: (matches) => {
        // What a filter leaves is to be seen.
        if (options.filters) for (const path of matches.slice(0, OPENED_MATCHES)) this.openAbove(path);
      },
      show: (path) => {
        this.reveal(path);
      },
      redraw: () => {
        this.refresh();
      },
      leave: () => {
        this.focusRow();
      },
    });
    this.openAtFirst();
    this.element = el('div', { class: 'json' }, this.search.element, this.list.element);
    this.refresh();
  }

  copyAll(button: Element | null): void {
    this.options.copy(valueText(this.options.value), this.options.label, button);
  }

  private readonly nodes = new WeakMap<Element, JsonNode>();

  private render(node: JsonNode): HTMLElement {
    const { path } = node;
    const key = JSON.stringify(path);
    const row = jsonRow(node, {
      query: this.search.query,
      isCurrent: this.search.isCurrent(path),
      total: this.options.total?.(path),
      load: () => this.options.load?.(path) ?? Promise.resolve(valueText(node.value)),
      shown: shownText(this.options.memory, key),
      toggle: () => {
        this.toggle(node);
      },
      copyValue: () => {
        void this.copyValue(node, row);
      },
      copyPath: () => {
        this.copyPath(node, row);
      },
    });
    if (node === (this.focused ?? this.rows[0])) row.tabIndex = 0;
    this.nodes.set(row, node);
    return row;
  }

  /** A text that is cut is copied whole. */
  private async copyValue(node: JsonNode, row: Element | null): Promise<void> {
    const { path } = node;
    const isCut = this.options.total?.(path) !== undefined;
    const value = isCut && this.options.load ? await this.options.load(path) : node.value;
    this.options.copy(valueText(value), t('Value'), row?.querySelector('.json-actions button') ?? null);
  }

  private copyPath(node: JsonNode, row: Element | null): void {
    this.options.copy(
      pathText(node.path),
      t('Path'),
      row?.querySelector('.json-actions button + button') ?? null,
    );
  }

  /** Works the rows out anew; those before `from` have not changed. */
  private refresh(from = 0): void {
    this.rows = visibleNodes(this.root, this.search.filter);
    this.places = new Map(this.rows.map((node, place) => [node, place]));
    if (this.focused && !this.places.has(this.focused)) this.focused = null;
    this.list.set(this.rows, from);
    this.element.classList.toggle('is-empty', this.rows.length === 0);
  }

  private toggle(node: JsonNode): void {
    node.expanded = !node.expanded;
    this.options.memory.folds.set(JSON.stringify(node.path), node.expanded);
    this.setFocus(node, false);
    this.refresh(this.places.get(node) ?? 0);
    this.list.elementOf(this.places.get(node) ?? 0)?.focus();
  }

  private openAtFirst(): void {
    const { openLevels = OPEN_LEVELS, memory } = this.options;
    let rows = this.root.size;
    const queue = rows <= OPEN_ROWS || memory.folds.size > 0 ? [...this.root.children()] : [];
    for (let node = queue.shift(); node; node = queue.shift()) {
      const known = memory.folds.get(JSON.stringify(node.path));
      const small = node.value !== null && typeof node.value === 'object' && node.size <= OPEN_SIZE;
      const opens = known ?? (small && node.depth < openLevels && rows + node.size <= OPEN_ROWS);
      if (!opens || node.size === 0) continue;
      node.expanded = true;
      rows += node.size;
      queue.push(...node.children());
    }
  }

  /** Opens everything above a path and goes there. */
  private reveal(path: ValuePath): void {
    this.openAbove(path);
    const node = this.root.at(path);
    if (!node) return;
    this.focused = node;
    this.refresh();
    const row = this.list.elementOf(this.places.get(node) ?? 0);
    row?.scrollIntoView({ block: 'nearest' });
  }

  private openAbove(path: ValuePath): void {
    for (let length = 1; length < path.length; length++) {
      const above = this.root.at(path.slice(0, length));
      if (above) above.expanded = true;
    }
  }

  private onKey(event: KeyboardEvent): boolean {
    const inText = (event.target as Element).closest('.text-box, button');
    const meta = event.ctrlKey || event.metaKey;
    if (meta && event.key.toLowerCase() === 'f') {
      this.search.open();
      return true;
    }
    const node = this.focused ?? this.rows[0];
    if (!node || event.altKey || (inText && event.key !== 'Escape')) return false;
    if (event.key.toLowerCase() === 'c') return this.onCopyKey(event, node, meta);
    if (meta) return false;
    const row = this.list.elementOf(this.places.get(node) ?? 0);
    switch (event.key) {
      case 'Escape':
        if (!inText) return this.search.close();
        row?.focus();
        return true;
      case 'Enter':
      case ' ':
        if (node.structure) this.toggle(node);
        else row?.querySelector<HTMLElement>('.long-text .link')?.click();
        return true;
      case 'ArrowRight':
        if (node.structure && !node.expanded) this.toggle(node);
        else if (node.expanded) this.move(node, 1);
        return true;
      case 'ArrowLeft':
        if (node.structure && node.expanded) this.toggle(node);
        else if (node.parent?.parent) this.setFocus(node.parent, true);
        return true;
      case 'ArrowDown':
        this.move(node, 1);
        return true;
      case 'ArrowUp':
        this.move(node, -1);
        return true;
      case 'Home':
        this.move(node, -this.rows.length);
        return true;
      case 'End':
        this.move(node, this.rows.length);
        return true;
      case '*':
        for (const each of node.parent?.children() ?? []) each.expanded = each.size > 0;
        this.refresh();
        this.setFocus(node, true);
        return true;
    }
    return false;
  }

  private onCopyKey(event: KeyboardEvent, node: JsonNode, meta: boolean): boolean {
    // What somebody marked with the mouse is what they want.
    if (meta && (event.shiftKey || document.getSelection()?.isCollapsed === false)) return false;
    const row = this.list.elementOf(this.places.get(node) ?? 0);
    if (event.shiftKey) this.copyPath(node, row);
    else void this.copyValue(node, row);
    return true;
  }

  private move(node: JsonNode, by: number): void {
    const place = this.places.get(node) ?? 0;
    const target = this.rows[Math.max(0, Math.min(this.rows.length - 1, place + by))];
    if (target) this.setFocus(target, true);
  }

  private setFocus(node: JsonNode, go: boolean): void {
    const previous = this.places.get(this.focused ?? this.rows[0]!);
    if (previous !== undefined) this.list.drawn(previous)?.setAttribute('tabindex', '-1');
    this.focused = node;
    const row = this.list.elementOf(this.places.get(node) ?? 0);
    row?.setAttribute('tabindex', '0');
    if (go) row?.focus();
  }

  private focusRow(): void {
    const node = this.focused ?? this.rows[0];
    if (node) this.setFocus(node, true);
  }
}
