/** Which definitions a name may mean, as frameworks and clients spell names. Pure. */
import type { DefinitionStore } from './definitionStore';
import { isHolder } from './definitionStore';
import type { Definition } from './facts';
import type { Reading } from './names';
import { foldName, keysOf, readingsOf } from './names';
import type { Candidate } from './ranking';
import { WEIGHT } from './ranking';

export interface Named extends Candidate {
  reading: Reading;
  /** Where it is listed as a tool; the same as `file` for what stands by itself. */
  listedIn: string;
  /** What the tool is called where it is listed: its code may be called otherwise. */
  toolName: string | null;
}

/** Definitions under any reading of the name; agents have no prefixes. */
export function namedDefinitions(
  store: DefinitionStore,
  kinds: readonly Definition['kind'][],
  name: string,
): Named[] {
  const readings = readingsOf(name);
  const found = new Map<Definition, Named>();
  const add = (file: string, definition: Definition, reading: Reading) => {
    if (!kinds.includes(definition.kind) || found.has(definition)) return;
    const weight = WEIGHT[definition.evidence];
    found.set(definition, { file, definition, reading, weight, listedIn: file, toolName: definition.name });
  };
  const byConstants = kinds.includes('function') && kinds.length === 1 ? [] : store.namedByConstants();
  for (const reading of kinds.includes('agent') ? readings.slice(0, 1) : readings) {
    for (const file of store.filesWith(reading.key)) {
      for (const definition of store.definitionsIn(file)) {
        const { name: own } = definition;
        if (own !== null && keysOf(own, isHolder(definition)).includes(reading.key))
          add(file, definition, reading);
      }
    }
    for (const { file, definition } of byConstants) {
      if (foldName(definition.name!) === reading.key) add(file, definition, reading);
    }
  }
  return [...found.values()];
}
