import { readdir, readFile } from 'node:fs/promises';
import { wait } from '../wait.mjs';
import { tool } from './tool.mjs';

const DOCS = new URL('../docs/', import.meta.url);
const MOST_PASSAGES = 4;
/** A handbook of real size sits on a server and takes its time. */
const SERVER_MS = 220;

export const searchDocs = tool({
  name: 'search_docs',
  description: 'Searches the handbook. Returns the passages that contain every word of the query.',
  parameters: {
    type: 'object',
    properties: { query: { type: 'string', description: 'A few words' } },
    required: ['query'],
  },
  async execute({ query }, { signal }) {
    await wait(SERVER_MS, signal);
    const words = query.toLowerCase().split(/\W+/).filter(Boolean);
    const passages = [];
    for (const file of (await readdir(DOCS)).sort()) {
      const lines = (await readFile(new URL(file, DOCS), 'utf8')).split('\n');
      for (const [index, text] of lines.entries()) {
        const found = words.every((word) => text.toLowerCase().includes(word));
        if (found) passages.push({ path: `docs/${file}`, line: index + 1, text });
      }
    }
    return { query, total: passages.length, passages: passages.slice(0, MOST_PASSAGES) };
  },
});
