import { tool } from './tool.mjs';
import { request } from './website.mjs';

export const fetchPage = tool({
  name: 'fetch_page',
  description: 'Fetches a public web page as plain text.',
  parameters: {
    type: 'object',
    properties: { url: { type: 'string' } },
    required: ['url'],
  },
  timeoutMs: 1_200,
  attempts: 2,
  async execute({ url }, { signal }) {
    return request(url, signal);
  },
});
