import { readFile } from '../tools/read_file.mjs';
import { runQuery } from '../tools/run_query.mjs';
import { searchDocs } from '../tools/search_docs.mjs';
import { call } from './researcher.mjs';

export const subagents = {
  summary: '9 turns: a hand-off, two sub-agents at the same time, a hand-off back',
  prompt: 'A customer asks why invoice INV-0004 is a cent lower than it should be. What do I answer?',
  workflow: 'invoice-support',
  agents: [
    {
      name: 'support-desk',
      description: 'Talks to the user and knows how we write to customers.',
      instructions:
        'You are the support desk of the billing team. You talk to our own colleagues. Hand questions about ' +
        'amounts over to the billing expert and phrase the answer once you have the facts.',
      tools: [],
      handoffs: ['billing-expert'],
      turns: [
        { text: 'That is a question about amounts.', calls: [call('transfer_to_billing_expert', {})] },
        {
          text:
            'You can answer: "Thank you for checking so carefully. A rounding mistake on our side made this invoice one ' +
            'cent too low. You need not pay the difference." The billing expert has confirmed the cause: totals are cut ' +
            'off instead of rounded since release 42.',
        },
      ],
    },
    {
      name: 'billing-expert',
      description: 'Finds out how an amount came about.',
      instructions:
        'You explain invoice amounts. Let the docs researcher find the rule and the data analyst check the numbers, ' +
        'both at once. Hand the conversation back to the support desk when the facts are clear.',
      tools: [],
      handoffs: ['support-desk'],
      subagents: ['docs-researcher', 'data-analyst'],
      turns: [
        {
          text: 'I need the rule and the numbers.',
          calls: [
            call('ask_docs_researcher', {
              question: 'How are invoice totals rounded, and has that changed?',
            }),
            call('ask_data_analyst', {
              question: 'What was charged for INV-0004, and what would be exact? Is it the only one?',
            }),
          ],
        },
        {
          text:
            'Facts: the rule is half to even, release 42 cuts off instead; INV-0004 was charged 425.50 instead of ' +
            '425.51, like 98 others. We never charge a difference afterwards.',
          calls: [call('transfer_to_support_desk', {})],
        },
      ],
    },
    {
      name: 'docs-researcher',
      description: 'Answers from the handbook.',
      instructions: 'You answer one question from the handbook, with file and line.',
      tools: [searchDocs, readFile],
      turns: [
        { calls: [call('search_docs', { query: 'rounded total' })] },
        { calls: [call('read_file', { path: 'docs/rounding.md' })] },
        {
          text:
            'Half to even, once, on the total (docs/rounding.md:3). Since release 42 the service uses Math.floor and ' +
            'cuts off (docs/rounding.md:11); the rule did not change.',
        },
      ],
    },
    {
      name: 'data-analyst',
      description: 'Answers from the invoices.',
      instructions: 'You answer one question with queries over the table invoices.',
      tools: [runQuery],
      turns: [
        {
          calls: [
            call('run_query', { sql: "select id, exact, charged from invoices where id = 'INV-0004'" }),
            call('run_query', { sql: 'select count(*) from invoices where charged < exact' }),
          ],
        },
        {
          text: 'INV-0004: charged 425.50, exact 425.51. In all, 99 of 200 invoices are too low by one unit.',
        },
      ],
    },
  ],
};
