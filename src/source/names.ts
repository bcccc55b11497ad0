/** How one tool is spelt: in the code, and after what frameworks and clients make of its name. Pure. */

/** One way to read a tool's name as a span has it. */
export interface Reading {
  /** Folded, see `foldName`. */
  key: string;
  /** As written, without its prefix. */
  name: string;
  /** Folded: the MCP server, the plugin or the class that the name says it belongs to; null when it says none. */
  prefix: string | null;
  /** Whether the spelling leaves no doubt that the prefix is one: `mcp__docs__search` does, `docs_search` does not. */
  certain: boolean;
}

/** What is left when conventions of spelling are taken away: `search_docs`, `searchDocs`, `search-docs` and `Search Docs` are one. */
export function foldName(name: string): string {
  return name.replace(/[^\p{L}\p{N}]/gu, '').toLowerCase();
}

/**
 * Every way to read the name, the likeliest first. Clients of the Model Context Protocol put the server before the
 * tool (`mcp__docs__search`, `docs.search`, `mcp_docs_search`, `docs_search`), Semantic Kernel the plugin
 * (`Time-Now`), OpenAI's models `functions.`.
 */
export function readingsOf(name: string): Reading[] {
  const readings: Reading[] = [{ key: foldName(name), name, prefix: null, certain: true }];
  const add = (prefix: string, rest: string, certain: boolean) => {
    const key = foldName(rest);
    if (key === '' || readings.some((reading) => reading.key === key && reading.prefix === foldName(prefix)))
      return;
    readings.push({ key, name: rest, prefix: foldName(prefix), certain });
  };
  const mcp = /^mcp__(.+?)__(.+)$/.exec(name);
  if (mcp) add(mcp[1]!, mcp[2]!, true);
  const called = /^functions?[.:](.+)$/.exec(name);
  if (called) add('', called[1]!, true);
  for (const separator of ['__', '.', '/', '::', ':']) {
    const at = name.lastIndexOf(separator);
    if (at > 0 && !mcp) add(name.slice(0, at), name.slice(at + separator.length), true);
  }
  const bare = name.replace(/^mcp_+/, '');
  for (const { index } of bare.matchAll(/[_-]/g)) add(bare.slice(0, index), bare.slice(index + 1), false);
  return readings;
}

/** Whether a name is spelt as the code spells it, which C# may end with `Async`. */
export function isSpeltSo(written: string | null, name: string): boolean {
  return written === name || written === `${name}Async`;
}

/** The agent that a tool's name says it hands over to: `transfer_to_billing`, `handoff-to-Billing Agent`; null for others. */
export function handedTo(name: string): string | null {
  const [, agent = 'agent'] =
    /^(?:transfer|hand_?off|delegate|switch|route|escalate)(?:_back)?[_-]?to[_-]?(.+)$/i.exec(name) ?? [];
  // `transfer_to_agent` has the agent's name among its arguments.
  return agent === 'agent' ? null : agent;
}

/** The keys that a definition of that name is found under: C# drops `Async`, a variable or class may end with `Tool`. */
export function keysOf(name: string, isHolder: boolean): string[] {
  const key = foldName(name);
  const keys = [key];
  if (/[a-z]Async$/.test(name)) keys.push(key.slice(0, -'async'.length));
  const toolSuffix = /(?:[a-z\d]Tool|_tool|-tool|_TOOL)$/.test(name);
  if (isHolder && toolSuffix && key.length > 'tool'.length) keys.push(key.slice(0, -'tool'.length));
  return keys;
}
