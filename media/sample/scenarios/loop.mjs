import { call, researcher } from './researcher.mjs';

const SEARCH = call('search_docs', { query: 'decision record for Math.floor in settle' });

export const loop = {
  summary: '8 turns: the same search six times, then it gives up',
  prompt: 'Who decided to replace half-to-even rounding by Math.floor in settle, and why?',
  agents: [
    {
      ...researcher,
      turns: [
        {
          text: 'The history of the rounding rule should name the decision.',
          calls: [
            call('read_file', { path: 'docs/rounding.md' }),
            call('read_file', { path: 'docs/releases.md' }),
            call('read_file', { path: 'docs/billing.md' }),
          ],
        },
        { text: 'Release 42 made the change. There must be a decision record.', calls: [SEARCH] },
        { text: 'Nothing found. Let me search for the decision record.', calls: [SEARCH] },
        { text: 'The handbook should have it. I will search the docs.', calls: [SEARCH] },
        { text: 'Let me look for the decision record once more.', calls: [SEARCH] },
        { text: 'I still need the decision record, so I will search for it.', calls: [SEARCH] },
        { text: 'Let me try searching the handbook for the decision.', calls: [SEARCH] },
        {
          text:
            'I could not find who decided it. Release 42 of 3 March made the change "to save the dependency" ' +
            '(docs/rounding.md:11); the handbook has no decision record. Ask whoever approved release 42.',
        },
      ],
    },
  ],
};
