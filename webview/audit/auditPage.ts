/** The audit trail: what agents did, newest first, searched and filtered, and written to a file as it is shown. */
import type { AuditEntry, AuditFormat, AuditSearchResult } from '../../src/protocol/audit';
import type { AuditPageMethods, AuditPageNotifications } from '../../src/protocol/auditPage';
import type { RpcClient } from '../../src/protocol/rpc';
import { messageOf } from '../../src/protocol/rpc';
import { atMostEvery, el } from '../dom';
import { formatCount, t } from '../l10n';
import { ResultTable } from '../sql/resultTable';
import { button } from '../ui/toolkit';
import { ValueReader } from '../ui/valueReader';
import type { WebviewApi } from '../webviewApi';
import type { AuditFilter } from './auditFilters';
import { AuditFilters, EVERYTHING, queryOf } from './auditFilters';
import { cellTextOf, rowsOf, SESSION_COLUMN, timeText } from './entryRows';

/** Entries at once; who looks for older ones narrows the search. */
const MAX_SHOWN = 2_000;
/** All of the trail is read for each. */
const REFRESH_MS = 5_000;

type Client = RpcClient<AuditPageMethods, AuditPageNotifications>;

export class AuditPage {
  private filter: AuditFilter;
  private entries: AuditEntry[] = [];
  private readonly filters: AuditFilters;
  private readonly reader = new ValueReader();
  private readonly failure = el('div', { class: 'sql-failure', attrs: { role: 'alert', hidden: true } });
  private readonly summary = el('div', { class: 'sql-summary', attrs: { role: 'status' } });
  private readonly refreshButton = button(t('Show New Actions'), () => void this.search(), 'secondary');
  private readonly empty = el('div', { class: 'audit-empty', attrs: { hidden: true } });
  private readonly table: ResultTable;
  /** Of the newest search: an older one's answer is not shown any more. */
  private searches = 0;
  private shown = '';

  constructor(
    root: HTMLElement,
    private readonly api: WebviewApi,
    private readonly client: Client,
  ) {
    this.filter = restored(api.state);
    this.filters = new AuditFilters(this.filter, (filter) => {
      this.filter = filter;
      this.api.state = filter;
      void this.search();
    });
    this.table = new ResultTable({
      label: t('Actions'),
      textOf: cellTextOf,
      sessionColumn: SESSION_COLUMN,
      readCell: (_, __, row) => {
        this.read(this.entries[row]!);
      },
      openSession: (_, row) => void this.openSession(this.entries[row]!),
    });
    this.refreshButton.hidden = true;
    root.replaceChildren(
      el(
        'main',
        { class: 'sql-console audit' },
        el('h1', { class: 'visually-hidden', text: t('Audit Trail') }),
        el(
          'div',
          { class: 'sql-bar', attrs: { role: 'toolbar', 'aria-label': t('Audit trail') } },
          ...this.filters.elements,
          el(
            'span',
            { class: 'audit-actions' },
            this.refreshButton,
            button(t('Export CSV…'), () => void this.save('csv'), 'secondary'),
            button(t('Export JSON Lines…'), () => void this.save('jsonl'), 'secondary'),
          ),
        ),
        this.failure,
        this.empty,
        this.table.element,
        this.summary,
      ),
      this.reader.element,
    );
    client.on(
      'changed',
      atMostEvery(REFRESH_MS, () => {
        if (this.table.isUntouched && !this.reader.element.open) void this.search();
        else this.refreshButton.hidden = false;
      }),
    );
    void this.search();
  }

  private async search(): Promise<void> {
    const search = ++this.searches;
    try {
      const query = queryOf(this.filter, Date.now());
      const found = await this.client.request('audit/search', { ...query, limit: MAX_SHOWN });
      if (search === this.searches) this.show(found);
    } catch (error) {
      if (search === this.searches) this.fail(messageOf(error));
    }
  }

  private show({ total, entries, facets }: AuditSearchResult): void {
    this.failure.hidden = true;
    this.refreshButton.hidden = true;
    this.filters.offer(facets);
    this.summary.textContent = summaryOf(total, entries.length);
    this.empty.hidden = total > 0;
    this.table.element.hidden = total === 0;
    if (total === 0) this.showEmpty(facets.names.length > 0);
    // Filling the table anew would take the place that the reader is at.
    const key = JSON.stringify(entries);
    if (key === this.shown) return;
    this.shown = key;
    this.entries = entries;
    this.table.set(rowsOf(entries));
  }

  private showEmpty(hasEntries: boolean): void {
    const clear = el('button', {
      class: 'link',
      text: t('Show everything'),
      attrs: { type: 'button' },
      on: {
        click: () => {
          this.filters.clear();
        },
      },
    });
    this.empty.replaceChildren(
      ...(hasEntries
        ? [el('p', { text: t('Nothing in the audit trail fits.') }), clear]
        : [
            el('p', { text: t('No agent has done anything yet.') }),
            el('p', {
              class: 'dim',
              text: t(
                'Tool calls, approvals, hand-offs and side effects are listed here as they happen, and stay when their sessions are gone.',
              ),
            }),
          ]),
    );
  }

  private fail(message: string): void {
    this.failure.textContent = message;
    this.failure.hidden = false;
  }

  /** All that is known of an entry, its arguments indented. */
  private read(entry: AuditEntry): void {
    const { arguments: args, time, ...rest } = entry;
    this.reader.show(entry.name, { time: timeText(time), ...rest, arguments: parsed(args) });
  }

  private async openSession({ sessionId, traceId, spanId }: AuditEntry): Promise<void> {
    try {
      await this.client.request('session/open', { sessionId, span: { traceId, spanId } });
      this.failure.hidden = true;
    } catch (error) {
      this.fail(messageOf(error));
    }
  }

  private async save(format: AuditFormat): Promise<void> {
    try {
      const query = queryOf(this.filter, Date.now());
      if (await this.client.request('audit/save', { ...query, format })) this.failure.hidden = true;
    } catch (error) {
      this.fail(messageOf(error));
    }
  }
}

function summaryOf(total: number, shown: number): string {
  const count = t('{0, plural, one {# action} other {# actions}}', total);
  return shown < total
    ? t(
        '{0}. The newest {1} are shown: narrow the search to see others. An export has all.',
        count,
        formatCount(shown),
      )
    : count;
}

function parsed(text: string | null): unknown {
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function restored(state: unknown): AuditFilter {
  return typeof state === 'object' && state !== null ? { ...EVERYTHING, ...state } : EVERYTHING;
}
