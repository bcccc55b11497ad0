/** Finds files here that a trace from elsewhere names: another machine, a container, a build folder. Pure. */

/** `from` as traces have it → `to` as it is here; `${workspaceFolder}` stands for the first folder. */
export type PathMappings = Readonly<Record<string, string>>;

/** What a setting says, without what is no text. */
export function pathMappings(value: unknown): PathMappings {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([from, to]) =>
      from !== '' && typeof to === 'string' ? [[from, to]] : [],
    ),
  );
}

/** The path here that a mapping says; null when none fits. The longest fits best. */
export function mappedPath(
  emitted: string,
  mappings: PathMappings,
  workspaceFolder: string | undefined,
): string | null {
  const path = withoutScheme(emitted);
  const from = Object.keys(mappings)
    .filter((prefix) => isBelow(path, folderOf(prefix)))
    .sort((a, b) => b.length - a.length)[0];
  if (from === undefined) return null;
  const rest = path.slice(folderOf(from).length).replace(/^\/+/, '');
  // A trace must not lead out of the folder that the mapping names.
  if (rest.split('/').includes('..')) return null;
  const to = mappings[from]!.replace('${workspaceFolder}', workspaceFolder ?? '');
  return `${to.replace(/[\\/]+$/, '')}/${rest}`;
}

/** Where package managers and runtimes keep code; a package or a module of the standard library begins below. */
const INSTALLED =
  /^.*(?:^|\/)(?:node_modules|(?:site|dist)-packages|lib(?:64)?\/python[\d.]+|pkg\/mod|(?:usr\/local|usr\/lib|sdk|hostedtoolcache|Program Files)\/go[\w./-]*\/src)\//i;

/**
 * Endings of a path that may lie in a folder here, the longest first: of `/app/src/tools/search.py`
 * `src/tools/search.py` and `tools/search.py`, and the bare file name only right below a folder that is called like
 * the one here. What is installed is here when all of its package is: `site-packages/langchain/tools/base.py` is no
 * `tools/base.py`.
 */
export function endingsOf(emitted: string, folderName: string): string[] {
  const path = withoutScheme(emitted);
  const parts = partsOf(path);
  if (parts.includes('..')) return [];
  const installed = INSTALLED.exec(path)?.[0];
  const last = installed === undefined ? parts.length : partsOf(installed).length;
  return parts.slice(0, last + 1).flatMap((_, at) => {
    const rest = parts.slice(at);
    return rest.length >= 2 || (at > 0 && parts[at - 1] === folderName) ? [rest.join('/')] : [];
  });
}

/**
 * Endings of a relative path that may lie anywhere below a folder here. Of Go's, built with `-trimpath`, the module's
 * name is left away; those of the standard library, and of modules with a version, are others'.
 */
export function relativeEndings(emitted: string, folderNames: readonly string[]): string[] {
  const [first = ''] = emitted.split('/');
  const isModule = first.includes('.') || folderNames.includes(first);
  return emitted.endsWith('.go') && isModule && !/@v\d/.test(emitted) ? endingsOf(emitted, '') : [emitted];
}

function partsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.');
}

function withoutScheme(path: string): string {
  const url = /^file:\/\/(.*)$/.exec(path)?.[1];
  return (url === undefined ? path : safelyDecoded(url))
    .replace(/\\/g, '/')
    .replace(/^\/(?=[A-Za-z]:\/)/, '');
}

/** With slashes alone, and none at the end. */
function folderOf(prefix: string): string {
  return withoutScheme(prefix).replace(/\/+$/, '');
}

/** Windows has one drive under both cases of its letter. */
function isBelow(path: string, folder: string): boolean {
  const [file, parent] = /^[A-Za-z]:/.test(folder)
    ? [path.toLowerCase(), folder.toLowerCase()]
    : [path, folder];
  return file === parent || file.startsWith(`${parent}/`);
}

function safelyDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
