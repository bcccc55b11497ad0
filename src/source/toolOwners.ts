/** Whose tools a file has: those of an MCP server, a plugin, a class. Pure. */
import type { DefinitionStore } from './definitionStore';
import type { Definition } from './facts';
import { foldName } from './names';
import type { Outline } from './outline';
import { mayDefine } from './outline';

export class ToolOwners {
  /** MCP server, folded → folders and files that its configuration names. */
  private serverPaths = new Map<string, string[]>();

  constructor(private readonly store: DefinitionStore) {}

  setServers(servers: readonly { name: string; paths: string[] }[]): void {
    this.serverPaths = new Map(servers.map(({ name, paths }) => [foldName(name), paths]));
  }

  /** Whether a definition is the (folded) server's, plugin's or class's: by its class, its file's server, its path. */
  belongsTo(file: string, { owner }: Definition, prefix: string): boolean {
    if (this.store.serversIn(file).some((name) => foldName(name) === prefix)) return true;
    return this.isPathOf(file, prefix) || (owner !== null && isNamedAfter(owner, prefix));
  }

  /** The same by its path alone. */
  isPathOf(file: string, prefix: string): boolean {
    if (this.serverPaths.get(prefix)?.some((path) => isWithin(file, path))) return true;
    return file
      .replace(/\.\w+$/, '')
      .split(/[\\/]/)
      .slice(-3)
      .some((part) => isNamedAfter(part, prefix));
  }
}

/** Whether a file is, or lies in, what a configuration names; a module is named without its extension: `-m docs.server`. */
function isWithin(file: string, path: string): boolean {
  return file.startsWith(path) && /^(?:$|[\\/.])/.test(file.slice(path.length));
}

/** What comes behind the name of a group of tools in the names of classes and files. */
const OWNER_SUFFIXES = ['', 'mcp'].flatMap((before) =>
  ['', 'plugin', 'server', 'mcp', 'tool', 'tools', 'toolkit', 'toolset', 'provider'].map(
    (suffix) => before + suffix,
  ),
);

function isNamedAfter(name: string, prefix: string): boolean {
  const folded = foldName(name);
  return folded.startsWith(prefix) && OWNER_SUFFIXES.includes(folded.slice(prefix.length));
}

/** Whether a file that has not been parsed may make that server, or have a class that is called so. */
export function mentionsOwner(outline: Outline, prefix: string): boolean {
  return OWNER_SUFFIXES.some((suffix) => mayDefine(outline, prefix + suffix));
}
