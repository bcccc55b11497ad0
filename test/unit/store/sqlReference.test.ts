import { beforeAll, describe, expect, it } from 'vitest';
import { SQL_EXAMPLES, SQL_VIEWS } from '../../../src/protocol/sqlReference';
import { SpanStore } from '../../../src/store/store';

let store: SpanStore;
beforeAll(async () => {
  store = await SpanStore.open();
});
const query = (sql: string) => store.query({ sql }, () => 0);

describe('the reference of the views', () => {
  it.each(SQL_VIEWS.map((view) => [view.name, view] as const))('has the columns of %s', (name, view) => {
    expect(query(`SELECT * FROM ${name}`).columns).toEqual(view.columns.map((column) => column.name));
  });

  it.each(SQL_EXAMPLES.map(({ title, sql }) => [title, sql]))(
    'has an example that runs: %s',
    (_title, sql) => {
      expect(query(sql).columns.length).toBeGreaterThan(1);
    },
  );

  it('has every view', () => {
    const { rows } = query("SELECT name FROM traces.sqlite_master WHERE type = 'view' ORDER BY name");
    expect(rows.flat()).toEqual(SQL_VIEWS.map(({ name }) => name).toSorted());
  });
});
