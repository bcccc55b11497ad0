/** Reads modules that are tools. Pure. */
import type { Node } from '@vscode/tree-sitter-wasm';
import type { Target } from '../facts';
import { DEFAULT_EXPORT } from '../facts';
import { NAME_KEYS, RUN_KEYS } from '../vocabulary';
import type { FileContext } from './fileContext';
import { literal } from './fileContext';
import { isDescribed } from './objects';
import { targetOf } from './runTargets';
import { allMembers, nameOfMembers } from './writtenNames';

/** A module that exports what a tool has: it is called as it says, else as its file. */
export function readModule(file: FileContext, exported: ReadonlyMap<string, Node>): void {
  const runKey = RUN_KEYS.find((key) => exported.has(key));
  const run = runKey === undefined ? undefined : exported.get(runKey);
  if (!run || !isDescribed(exported)) return;
  const said = nameOfMembers(file, exported, NAME_KEYS);
  const evidence = said ? 'runnable' : 'holder';
  const targets = ownFunctionsIn(file, run);
  file.add({ evidence, at: run, range: run, name: said ?? literal(DEFAULT_EXPORT), targets });
}

/** `handler = typed(schema, runSearch, getLogger)`: the one function of the file that a call is given. */
function ownFunctionsIn(file: FileContext, call: Node): Target[] {
  const given = call.childForFieldName('arguments');
  const written = given ? [...file.syntax.items(given), ...allMembers(file, given).values()] : [];
  const own = written
    .flatMap((item) => targetOf(file, item))
    .filter(({ name }) => file.definitions.some((one) => one.kind === 'function' && one.name === name));
  return own.length === 1 ? own : [];
}
