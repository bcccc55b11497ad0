/** Reads what runs the tools that the same file describes: switches, comparisons of names, maps. Pure. */
import type { Node } from '@vscode/tree-sitter-wasm';
import { getOrInsert } from '../../protocol/maps';
import { isOnlyTold } from '../facts';
import type { Target } from '../facts';
import { lastName } from '../syntax/syntax';
import type { FileContext, Shape } from './fileContext';
import { targetOf } from './runTargets';
import { nameOf } from './writtenNames';

/** `case "search": return Search(call)`, `"search": search`. */
export interface Dispatch {
  name: string;
  /** What is called there, or stands there. */
  called: Target[];
}

/** @returns null when the case's name is not known */
export function readDispatch(file: FileContext, shape: Shape, section: Node): Dispatch | null {
  const written = shape['dispatch.name'];
  const name = written ? nameOf(file, written)?.name : null;
  if (!written || name == null) return null;
  const callees = section
    .descendantsOfType(['invocation_expression', 'call_expression', 'call'])
    .map((call) => call?.childForFieldName('function') ?? null);
  const called = callees.flatMap((callee) => {
    if (!callee) return [];
    const [target] = targetOf(file, callee);
    return [target ?? { name: lastName(callee.text), module: null }];
  });
  return { name, called: callees.length > 0 ? called : targetOf(file, section) };
}

/**
 * The one function that a case calls is the code of the tool that the case names: one of the file, or else one that it
 * imports. What several cases call helps them all.
 */
export function linkDispatches({ definitions }: FileContext, dispatches: readonly Dispatch[]): void {
  const functions = new Set(
    definitions
      .filter(({ kind, evidence }) => kind === 'function' && evidence !== 'type')
      .map(({ name }) => name ?? ''),
  );
  const callers = new Map<string, Set<string>>();
  for (const { name, called } of dispatches)
    for (const { name: one } of called) getOrInsert(callers, one, () => new Set()).add(name);
  for (const { name, called } of dispatches) {
    const own = called.filter((one) => callers.get(one.name)?.size === 1);
    const here = own.filter((one) => one.module === null && functions.has(one.name));
    const imported = own.filter(({ name: one, module }) => module !== null && /^[a-z_]/.test(one));
    const [only, ...others] = distinct(here.length > 0 ? here : imported);
    if (only === undefined || others.length > 0) continue;
    for (const told of definitions) {
      if (told.name === name && isOnlyTold(told.evidence) && told.targets.length === 0) told.targets = [only];
    }
  }
}

function distinct(targets: readonly Target[]): Target[] {
  return [...new Map(targets.map((target) => [target.name, target])).values()];
}
