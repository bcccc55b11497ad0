import { invoices } from '../invoices.mjs';
import { call, researcher } from './researcher.mjs';

const TURNS = 200;
const TOPICS = ['rounding', 'tax', 'currency', 'invoice', 'release', 'amount', 'rate'];
const FILES = ['rounding', 'tax', 'currencies', 'billing', 'releases'];

export const long = {
  summary: '200 turns: an audit whose history grows and grows',
  prompt: 'Audit every invoice of the table against the rounding rule and list what is wrong.',
  agents: [
    {
      ...researcher,
      pace: { firstChunkMs: 20, msPerToken: 0.2 },
      turns: [
        ...invoices.slice(0, TURNS - 1).map(auditTurn),
        { text: `Audit done. ${invoices.slice(0, TURNS - 1).filter(isWrong).length} invoices are too low.` },
      ],
    },
  ],
};

/** One invoice per turn, with a look into the handbook and some thinking now and then. */
function auditTurn(invoice, index) {
  const turn = {
    text: `Invoice ${index + 1}: ${invoice.id} of ${invoice.customer}.`,
    calls: [call('run_query', { sql: `select * from invoices where id = '${invoice.id}'` })],
  };
  if (index % 10 === 3) turn.calls.push(call('search_docs', { query: everyNth(TOPICS, index, 10) }));
  if (index % 25 === 0) turn.calls.push(call('read_file', { path: `docs/${everyNth(FILES, index, 25)}.md` }));
  if (index % 8 === 5) {
    turn.reasoning =
      `${invoice.id} has ${invoice.lines} lines and a net amount of ${invoice.net} ${invoice.currency}. ` +
      `The exact total is ${invoice.exact}, charged were ${invoice.charged}. ` +
      (isWrong(invoice) ? 'That is cut off, not rounded: one more for the list.' : 'That is right.');
  }
  return turn;
}

/** The next one of the list at every n-th turn. */
function everyNth(list, index, n) {
  return list[Math.floor(index / n) % list.length];
}

function isWrong({ charged, exact }) {
  return charged < exact;
}
