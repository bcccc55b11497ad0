/** The rows of a result. Only those in view are in the document: a result may have ten thousand. */
import type { JsonValue } from '../../src/protocol/spans';
import type { SqlResult } from '../../src/protocol/sql';
import { el, oncePerFrame } from '../dom';
import { t } from '../l10n';
import { cellText, compareValues } from './resultValues';

/** CSS pixels; `sql.css` has the same. */
const ROW_HEIGHT = 22;
/** Rows above and below the view, so that scrolling a little shows no gap. */
const SPARE_ROWS = 12;
/** Rows that decide how wide a column is. */
const SAMPLED_ROWS = 200;
/** Characters. */
const NARROWEST = 6;
const WIDEST = 48;

export interface ResultTableOptions {
  /** For screen readers. */
  label: string;
  /** What a cell shows; the value itself where there is nothing to say, and by default. */
  textOf?: (column: string, value: JsonValue) => string | null;
  /** Index of the column with sessions; by default the one of that name. */
  sessionColumn?: number;
  /** A cell was chosen, to be read whole. `row`: as the result has it. */
  readCell(column: string, value: JsonValue, row: number): void;
  openSession(sessionId: string, row: number): void;
}

export class ResultTable {
  readonly element: HTMLElement;
  private readonly header = el('div', { class: 'sql-row sql-header', attrs: { role: 'row' } });
  private readonly body = el('div', { class: 'sql-rows', attrs: { role: 'rowgroup' } });
  private result: SqlResult = { columns: [], rows: [], truncated: false };
  private order: number[] = [];
  private sorting: { column: number; descending: boolean } | null = null;
  /** The cell that the keyboard is on. */
  private active = { row: 0, column: 0 };
  private readonly drawSoon = oncePerFrame(() => {
    this.draw();
  });

  constructor(private readonly options: ResultTableOptions) {
    this.element = el(
      'div',
      { class: 'sql-table', attrs: { role: 'grid', 'aria-label': this.options.label, tabindex: -1 } },
      el('div', { class: 'sql-head', attrs: { role: 'rowgroup' } }, this.header),
      this.body,
    );
    this.element.addEventListener('scroll', this.drawSoon, { passive: true });
    this.body.addEventListener('keydown', (event) => {
      this.onKey(event);
    });
    new ResizeObserver(this.drawSoon).observe(this.element);
  }

  set(result: SqlResult): void {
    this.result = result;
    this.sorting = null;
    this.order = result.rows.map((_, i) => i);
    this.active = { row: 0, column: 0 };
    this.element.setAttribute('aria-rowcount', String(result.rows.length + 1));
    this.element.setAttribute('aria-colcount', String(result.columns.length));
    const widths = result.columns.map((name, i) => `${this.columnWidth(name, i)}ch`);
    this.element.style.setProperty('--sql-columns', widths.join(' '));
    this.body.style.setProperty('height', `${result.rows.length * ROW_HEIGHT}px`);
    this.element.scrollTo(0, 0);
    this.drawHeader();
    this.draw();
  }

  /** Whether nobody has scrolled, sorted or chosen a row: other rows would be in nobody's way. */
  get isUntouched(): boolean {
    return this.element.scrollTop === 0 && this.sorting === null && this.active.row === 0;
  }

  /** By this column; a second time in reverse, a third time as the query had it. */
  private sort(column: number): void {
    const was = this.sorting?.column === column ? this.sorting : null;
    this.sorting =
      was === null ? { column, descending: false } : was.descending ? null : { column, descending: true };
    const { rows } = this.result;
    this.order = rows.map((_, i) => i);
    const { sorting } = this;
    if (sorting) {
      const sign = sorting.descending ? -1 : 1;
      this.order.sort((a, b) => sign * compareValues(rows[a]![column] ?? null, rows[b]![column] ?? null));
    }
    this.drawHeader();
    this.draw();
    this.header.querySelectorAll('button')[column]?.focus();
  }

  private drawHeader(): void {
    this.header.replaceChildren(
      ...this.result.columns.map((name, column) => {
        const sorted = this.sorting?.column === column ? this.sorting : null;
        const direction = sorted === null ? 'none' : sorted.descending ? 'descending' : 'ascending';
        return el(
          'div',
          { class: 'sql-cell', attrs: { role: 'columnheader', 'aria-sort': direction } },
          el('button', {
            text: sorted === null ? name : `${name} ${sorted.descending ? '↓' : '↑'}`,
            title: t('Sort by {0}', name),
            attrs: { type: 'button' },
            on: {
              click: () => {
                this.sort(column);
              },
            },
          }),
        );
      }),
    );
  }

