// The agent's tools, as a user of the AI SDK writes them.
import { tool } from 'ai';
import { z } from 'zod';

const PAGES = {
  'docs/billing.md': '# Billing\n\nA failed payment is tried again up to MAX_RETRIES = 5 times.\n',
  'docs/limits.md': '# Limits\n\nThe waiting time between retries doubles: 1, 2, 4, 8 and 16 minutes.\n',
};

export const search_docs = tool({
  description: 'Searches the documentation for a word.',
  inputSchema: z.object({ query: z.string() }),
  execute: async ({ query }) => {
    const hits = Object.entries(PAGES).filter(([, text]) => text.toLowerCase().includes(query.toLowerCase()));
    return { query, hits: hits.map(([path]) => path) };
  },
});

export const read_file = tool({
  description: 'Reads one page of the documentation.',
  inputSchema: z.object({ path: z.string() }),
  execute: async ({ path }) => {
    if (!Object.hasOwn(PAGES, path)) throw new Error(`There is no page ${path}.`);
    return PAGES[path];
  },
});
