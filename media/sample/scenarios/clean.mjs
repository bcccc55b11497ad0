import { call, researcher } from './researcher.mjs';

export const clean = {
  summary: '5 turns: search, read, query, conclude',
  prompt: 'Find why invoices are rounded down and tell me the fix.',
  agents: [
    {
      ...researcher,
      turns: [
        {
          text: 'I will look up the rounding rule first.',
          calls: [call('search_docs', { query: 'invoice rounding' })],
        },
        {
          text: 'The rule and its history are in one file, the service in another. I will read both.',
          calls: [
            call('read_file', { path: 'docs/rounding.md' }),
            call('read_file', { path: 'docs/billing.md' }),
          ],
        },
        {
          text: 'Release 42 replaced half-to-even by Math.floor. If that is the cause, many invoices are a cent short.',
          calls: [
            call('run_query', { sql: 'select count(*) from invoices where charged < exact' }),
            call('run_query', {
              sql: 'select id, currency, exact, charged from invoices where charged < exact limit 5',
            }),
          ],
        },
        {
          text: 'That fits. Last, whether the rule itself is what the tax authority asks for.',
          calls: [call('fetch_page', { url: 'https://tax.example.org/guides/rounding' })],
        },
        {
          reasoning:
            'Half of the invoices are short by one cent, none is over: floor, not half to even. The authority wants ' +
            'half to even on the total, so the rule is right and the code is wrong.',
          text:
            'Cause: since release 42, settle(order) computes Math.floor(total * 100) / 100 (docs/rounding.md:11), which ' +
            'always rounds down. 99 of 200 invoices are one cent short, none is over.\n' +
            'Fix: call roundHalfEven(total, digits) again, with the digits of the currency, on decimal strings instead ' +
            'of floats.\n' +
            'Also lower the threshold of the nightly check to half a cent: it could not see this (docs/billing.md:10).',
        },
      ],
    },
  ],
};