  private draw(): void {
    const first = Math.max(0, Math.floor(this.element.scrollTop / ROW_HEIGHT) - SPARE_ROWS);
    const visible = Math.ceil(this.element.clientHeight / ROW_HEIGHT) + 2 * SPARE_ROWS;
    const last = Math.min(this.order.length, first + visible);
    const focused = this.body.contains(document.activeElement);
    const rows: HTMLElement[] = [];
    for (let at = first; at < last; at++) rows.push(this.row(at));
    this.body.style.setProperty('--sql-first', `${first * ROW_HEIGHT}px`);
    this.body.replaceChildren(...rows);
    if (focused) this.activeCell()?.focus({ preventScroll: true });
  }

  private row(at: number): HTMLElement {
    const { columns, rows } = this.result;
    const values = rows[this.order[at]!]!;
    const attrs = { role: 'row', 'aria-rowindex': at + 2 };
    return el(
      'div',
      { class: 'sql-row', attrs },
      ...columns.map((name, i) => this.cell(name, values[i] ?? null, at, i)),
    );
  }

  private cell(name: string, value: JsonValue, row: number, column: number): HTMLElement {
    const isActive = this.active.row === row && this.active.column === column;
    const look = value === null ? ' sql-null' : typeof value === 'number' ? ' sql-number' : '';
    const text = this.text(name, value);
    const cell = el('div', {
      class: `sql-cell${look}`,
      attrs: {
        role: 'gridcell',
        'aria-colindex': column + 1,
        tabindex: isActive ? 0 : -1,
        'data-at': `${row},${column}`,
      },
      on: {
        focus: () => {
          this.active = { row, column };
        },
        dblclick: () => {
          this.options.readCell(name, value, this.order[row]!);
        },
      },
    });
    if (this.isSession(column) && typeof value === 'string') {
      cell.append(
        el('button', {
          class: 'link',
          text,
          title: t('Open this session'),
          attrs: { type: 'button', tabindex: -1 },
          on: {
            click: () => {
              this.options.openSession(value, this.order[row]!);
            },
          },
        }),
      );
    } else cell.textContent = text;
    return cell;
  }

  private activeCell(): HTMLElement | null {
    return this.body.querySelector(`[data-at="${this.active.row},${this.active.column}"]`);
  }

  private onKey(event: KeyboardEvent): void {
    const { row, column } = this.active;
    const page = Math.max(1, Math.floor(this.body.parentElement!.clientHeight / ROW_HEIGHT) - 2);
    const moves: Partial<Record<string, [row: number, column: number]>> = {
      ArrowUp: [row - 1, column],
      ArrowDown: [row + 1, column],
      ArrowLeft: [row, column - 1],
      ArrowRight: [row, column + 1],
      PageUp: [row - page, column],
      PageDown: [row + page, column],
      Home: event.ctrlKey || event.metaKey ? [0, 0] : [row, 0],
      End: event.ctrlKey || event.metaKey ? [Infinity, Infinity] : [row, Infinity],
    };
    const move = moves[event.key];
    if (move) this.moveTo(move[0], move[1]);
    else if (event.key === 'Enter') this.enter();
    else return;
    event.preventDefault();
  }

  /** The session behind the active cell, else its value whole. */
  private enter(): void {
    const { row, column } = this.active;
    const at = this.order[row];
    if (at === undefined) return;
    const value = this.result.rows[at]?.[column] ?? null;
    if (this.isSession(column) && typeof value === 'string') this.options.openSession(value, at);
    else this.options.readCell(this.result.columns[column] ?? '', value, at);
  }

  private moveTo(row: number, column: number): void {
    this.active = {
      row: Math.min(Math.max(row, 0), this.order.length - 1),
      column: Math.min(Math.max(column, 0), this.result.columns.length - 1),
    };
    const top = this.active.row * ROW_HEIGHT;
    const bottom = top + 2 * ROW_HEIGHT - this.element.clientHeight;
    if (this.element.scrollTop > top) this.element.scrollTop = top;
    if (this.element.scrollTop < bottom) this.element.scrollTop = bottom;
    this.draw();
    const cell = this.activeCell();
    cell?.focus({ preventScroll: true });
    cell?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  private text(name: string, value: JsonValue): string {
    return this.options.textOf?.(name, value) ?? cellText(value);
  }

  private isSession(column: number): boolean {
    return column === (this.options.sessionColumn ?? this.result.columns.indexOf('session_id'));
  }

  /** In characters of the monospaced font. */
  private columnWidth(name: string, column: number): number {
    let widest = name.length + 2;
    for (const row of this.result.rows.slice(0, SAMPLED_ROWS))
      widest = Math.max(widest, this.text(name, row[column] ?? null).length);
    return Math.min(Math.max(widest, NARROWEST), WIDEST) + 3;
  }
}
