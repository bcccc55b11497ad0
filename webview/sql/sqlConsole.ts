/** The SQL console: a query, its result, and the reference of what can be asked. */
import type { RpcClient } from '../../src/protocol/rpc';
import { messageOf } from '../../src/protocol/rpc';
import type { SqlResult } from '../../src/protocol/sql';
import type { SqlConsoleMethods } from '../../src/protocol/sqlConsole';
import { SQL_EXAMPLES } from '../../src/protocol/sqlReference';
import { el, whenQuiet } from '../dom';
import { formatCount, t } from '../l10n';
import { button } from '../ui/toolkit';
import { ValueReader } from '../ui/valueReader';
import type { WebviewApi } from '../webviewApi';
import { referencePane } from './referencePane';
import { ResultTable } from './resultTable';
import { toCsv, wholeText } from './resultValues';

const SAVE_DELAY_MS = 300;
/** Of queries that ran, the newest first. */
const HISTORY_LENGTH = 50;
const ROW_LIMITS = [100, 1_000, 10_000] as const;
const DEFAULT_LIMIT = 1_000;

interface ConsoleState {
  sql: string;
  history: string[];
  limit: number;
  reference: boolean;
}

type Client = RpcClient<SqlConsoleMethods>;

export class SqlConsole {
  private readonly state: ConsoleState;
  private readonly editor = el('textarea', {
    class: 'sql-editor',
    attrs: {
      'aria-label': t('Query'),
      spellcheck: 'false',
      autocapitalize: 'off',
      autocomplete: 'off',
      rows: 6,
    },
  });
  private readonly history = el('select', { attrs: { 'aria-label': t('Recent queries') } });
  private readonly limit = el('select', { attrs: { 'aria-label': t('Rows at most') } });
  private readonly summary = el('div', { class: 'sql-summary', attrs: { role: 'status' } });
  private readonly failure = el('div', { class: 'sql-failure', attrs: { role: 'alert', hidden: true } });
  private readonly hint = el('p', { class: 'sql-hint dim', text: t('Run a query, or choose an example.') });
  private readonly table: ResultTable;
  private readonly reference: HTMLElement;
  private readonly referenceButton: HTMLElement;
  private readonly reader = new ValueReader();
  private result: SqlResult | null = null;
  /** Of the newest query: an older one's answer is not shown any more. */
  private runs = 0;
  private readonly saveSoon = whenQuiet(SAVE_DELAY_MS, () => {
    this.save();
  });

