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
  '.claude/settings.json',
  'claude_desktop_config.json',
  '.claude-plugin/plugin.json',
  '.codex/config.toml',
  '.cursor/mcp.json',
  '.gemini/settings.json',
  'gemini-extension.json',
  '.qwen/settings.json',
  '.copilot/mcp-config.json',
  '.github/mcp.json',
  'opencode.json',
  'opencode.jsonc',
  '.opencode/opencode.json',
  '.crush.json',
  'crush.json',
  '.roo/mcp.json',
  '.kilocode/mcp.json',
  '.kiro/settings/mcp.json',
  '.amazonq/mcp.json',
  '.amp/settings.json',
  '.junie/mcp/mcp.json',
  '.factory/mcp.json',
  '.trae/mcp.json',
  '.zed/settings.json',
  'fastmcp.json',
];

/** Options of `uv`, `npm`, `dotnet`, `make` and others that a folder follows, and what a shell goes into one by. */
const FOLDER_OPTIONS = ['--directory', '--project', '--prefix', '--cwd', '-C', 'cd'];

/** Members that hold servers by their names, at the top of a configuration. */
const SERVER_KEYS = ['servers', 'mcpServers', 'mcp', 'context_servers', 'amp.mcpServers', 'mcp.servers'];

interface ServerEntry {
  command?: unknown;
  args?: unknown;
  cwd?: unknown;
}

/** Empty for a text that is no such configuration. Comments and trailing commas are fine. */
export function mcpServers(text: string, file = 'mcp.json'): McpServer[] {
  if (file.endsWith('.toml')) return tomlServers(text);
  let config: unknown;
  try {
    config = JSON.parse(withoutComments(text));
  } catch {
    return [];
  }
  if (!isRecord(config)) return [];
  const maps = [...SERVER_KEYS.map((key) => config[key]), isRecord(config.mcp) ? config.mcp.servers : null];
  return maps
    .filter(isRecord)
    .flatMap((servers) =>
      Object.entries(servers).flatMap(([name, entry]) =>
        isRecord(entry) ? [{ name, paths: pathsOf(entry) }] : [],
      ),
    );
}

/** Codex: `[mcp_servers.docs]`, with `command`, `args` and `cwd`. Of TOML no more is read than that. */
function tomlServers(text: string): McpServer[] {
  return text.split(/^(?=[ \t]*\[(?!\s*["\]]))/m).flatMap((section) => {
    const [, quoted, bare] =
      /^[ \t]*\[\s*mcp_servers\s*\.\s*(?:"([^"\]]+)"|([\w-]+))\s*\]/.exec(section) ?? [];
    const name = quoted ?? bare;
    if (name === undefined) return [];
    const value = (key: string) =>
      new RegExp(`^\\s*${key}\\s*=\\s*(\\[[^\\]]*\\]|[^\\n]+)`, 'm').exec(section)?.[1] ?? '';
    const strings = (key: string) =>
      [...value(key).matchAll(TOML_STRING)].map(([, basic, raw]) => unescaped(basic) ?? raw!);
    return [
      {
        name,
        paths: pathsOf({ command: strings('command')[0], args: strings('args'), cwd: strings('cwd')[0] }),
      },
    ];
  });
}

const TOML_STRING = /"((?:[^"\\\n]|\\.)*)"|'([^'\n]*)'/g;

function unescaped(basic: string | undefined): string | undefined {
  return basic?.replace(/\\(["\\])/g, '$1');
}

function pathsOf({ command, args, cwd }: ServerEntry): string[] {
  // Zed's older form has the arguments inside.
  const own = isRecord(command) ? [command.path, command.args] : [command, args];
  const words = own
    .flat(2)
    .filter((word) => typeof word === 'string')
    .flatMap((word, place, all) => wordsOf(word, all[place - 1] ?? ''));
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

/** Of what a shell is given, each word; of an option with its value, both. */
function wordsOf(word: string, before: string): string[] {
  if (/^(?:-\w*c|\/[ckCK])$/.test(before)) return word.split(/[\s;&|]+/);
  // `cmd /c`
  if (/^\/\w$/.test(word)) return [];
  const [, option, value] = /^(--[\w-]+)=(.+)$/.exec(word) ?? [];
  return option === undefined ? [word] : [option, value!];
}

/** Where the rest of a server is: beside a file that starts it, or beside the folder that it is built into. */
function foldersAround(path: string): string[] {
  const built = /^(.*)[\\/](?:dist|build|out|lib|bin|target)(?:[\\/].*)?$/.exec(path)?.[1];
  if (built !== undefined) return [built];
  const started = /^(.*)[\\/](?:(?:index|main|server|app|cli|__main__|Program)\.\w+|[^\\/]+\.csproj)$/.exec(
    path,
  )?.[1];
  return started === undefined ? [] : [started];
}

function plain(path: string): string {
  return (
    path
      .replaceAll('${/}', '/')
      // `${workspaceFolder}`, `${CLAUDE_PROJECT_DIR:-.}`, `${extensionPath}`: the folder of the configuration, mostly.
      .replace(/^\$\{[^}]*\}[\\/]?/, '')
      .replace(/^\.[\\/]/, '')
      .replace(/[\\/]+$/, '')
  );
}

function withoutComments(text: string): string {
  return text
    .replace(
      /("(?:[^"\\]|\\.)*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g,
      (_, string: string | undefined) => string ?? '',
    )
    .replace(/,(\s*[}\]])/g, '$1');
}
