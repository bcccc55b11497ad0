import { fetchPage } from '../tools/fetch_page.mjs';
import { readFile } from '../tools/read_file.mjs';
import { runQuery } from '../tools/run_query.mjs';
import { searchDocs } from '../tools/search_docs.mjs';

export const researcher = {
  name: 'research-agent',
  description: 'Answers questions about the billing service from its handbook and its data.',
  instructions:
    'You are a careful research assistant of the billing team. Answer from the handbook, from the invoices and from ' +
    'public pages, never from memory. Search before you read, read before you conclude, and check a conclusion ' +
    'against the data. Name the file and the line that an answer rests on. If you cannot find something, say what you ' +
    'looked for and who might know. Be brief: a finding, its evidence, what to do.',
  tools: [searchDocs, readFile, runQuery, fetchPage],
};

/** A call in a script. */
export function call(tool, args) {
  return { tool, arguments: args };
}
