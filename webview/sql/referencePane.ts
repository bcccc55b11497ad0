/** The views and their columns beside the query, and queries to begin with. */
import type { SqlExample, SqlView } from '../../src/protocol/sqlReference';
import { SQL_EXAMPLES, SQL_VIEWS } from '../../src/protocol/sqlReference';
import { el } from '../dom';
import { formatCount, t, translated } from '../l10n';

export interface ReferenceActions {
  /** A name was chosen, to be written into the query. */
  insert(name: string): void;
  runExample(example: SqlExample): void;
}

export function referencePane(actions: ReferenceActions): HTMLElement {
  return el(
    'aside',
    { class: 'sql-reference', attrs: { 'aria-label': t('Reference'), tabindex: 0 } },
    el('h2', { text: t('Examples') }),
    el('ul', { class: 'sql-examples' }, ...SQL_EXAMPLES.map((example) => exampleItem(example, actions))),
    el('h2', { text: t('Views') }),
    ...SQL_VIEWS.map((view) => viewEntry(view, actions)),
    el('p', {
      class: 'dim',
      text: t(
        'One read-only statement of SQLite at a time: SELECT, WITH or VALUES, with JSON functions (->>, json_each) and window functions. A query ends after 2 seconds or {0} rows; receiving traces goes on meanwhile. NULL means unknown, never zero.',
        formatCount(10_000),
      ),
    }),
  );
}

function exampleItem(example: SqlExample, actions: ReferenceActions): HTMLElement {
  return el(
    'li',
    {},
    el('button', {
      class: 'link',
      text: translated(example.title),
      title: example.sql,
      attrs: { type: 'button' },
      on: {
        click: () => {
          actions.runExample(example);
        },
      },
    }),
  );
}

function viewEntry(view: SqlView, actions: ReferenceActions): HTMLElement {
  return el(
    'details',
    { class: 'sql-view' },
    el(
      'summary',
      {},
      el('code', { text: view.name }),
      ' ',
      el('span', { class: 'dim', text: translated(view.description) }),
    ),
    el(
      'dl',
      {},
      ...view.columns.flatMap(({ name, type, unit, description }) => [
        el(
          'dt',
          {},
          el('button', {
            class: 'link',
            text: name,
            title: t('Write {0} into the query', name),
            attrs: { type: 'button' },
            on: {
              click: () => {
                // The only column whose name is a word of SQL's.
                actions.insert(name === 'index' ? '"index"' : name);
              },
            },
          }),
          el('span', { class: 'dim', text: unit === '' ? type : `${type}, ${translated(unit)}` }),
        ),
        el('dd', { text: translated(description) }),
      ]),
    ),
  );
}
