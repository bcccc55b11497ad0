/** Which code a tool's definition says will run. Pure. */
import type { Node } from '@vscode/tree-sitter-wasm';
import type { Target } from '../facts';
import { RUN_KEYS } from '../vocabulary';
import type { FileContext } from './fileContext';

/** Empty for what is no reference to code: a function that stands there itself, a call, a literal. */
export function targetOf({ syntax, imports }: FileContext, written: Node): Target[] {
  const node = syntax.unwrap(written);
  const name = syntax.reference(node);
  if (name === null) return [];
  const owner = syntax.typeOf?.(node) ?? null;
  return [imports.get(name) ?? { name, module: null, ...(owner !== null && { owner }) }];
}

/** `run`, and what a call that wraps it is given: `NewHandler(s.run)`. */
function runnableOf(file: FileContext, written: Node): Target[] {
  const targets = targetOf(file, written);
  const given = file.syntax.unwrap(written).childForFieldName('arguments');
  if (targets.length > 0 || !given) return targets;
  return file.syntax.items(given).flatMap((item) => targetOf(file, item));
}

/**
 * What may run a tool, likeliest first: what a member says runs it, else references that stand by their place, the last first.
 *
 * @param name what says the tool's name: a constant that holds it runs nothing
 */
export function targetsOf(
  file: FileContext,
  given: Node,
  members: ReadonlyMap<string, Node>,
  name: Node | null = null,
): Target[] {
  for (const key of RUN_KEYS) {
    const value = members.get(key);
    const targets = value ? runnableOf(file, value) : [];
    if (targets.length > 0) return targets;
  }
  return file.syntax
    .items(given)
    .flatMap((item) => (item.id === name?.id ? [] : targetOf(file, item)))
    .reverse();
}

export function hasInlineCode(
  { syntax }: FileContext,
  given: Node,
  members: ReadonlyMap<string, Node>,
): boolean {
  const isCode = (node: Node | undefined) => node !== undefined && syntax.isFunction(syntax.unwrap(node));
  return syntax.items(given).some(isCode) || RUN_KEYS.some((key) => isCode(members.get(key)));
}

/** Whether a member's value is something to run. */
export function runs({ syntax }: FileContext, value: Node | undefined): boolean {
  if (!value) return false;
  const run = syntax.unwrap(value);
  return syntax.isFunction(run) || syntax.reference(run) !== null;
}
