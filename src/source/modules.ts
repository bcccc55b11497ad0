/** Which files the names of code stand for: what is imported, and what its package has. Pure. */
import type { DefinitionStore } from './definitionStore';
import type { Definition, Target } from './facts';
import { isOnlyTold } from './facts';
import { foldName } from './names';
import { folderOf } from './paths';
import type { Candidate } from './ranking';

/** Where the code that a target names may be: in the file, else where it is imported from. Empty when nowhere here. */
export function codeOf(store: DefinitionStore, file: string, target: Target, from: Definition): Candidate[] {
  const named = store.filesWith(foldName(target.name)).flatMap((path) =>
    store
      .definitionsIn(path)
      .filter((one) => one.name === target.name && one !== from && one.evidence !== 'listed' && isCode(one))
      .map((definition) => ({ file: path, definition, weight: 0 })),
  );
  // A class that is a tool has been read as one, too.
  const more = named.filter(({ definition }) => definition.evidence !== 'type');
  const all = more.length > 0 ? more : named;
  const members = all.filter(({ definition }) => definition.owner === target.owner);
  if (target.owner !== undefined && members.length > 0) return nearest(members, file);
  const here = all.filter((one) => one.file === file);
  if (target.module === null) return here.length > 0 ? ownersFirst(here, from) : inPackage(store, all, file);
  const imported = all.filter((one) => isModule(one.file, target.module!));
  if (imported.length > 0) return imported;
  // Imported from a package that exports it from elsewhere.
  return all.length === 1 && isOfWorkspace(target.module) ? all : [];
}

/** Of types of one name in several projects, that of the project which uses it: the one that shares most folders. */
function nearest(found: readonly Candidate[], file: string): Candidate[] {
  const shared = (path: string) => {
    const parts = path.split(/[\\/]/);
    const differs = file.split(/[\\/]/).findIndex((part, n) => part !== parts[n]);
    return differs < 0 ? Infinity : differs;
  };
  const most = Math.max(...found.map((one) => shared(one.file)));
  return found.filter((one) => shared(one.file) === most);
}

/** Of methods of that name, those of the class that names them. */
function ownersFirst(found: readonly Candidate[], from: Definition): Candidate[] {
  const own = found.filter(({ definition }) => definition.owner === from.owner);
  return own.length > 0 ? own : [...found];
}

/** Go's, Java's and C#'s functions are not imported by their names. */
function inPackage(store: DefinitionStore, all: readonly Candidate[], file: string): Candidate[] {
  if (!/\.(?:go|java|cs)$/.test(file)) return [];
  const product = store.isTest(file) ? all : all.filter((one) => !store.isTest(one.file));
  const folder = folderOf(file);
  const beside = product.filter((one) => folderOf(one.file) === folder);
  if (beside.length > 0) return beside;
  return product.length === 1 ? [...product] : [];
}

function isCode({ kind, evidence }: Definition): boolean {
  return kind === 'function' || (kind === 'tool' && !isOnlyTold(evidence));
}

/** Whether an import's module is that file: `./tools/search` is `…/tools/search.ts` and `…/tools/search/index.ts`. */
function isModule(file: string, module: string): boolean {
  const path = module
    .replace(/\.(?:[cm]?[jt]sx?)$/, '')
    .split(module.includes('/') || module.startsWith('@') ? '/' : '.')
    .filter((part) => part !== '' && part !== '.' && part !== '..' && part !== '@' && part !== '~')
    .join('/');
  const bare = file.replace(/\\/g, '/').replace(/\.\w+$/, '');
  if (path === '') return true;
  return [path, `${path}/index`, `${path}/__init__`].some(
    (suffix) => bare === suffix || bare.endsWith(`/${suffix}`),
  );
}

function isOfWorkspace(module: string): boolean {
  return /^[.@~]|[./]/.test(module);
}
