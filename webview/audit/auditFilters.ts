/** What of the audit trail is shown: a text, and a choice of what, by whom, which tool, how it went and since when. */
import type { AuditKind, AuditQuery, AuditSearchResult } from '../../src/protocol/audit';
import { AUDIT_KINDS } from '../../src/protocol/audit';
import { el, whenQuiet } from '../dom';
import { LANGUAGE, t } from '../l10n';
import { KIND_WORDS, outcomeName } from './entryRows';

const TYPING_MS = 250;
const HOUR_MS = 3_600_000;

/** Of what is chosen; empty for everything. */
export interface AuditFilter {
  query: string;
  kind: string;
  name: string;
  agent: string;
  outcome: string;
  /** In hours up to now. */
  hours: string;
}

export const EVERYTHING: AuditFilter = { query: '', kind: '', name: '', agent: '', outcome: '', hours: '' };

const PERIODS: readonly [hours: string, text: string][] = [
  ['', t('Any time')],
  ['1', t('Last hour')],
  ['24', t('Last 24 hours')],
  ['168', t('Last 7 days')],
];

type Choice = Exclude<keyof AuditFilter, 'query'>;
/** What stands for no choice. */
const ALL: Record<Choice, string> = {
  kind: t('Everything'),
  name: t('All names'),
  agent: t('All agents'),
  outcome: t('All outcomes'),
  hours: t('Any time'),
};
const LABELS: Record<Choice, string> = {
  kind: t('What'),
  name: t('Name'),
  agent: t('Agent'),
  outcome: t('Outcome'),
  hours: t('Time'),
};

export class AuditFilters {
  readonly elements: HTMLElement[];
  private readonly text: HTMLInputElement;
  private readonly choices = new Map<Choice, HTMLSelectElement>();

  constructor(
    private filter: AuditFilter,
    private readonly onChange: (filter: AuditFilter) => void,
  ) {
    this.text = el('input', {
      class: 'audit-search',
      attrs: {
        type: 'search',
        'aria-label': t('Search'),
        placeholder: t('Search names, arguments, errors…'),
      },
      on: {
        input: whenQuiet(TYPING_MS, () => {
          this.change('query', this.text.value);
        }),
      },
    });
    this.text.value = filter.query;
    for (const name of Object.keys(ALL) as Choice[]) {
      const control = el('select', {
        attrs: { 'aria-label': LABELS[name] },
        on: {
          change: () => {
            this.change(name, control.value);
          },
        },
      });
      this.choices.set(name, control);
    }
    this.elements = [this.text, ...this.choices.values()];
    this.offer({ names: [], agents: [], outcomes: [] });
  }

  /** What there is to choose from. */
  offer({ names, agents, outcomes }: AuditSearchResult['facets']): void {
    const plain = (values: readonly string[]) => values.map((value): [string, string] => [value, value]);
    this.fill(
      'kind',
      AUDIT_KINDS.map((kind) => [kind, capital(KIND_WORDS[kind])]),
    );
    this.fill('name', plain(names));
    this.fill('agent', plain(agents));
    this.fill(
      'outcome',
      outcomes.map((outcome) => [outcome, outcomeName(outcome)]),
    );
    this.fill('hours', PERIODS.slice(1));
  }

  /** Takes every choice back. */
  clear(): void {
    this.text.value = '';
    for (const control of this.choices.values()) control.value = '';
    this.filter = EVERYTHING;
    this.onChange(this.filter);
  }

  private fill(name: Choice, options: readonly (readonly [value: string, text: string])[]): void {
    const control = this.choices.get(name)!;
    const chosen = this.filter[name];
    // What was chosen stays on offer, even where nothing has it any more.
    const missing = chosen !== '' && !options.some(([value]) => value === chosen);
    const all = [['', ALL[name]] as const, ...options, ...(missing ? [[chosen, chosen] as const] : [])];
    const key = JSON.stringify(all);
    // An open list would close.
    if (control.dataset.options === key) return;
    control.dataset.options = key;
    control.replaceChildren(...all.map(([value, text]) => el('option', { text, attrs: { value } })));
    control.value = chosen;
  }

  private change(name: keyof AuditFilter, value: string): void {
    if (this.filter[name] === value) return;
    this.filter = { ...this.filter, [name]: value };
    this.onChange(this.filter);
  }
}

/** `now`: where its hours end. */
export function queryOf(filter: AuditFilter, now: number): AuditQuery {
  const { query, kind, name, agent, outcome, hours } = filter;
  return {
    ...(query.trim() === '' ? {} : { query: query.trim() }),
    ...(kind === '' ? {} : { kind: kind as AuditKind }),
    ...(name === '' ? {} : { name }),
    ...(agent === '' ? {} : { agent }),
    ...(outcome === '' ? {} : { outcome }),
    ...(hours === '' ? {} : { from: now - Number(hours) * HOUR_MS }),
  };
}

function capital(text: string): string {
  return text.charAt(0).toLocaleUpperCase(LANGUAGE) + text.slice(1);
}
