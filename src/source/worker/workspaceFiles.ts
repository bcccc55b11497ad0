/** Which source files a folder has, without what Git ignores and the editor hides. */
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { Ignore } from 'ignore';
import ignore from 'ignore';
import { FOREIGN_FOLDERS } from '../foreignFolders';
import { isDocument } from '../documents/documents';
import { languageOf } from '../languages';

/** Beyond that a folder is no workspace but a disk. */
export const MAX_FILES = 50_000;

interface Rules {
  /** The folder that its patterns are relative to. */
  folder: string;
  ignores: Ignore;
}

export interface FoundFiles {
  files: string[];
  /** There are more than `MAX_FILES`. */
  cut: boolean;
}

/** Links to folders are not followed: they may lead in circles. Folders that cannot be read are left out. */
export async function sourceFiles(folder: string, exclude: readonly string[]): Promise<FoundFiles> {
  const own = ignore().add([...FOREIGN_FOLDERS.map((name) => `${name}/`), ...exclude.flatMap(withoutBraces)]);
  const files: string[] = [];
  let cut = false;
  const queue: { path: string; rules: Rules[] }[] = [{ path: folder, rules: [{ folder, ignores: own }] }];
  for (let next = queue.pop(); next && !cut; next = queue.pop()) {
    const { path, rules } = next;
    const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
    const within = entries.some(({ name }) => name === '.gitignore')
      ? [...rules, await gitRules(path)]
      : rules;
    for (const entry of entries) {
      const file = join(path, entry.name);
      const isFolder = entry.isDirectory();
      if (!isFolder && (!entry.isFile() || !isSource(relative(folder, file)))) continue;
      if (isIgnored(file, isFolder, within)) continue;
      if (isFolder) queue.push({ path: file, rules: within });
      else if (files.length < MAX_FILES) files.push(file);
      else cut = true;
    }
  }
  return { files, cut };
}

/** Whether a file that has changed is one that `sourceFiles` would find. */
export async function isSourceFile(
  file: string,
  folder: string,
  exclude: readonly string[],
): Promise<boolean> {
  if (!isSource(relative(folder, file))) return false;
  const rules: Rules[] = [
    {
      folder,
      ignores: ignore().add([
        ...FOREIGN_FOLDERS.map((name) => `${name}/`),
        ...exclude.flatMap(withoutBraces),
      ]),
    },
  ];
  const parts = relative(folder, file).split(sep);
  if (parts[0] === '..') return false;
  for (let depth = 0; depth < parts.length; depth += 1) {
    rules.push(await gitRules(join(folder, ...parts.slice(0, depth))));
  }
  return !isIgnored(file, false, rules);
}

function isSource(path: string): boolean {
  return languageOf(path) !== null || isDocument(path);
}

/** The first rules are the editor's; of Git's, those of a deeper folder may take back what is ignored above it. */
function isIgnored(file: string, isFolder: boolean, [editor, ...git]: readonly Rules[]): boolean {
  const isHidden = (rules: Rules) => {
    const path = pathWithin(rules, file, isFolder);
    return path !== '' && rules.ignores.ignores(path);
  };
  if (editor && isHidden(editor)) return true;
  const last = git.findLastIndex(isHidden);
  const takesBack = (rules: Rules) =>
    withFolders(pathWithin(rules, file, isFolder)).some((path) => rules.ignores.test(path).unignored);
  return last >= 0 && !git.slice(last + 1).some(takesBack);
}

/** The path of a file or a folder below the folder of the rules, as they want it. */
function pathWithin({ folder }: Rules, file: string, isFolder: boolean): string {
  const path = relative(folder, file).split(sep).join('/');
  return isFolder && path !== '' ? `${path}/` : path;
}

/** Of `a/b/c` also `a/` and `a/b/`. */
function withFolders(path: string): string[] {
  const folders = Array.from(path.matchAll(/\/(?=.)/g), ({ index }) => path.slice(0, index + 1));
  return path === '' ? [] : [...folders, path];
}

async function gitRules(folder: string): Promise<Rules> {
  const text = await readFile(join(folder, '.gitignore'), 'utf8').catch(() => '');
  return { folder, ignores: ignore().add(text) };
}

/** The editor's globs have alternatives in braces, Git's patterns have none. */
function withoutBraces(glob: string): string[] {
  const match = /^(.*?)\{([^{}]*)\}(.*)$/.exec(glob);
  if (!match) return [glob];
  return match[2]!.split(',').flatMap((part) => withoutBraces(`${match[1]!}${part}${match[3]!}`));
}
