/** Structure by brackets, over code whose strings and comments are blank (`SourceText.code`). Pure. */
import type { SourceText } from './sourceText';
import { stringAt } from './sourceText';

/** How far an enclosing bracket may be away: a definition is no longer than this. */
const MAX_REACH = 20_000;

/** One member of an object or dictionary. */
export interface Member {
  /** Offset of the key's name, inside the quotes of a quoted one. */
  keyAt: number;
  /** Offset of the value; of the parameters for a method. */
  valueAt: number;
}

/** Offset of the innermost bracket that is open at `at`; -1 when there is none nearby. */
export function enclosing(code: string, at: number): number {
  let depth = 0;
  for (let i = at - 1; i >= Math.max(0, at - MAX_REACH); i -= 1) {
    const char = code[i]!;
    if (isClosing(char)) depth += 1;
    else if (isOpening(char)) {
      if (depth === 0) return i;
      depth -= 1;
    }
  }
  return -1;
}

/** The offset just behind the bracket that closes the one at `open`; the end of the text when nothing does. */
export function endOfBrackets(code: string, open: number): number {
  let depth = 0;
  for (let i = open; i < code.length; i += 1) {
    const char = code[i]!;
    if (isOpening(char)) depth += 1;
    else if (isClosing(char)) {
      depth -= 1;
      if (depth === 0) return i + 1;
    }
  }
  return code.length;
}

/** Offsets where the comma-separated parts between the brackets begin, white space skipped. */
export function partsIn(code: string, open: number): number[] {
  const parts: number[] = [];
  const end = endOfBrackets(code, open) - 1;
  let depth = 0;
  let atStart = true;
  for (let i = open + 1; i < end; i += 1) {
    const char = code[i]!;
    if (atStart && /\S/.test(char)) {
      parts.push(i);
      atStart = false;
    }
    if (isOpening(char)) depth += 1;
    else if (isClosing(char)) depth -= 1;
    else if (char === ',' && depth === 0) atStart = true;
  }
  return parts;
}

const SCRIPT_KEY = /(?:(?:async|get|static|readonly)\s+)*\*?\s*([A-Za-z_$][\w$]*)\s*(?::\s*|(?=\())/y;
const QUOTED_KEY_END = /\s*:\s*/y;

/** The members of the object or dictionary that opens at `open`, by key. Spread and computed ones are left out. */
export function membersOf(source: SourceText, open: number): Map<string, Member> {
  const members = new Map<string, Member>();
  for (const part of partsIn(source.code, open)) {
    const quoted = stringAt(source, part);
    if (quoted !== null) {
      QUOTED_KEY_END.lastIndex = part + quoted.length + 2;
      if (QUOTED_KEY_END.test(source.code)) {
        members.set(quoted, { keyAt: part + 1, valueAt: QUOTED_KEY_END.lastIndex });
      }
      continue;
    }
    SCRIPT_KEY.lastIndex = part;
    const [, key] = SCRIPT_KEY.exec(source.code) ?? [];
    if (key !== undefined) {
      members.set(key, { keyAt: source.code.indexOf(key, part), valueAt: SCRIPT_KEY.lastIndex });
    }
  }
  return members;
}

function isOpening(char: string): boolean {
  return char === '(' || char === '[' || char === '{';
}

function isClosing(char: string): boolean {
  return char === ')' || char === ']' || char === '}';
}
