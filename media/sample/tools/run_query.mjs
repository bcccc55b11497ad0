import { invoices } from '../invoices.mjs';
import { tool } from './tool.mjs';

const STATEMENT = /^select (.+?) from invoices(?: where (.+?))?(?: limit (\d+))?;?$/i;
const CONDITION = /^(\w+)\s*(=|<|>)\s*'?([^']*)'?$/;

export const runQuery = tool({
  // This tool's traces say where it is written; Turnline finds the others in this folder by their names.
  located: 'runQuery',
  name: 'run_query',
  description:
    'Runs one SELECT over the table invoices (id, customer, currency, lines, net, exact, charged).',
  parameters: {
    type: 'object',
    properties: { sql: { type: 'string', description: 'select … from invoices where … and … limit …' } },
    required: ['sql'],
  },
  execute({ sql }) {
    const statement = STATEMENT.exec(sql.trim());
    if (!statement) throw new SyntaxError(`run_query cannot read this statement: ${sql}`);
    const [, columns, where, limit] = statement;
    const conditions = where ? where.split(/ and /i).map(readCondition) : [];
    const rows = invoices.filter((row) => conditions.every((holds) => holds(row)));
    if (/^count\(\*\)$/i.test(columns)) return [{ count: rows.length }];
    return rows.slice(0, limit ? Number(limit) : 20).map((row) => pick(row, columns));
  },
});

function readCondition(text) {
  const condition = CONDITION.exec(text.trim());
  if (!condition) throw new SyntaxError(`run_query cannot read this condition: ${text}`);
  const [, column, operator, literal] = condition;
  return (row) => {
    // The right side may be another column: charged < exact.
    const [left, right] = [row[column], literal in row ? row[literal] : literal];
    if (operator === '=') return String(left) === String(right);
    return operator === '<' ? left < right : left > right;
  };
}

function pick(row, columns) {
  if (columns.trim() === '*') return row;
  return Object.fromEntries(columns.split(',').map((column) => [column.trim(), row[column.trim()]]));
}