  constructor(
    root: HTMLElement,
    private readonly api: WebviewApi,
    private readonly client: Client,
  ) {
    this.state = restoredState(api.state);
    this.table = new ResultTable({
      label: t('Result'),
      readCell: (column, value) => {
        this.reader.show(column, wholeText(value));
      },
      openSession: (sessionId) => void this.openSession(sessionId),
    });
    this.reference = referencePane({
      insert: (name) => {
        this.insert(name);
      },
      runExample: ({ sql }) => {
        this.editor.value = sql;
        void this.run();
      },
    });
    this.referenceButton = button(
      t('Reference'),
      () => {
        this.showReference(!this.state.reference);
      },
      'secondary',
    );
    this.editor.value = this.state.sql;
    this.editor.addEventListener('input', this.saveSoon);
    this.editor.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      void this.run();
    });
    this.history.addEventListener('change', () => {
      const chosen = this.state.history[Number(this.history.value)];
      if (chosen !== undefined) this.editor.value = chosen;
      this.history.selectedIndex = 0;
      this.editor.focus();
      this.saveSoon();
    });
    this.limit.append(
      ...ROW_LIMITS.map((rows) =>
        el('option', {
          text: t('{0, plural, one {# row} other {# rows}}', rows),
          attrs: { value: rows, selected: rows === this.state.limit },
        }),
      ),
    );
    this.limit.addEventListener('change', () => {
      this.state.limit = Number(this.limit.value);
      this.saveSoon();
    });
    this.fillHistory();
    this.mount(root);
    this.showReference(this.state.reference);
    this.show(null);
  }

  private mount(root: HTMLElement): void {
    const run = button(t('Run'), () => void this.run());
    run.title = t('Run the query (Ctrl+Enter, ⌘Enter)');
    root.replaceChildren(
      el(
        'main',
        { class: 'sql-console' },
        el('h1', { class: 'visually-hidden', text: t('SQL Console') }),
        this.editor,
        el(
          'div',
          { class: 'sql-bar', attrs: { role: 'toolbar', 'aria-label': t('Query') } },
          run,
          this.limit,
          this.history,
          el('span', { class: 'sql-space' }),
          button(t('Copy CSV'), () => void this.copy(), 'secondary'),
          button(t('Save CSV…'), () => void this.saveResult(), 'secondary'),
          this.referenceButton,
        ),
        this.failure,
        this.hint,
        this.table.element,
        this.summary,
      ),
      this.reference,
      this.reader.element,
    );
  }

  private async run(): Promise<void> {
    const sql = this.editor.value;
    const run = ++this.runs;
    const started = performance.now();
    this.remember(sql);
    this.summary.textContent = t('Running…');
    try {
      const result = await this.client.request('sql/query', { sql, limit: this.state.limit });
      if (run !== this.runs) return;
      this.show(result);
      this.summary.textContent = summaryOf(result, performance.now() - started);
    } catch (error) {
      if (run === this.runs) this.fail(messageOf(error));
    }
  }

  private show(result: SqlResult | null): void {
    this.result = result;
    this.failure.hidden = true;
    this.hint.hidden = result !== null;
    this.table.element.hidden = result === null;
    if (result) this.table.set(result);
  }

  /** The result of the query before stays: it may help to mend this one. */
  private fail(message: string): void {
    this.failure.textContent = message;
    this.failure.hidden = false;
    this.summary.textContent = this.result ? t('The rows are those of the query before.') : '';
  }

  private remember(sql: string): void {
    if (sql.trim() === '') return;
    this.state.history = [sql, ...this.state.history.filter((each) => each !== sql)].slice(0, HISTORY_LENGTH);
    this.fillHistory();
    this.saveSoon();
  }

  private fillHistory(): void {
    this.history.replaceChildren(
      el('option', { text: t('Recent queries'), attrs: { value: '' } }),
      ...this.state.history.map((sql, i) => el('option', { text: oneLine(sql), attrs: { value: i } })),
    );
    this.history.disabled = this.state.history.length === 0;
  }

  private insert(name: string): void {
    this.editor.setRangeText(name, this.editor.selectionStart, this.editor.selectionEnd, 'end');
    this.editor.focus();
    this.saveSoon();
  }

  private showReference(shown: boolean): void {
    this.state.reference = shown;
    this.reference.hidden = !shown;
    this.referenceButton.setAttribute('aria-expanded', String(shown));
    this.saveSoon();
  }

  private async openSession(sessionId: string): Promise<void> {
    try {
      await this.client.request('session/open', { sessionId });
    } catch (error) {
      this.fail(messageOf(error));
    }
  }

  private async copy(): Promise<void> {
    if (!this.result) return;
    await navigator.clipboard.writeText(toCsv(this.result));
    this.summary.textContent = t(
      '{0, plural, one {# row copied.} other {# rows copied.}}',
      this.result.rows.length,
    );
  }

  private async saveResult(): Promise<void> {
    if (!this.result) return;
    try {
      const saved = await this.client.request('result/save', {
        name: 'result.csv',
        text: toCsv(this.result),
      });
      if (saved)
        this.summary.textContent = t(
          '{0, plural, one {# row saved.} other {# rows saved.}}',
          this.result.rows.length,
        );
    } catch (error) {
      this.fail(messageOf(error));
    }
  }

  private save(): void {
    this.state.sql = this.editor.value;
    this.api.state = this.state;
  }
}

function summaryOf({ rows, truncated }: SqlResult, tookMs: number): string {
  const summary = t(
    '{0, plural, one {# row} other {# rows}} in {1} ms',
    rows.length,
    formatCount(Math.round(tookMs)),
  );
  return truncated ? t('{0}. There are more: narrow the query, or allow more rows', summary) : summary;
}

function oneLine(sql: string): string {
  const line = sql.replaceAll(/\s+/g, ' ').trim();
  return line.length > 80 ? `${line.slice(0, 80)}…` : line;
}

function restoredState(saved: unknown): ConsoleState {
  const state = { sql: SQL_EXAMPLES[0]?.sql ?? '', history: [], limit: DEFAULT_LIMIT, reference: true };
  return typeof saved === 'object' && saved !== null ? { ...state, ...saved } : state;
}
