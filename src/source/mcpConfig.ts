/** Which MCP servers a workspace's configuration starts, and from which files. Pure. */
import { isRecord } from '../protocol/jsonObject';

export interface McpServer {
  name: string;
  /** Paths that its command names, as written: files, folders, modules with `/` for `.`. */
  paths: string[];
}

/** Where the configuration of known clients lies, relative to a workspace folder. */
export const MCP_CONFIG_FILES = [
  '.vscode/mcp.json',
  '.vscode/settings.json',
  '.mcp.json',
  'mcp.json',
  '.cursor/mcp.json',
  '.gemini/settings.json',
  '.qwen/settings.json',
  'opencode.json',
  '.claude/settings.json',
];

/** Options of `uv`, `npm`, `dotnet`, `make` and others that a folder follows. */
const FOLDER_OPTIONS = ['--directory', '--project', '--prefix', '--cwd', '-C'];

interface ServerEntry {
  command?: unknown;
  args?: unknown;
  cwd?: unknown;
}

/** Empty for a text that is no such configuration. Comments and trailing commas are fine. */
export function mcpServers(text: string): McpServer[] {
  let config: unknown;
  try {
    config = JSON.parse(withoutComments(text));
  } catch {
    return [];
  }
  if (!isRecord(config)) return [];
  const maps = [
    config.servers,
    config.mcpServers,
    config.mcp,
    isRecord(config.mcp) ? config.mcp.servers : null,
  ];
  return maps
    .filter(isRecord)
    .flatMap((servers) =>
      Object.entries(servers).flatMap(([name, entry]) =>
        isRecord(entry) ? [{ name, paths: pathsOf(entry) }] : [],
      ),
    );
}

function pathsOf({ command, args, cwd }: ServerEntry): string[] {
  const words = [command, args].flat(2).filter((word) => typeof word === 'string');
  const paths = words.flatMap((word, place) => {
    const before = words[place - 1] ?? '';
    if (before === '-m') return [word.replaceAll('.', '/')];
    if (FOLDER_OPTIONS.includes(before)) return [plain(word)];
    return /[\\/]|\.(?:py|[cm]?[jt]s|go|jar|csproj)$/.test(word) && !word.startsWith('-')
      ? [plain(word)]
      : [];
  });
  if (typeof cwd === 'string') paths.push(plain(cwd));
  return [...new Set(paths.flatMap((path) => [path, ...foldersAround(path)]))].filter(
    (path) => path !== '' && path !== '.',
  );
}

/** Where the rest of a server is: beside a file that starts it, or beside the folder that it is built into. */
function foldersAround(path: string): string[] {
  const built = /^(.*)[\\/](?:dist|build|out|lib|bin|target)(?:[\\/].*)?$/.exec(path)?.[1];
  if (built !== undefined) return [built];
  const started = /^(.*)[\\/](?:index|main|server|app|cli|__main__|Program)\.\w+$/.exec(path)?.[1];
  return started === undefined ? [] : [started];
}

function plain(path: string): string {
  return path
    .replace(/^\$\{workspaceFolder(?::[^}]*)?\}[\\/]?/, '')
    .replace(/^\.[\\/]/, '')
    .replace(/[\\/]+$/, '');
}

function withoutComments(text: string): string {
  return text
    .replace(
      /("(?:[^"\\]|\\.)*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g,
      (_, string: string | undefined) => string ?? '',
    )
    .replace(/,(\s*[}\]])/g, '$1');
}
