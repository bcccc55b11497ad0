/** Which functions run the tools that are only described, or listed, elsewhere. Pure. */
import type { DefinitionStore } from './definitionStore';
import { isOnlyTold } from './facts';
import { runtimeOf } from './languages';
import type { Named } from './namedDefinitions';
import { isSpeltSo } from './names';
import { folderOf } from './paths';
import { contains, PROMOTED, PROMOTED_METHOD, WEIGHT } from './ranking';

/**
 * The functions that can be the code of a tool which is only described, or listed where it is not imported, with their
 * new weights: those of its name beside it in its file, or else the only one that is written in the same language, in a
 * folder beside or below; spelt otherwise, in its own folder or below.
 */
export function promoted(store: DefinitionStore, named: readonly Named[]): ReadonlyMap<Named, number> {
  const product = named.filter(({ file }) => !store.isTest(file));
  const told = product.filter(isToldOf);
  const functions = product.filter(({ definition }) => definition.kind === 'function');
  const runsOne = (code: Named, mayRun: (tool: Named, code: Named) => boolean) =>
    code.definition.evidence !== 'type' &&
    code.reading.certain &&
    told.some((tool) => mayRun(tool, code) && !shows(code, tool));

  const beside = functions.filter((one) => isExact(one) && runsOne(one, isBeside));
  if (beside.length > 0) return new Map(beside.map((one) => [one, WEIGHT.runnable]));
  const [only, ...others] = functions.filter((one) => runsOne(one, isNear));
  if (only === undefined || others.length > 0) return new Map();
  // Where some code spells the name as the span does, code that spells it otherwise is not what runs.
  if (!isExact(only) && functions.some(isExact)) return new Map();
  const isLikely = only.definition.owner === null || told.some(({ file }) => file === only.file);
  return new Map([[only, isLikely ? PROMOTED : PROMOTED_METHOD]]);
}

function isToldOf({ definition: { kind, evidence } }: Named): boolean {
  return kind === 'tool' && (isOnlyTold(evidence) || evidence === 'listed');
}

function isExact({ definition, reading }: Named): boolean {
  return isSpeltSo(definition.name, reading.name);
}

/** What only shows a tool to a model has its description inside; it does not run it. */
function shows(code: Named, tool: Named): boolean {
  return tool.file === code.file && contains(code.definition, tool.definition);
}

/** In the module itself, or of the class that describes the tool. */
function isBeside(tool: Named, code: Named): boolean {
  const { evidence, owner } = code.definition;
  return tool.file === code.file && (evidence === 'function' || owner === tool.definition.owner);
}

function isNear(tool: Named, code: Named): boolean {
  const folder = folderOf(tool.file);
  return (
    runtimeOf(tool.file) === runtimeOf(code.file) &&
    code.file.startsWith(isExact(code) ? folderOf(folder) : folder)
  );
}
