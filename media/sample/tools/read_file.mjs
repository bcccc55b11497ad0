import { readFile as readText } from 'node:fs/promises';
import { tool } from './tool.mjs';

const DOCS = new URL('../docs/', import.meta.url);

export const readFile = tool({
  name: 'read_file',
  description: 'Reads one file of the handbook.',
  parameters: {
    type: 'object',
    properties: { path: { type: 'string', description: 'As search_docs returns it: docs/<name>.md' } },
    required: ['path'],
  },
  async execute({ path }) {
    const file = new URL(`../${path}`, DOCS);
    if (!file.href.startsWith(DOCS.href)) throw new Error(`${path} is outside the handbook.`);
    return readText(file, 'utf8');
  },
});
