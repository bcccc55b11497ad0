/** Reads switches that run the tools which the same file describes. Pure. */
import type { Node } from '@vscode/tree-sitter-wasm';
import { isOnlyTold } from '../facts';
import { lastName } from '../syntax/syntax';
import type { FileContext, Shape } from './fileContext';
import { nameOf } from './writtenNames';

/** `case "search": return Search(call)`. */
export interface Dispatch {
  name: string;
  /** What is called there, by the last part of its name. */
  called: string[];
}

/** @returns null when the case's name is not known */
export function readDispatch(file: FileContext, shape: Shape, section: Node): Dispatch | null {
  const written = shape['dispatch.name'];
  const name = written ? nameOf(file, written)?.name : null;
  if (!written || name == null) return null;
  const called = section
    .descendantsOfType(['invocation_expression', 'call_expression'])
    .map((call) => lastName(call?.childForFieldName('function')?.text ?? ''));
  return { name, called };
}

/** The one function of the file that a case calls is the code of the tool that the case names. */
export function linkDispatches({ definitions }: FileContext, dispatches: readonly Dispatch[]): void {
  const functions = new Set(
    definitions.filter(({ kind }) => kind === 'function').map(({ name }) => name ?? ''),
  );
  for (const { name, called } of dispatches) {
    const [only, ...others] = new Set(called.filter((one) => functions.has(one)));
    if (only === undefined || others.length > 0) continue;
    for (const told of definitions) {
      if (told.name === name && isOnlyTold(told.evidence) && told.targets.length === 0)
        told.targets = [{ name: only, module: null }];
    }
  }
}
