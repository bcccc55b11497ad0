/** The search field of a JSON tree: counts what is found, and steps through it. */
import type { JsonValue, ValuePath } from '../../../src/protocol/spans';
import { el, whenQuiet } from '../../dom';
import { formatCount, t } from '../../l10n';
import { iconButton, textField, type TextField } from '../../ui/toolkit';
import type { PartMemory } from '../viewMemory';
import type { JsonFilter } from './jsonNode';
import { filterOf, findMatches, MAX_MATCHES } from './jsonSearch';

/** Milliseconds of searching before the page may do other things, and of quiet before a search begins. */
const SLICE_MS = 8;
const TYPING_MS = 120;

export interface JsonSearchOptions {
  label: string;
  value: JsonValue;
  /** Always there, and leaves only what is found. */
  filters: boolean;
  memory: PartMemory;
  /** Told of all matches, before any is shown. */
  found(matches: readonly ValuePath[]): void;
  show(path: ValuePath): void;
  redraw(): void;
  /** Back to the tree. */
  leave(): void;
}

export class JsonSearch {
  readonly element: HTMLElement;
  query = '';
  filter: JsonFilter | null = null;
  private readonly field: TextField;
  private readonly count = el('span', { class: 'search-count', attrs: { role: 'status' } });
  private matches: readonly ValuePath[] = [];
  private at = -1;
  /** Goes up with every search: an older one gives up. */
  private run = 0;
  private readonly searchSoon = whenQuiet(TYPING_MS, () => {
    void this.searchNow();
  });

  constructor(private readonly options: JsonSearchOptions) {
    const { label, filters } = options;
    this.field = textField({
      label: filters ? t('Filter {0}', label) : t('Search in {0}', label),
      placeholder: filters ? t('Filter by key or value') : t('Search'),
      onInput: (value) => {
        this.options.memory.query = value;
        this.searchSoon();
      },
      onKey: (event) => {
        this.onKey(event);
      },
    });
    this.element = el(
      'div',
      { class: 'json-search', attrs: { hidden: !filters, role: 'search' } },
      this.field.element,
      this.count,
      iconButton('arrow-up', t('Previous match (Shift+Enter)'), () => {
        this.step(-1);
      }),
      iconButton('arrow-down', t('Next match (Enter)'), () => {
        this.step(1);
      }),
      filters
        ? null
        : iconButton('close', t('Close the search (Escape)'), () => {
            this.close();
          }),
    );
    if (options.memory.query !== '') {
      this.element.hidden = false;
      this.field.set(options.memory.query);
      void this.searchNow();
    }
  }

  open(): void {
    this.element.hidden = false;
    this.field.focus();
  }

  /** False when there was nothing to close. */
  close(): boolean {
    const wasOpen = this.options.filters ? this.query !== '' : !this.element.hidden;
    if (!wasOpen) return false;
    this.element.hidden = !this.options.filters;
    this.options.memory.query = '';
    this.field.clear();
    void this.searchNow();
    this.options.leave();
    return true;
  }

  /** Whether the search stands at this entry. */
  isCurrent(path: ValuePath): boolean {
    const current = this.matches[this.at];
    return current?.length === path.length && current.every((step, place) => step === path[place]);
  }

  private onKey(event: KeyboardEvent): void {
    if (event.key === 'Enter') this.step(event.shiftKey ? -1 : 1);
    else if (event.key === 'ArrowDown') this.options.leave();
    else if (event.key !== 'Escape' || !this.close()) return;
    event.preventDefault();
    event.stopPropagation();
  }

  private async searchNow(): Promise<void> {
    const run = ++this.run;
    const query = this.options.memory.query.trim();
    const matches = query === '' ? [] : await this.find(query, run);
    if (run !== this.run || !matches) return;
    this.query = query;
    this.matches = matches;
    this.at = -1;
    this.filter = this.options.filters && query !== '' ? filterOf(matches) : null;
    this.options.found(matches);
    this.showCount();
    if (matches.length > 0) this.step(1);
    else this.options.redraw();
  }

  /** Undefined when another search has begun. */
  private async find(query: string, run: number): Promise<ValuePath[] | undefined> {
    const search = findMatches(this.options.value, query);
    for (;;) {
      const until = performance.now() + SLICE_MS;
      while (performance.now() < until) {
        const { done, value } = search.next();
        if (done) return value;
      }
      await new Promise((resolve) => setTimeout(resolve));
      if (run !== this.run) return undefined;
    }
  }

  private step(direction: 1 | -1): void {
    const { length } = this.matches;
    if (length === 0) return;
    this.at = this.at < 0 && direction < 0 ? length - 1 : (this.at + direction + length) % length;
    this.showCount();
    this.options.show(this.matches[this.at]!);
  }

  private showCount(): void {
    const { length } = this.matches;
    const all = length >= MAX_MATCHES ? `${formatCount(MAX_MATCHES)}+` : formatCount(length);
    this.count.textContent =
      this.query === '' ? '' : length === 0 ? t('No match') : t('{0} of {1}', formatCount(this.at + 1), all);
  }
}
