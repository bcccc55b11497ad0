import { call, researcher } from './researcher.mjs';

export const error = {
  summary: '4 turns: a page fails, is retried, then times out',
  prompt: 'Are the tax rates in our handbook still the ones of 2026?',
  agents: [
    {
      ...researcher,
      turns: [
        {
          text: 'I will see where our rates come from.',
          calls: [call('search_docs', { query: 'rates 2026' })],
        },
        {
          text: 'The official rates are on a public page.',
          calls: [call('fetch_page', { url: 'https://tax.example.org/rates/2026' })],
        },
        {
          text: 'The page cannot be reached. I will at least see what our table says.',
          calls: [call('read_file', { path: 'docs/tax.md' })],
        },
        {
          text:
            'I could not verify it: https://tax.example.org/rates/2026 answered 503, and at the second attempt not at ' +
            'all. Our table (docs/tax.md:8) is copied from that page each January. Please try again later.',
        },
      ],
    },
  ],
};
