/** Finds keys by their shape. Ordinary text is passed over in strides, for a key has a long run of characters without spaces and most punctuation. */
import type { Finding } from './finding';
import { RULES } from './rules';

/** Every shape has a run of so many letters, digits and signs of base64. */
const SHORTEST_RUN = 20;

const RUN = characterTable('A-Za-z0-9_+/-');
/** What keys have besides: dots between their parts, base64, the path of a webhook, the colon of a bot's token. */
const AROUND = characterTable('A-Za-z0-9_.~+/=:-');

const ANY_HINT = new RegExp(RULES.map((rule) => rule.hint.source).join('|'));

export function findShapes(text: string, found: Finding[]): void {
  let at = SHORTEST_RUN - 1;
  let passed = 0;
  while (at < text.length) {
    if (RUN[text.charCodeAt(at)] === 0) {
      at += SHORTEST_RUN;
      continue;
    }
    // Backwards from here: either all of a run's length, or the place after which the next one may begin.
    const earliest = at - SHORTEST_RUN + 1;
    let start = at;
    while (start > earliest && RUN[text.charCodeAt(start - 1)] === 1) start--;
    if (start > earliest) {
      at = start + SHORTEST_RUN - 1;
      continue;
    }
    let end = at + 1;
    while (AROUND[text.charCodeAt(end)] === 1) end++;
    while (start > passed && AROUND[text.charCodeAt(start - 1)] === 1) start--;
    findInRun(text, start, end, found);
    passed = end;
    at = end + SHORTEST_RUN;
  }
}

function findInRun(text: string, start: number, end: number, found: Finding[]): void {
  // With what stands before, for the patterns look at it.
  const from = Math.max(0, start - 8);
  const run = text.slice(from, end);
  if (!ANY_HINT.test(run)) return;
  for (const { kind, hint, pattern, accept } of RULES) {
    if (!hint.test(run)) continue;
    pattern.lastIndex = 0;
    for (let match = pattern.exec(run); match !== null; match = pattern.exec(run)) {
      if (!accept(match[1] ?? match[0])) continue;
      if (isInsideBlob(run, match.index)) continue;
      const at = from + match.index;
      found.push({ start: at, end: at + match[0].length, kind, byShape: true });
    }
  }
}

/** Longest name that a `-` or `_` joins to a key, in characters. */
const LONGEST_LABEL = 40;
const BLOB = new RegExp(`[\\w-]{${LONGEST_LABEL}}[_-]$`);

/** In base64url of some length, every prefix turns up after a `-` or `_` by chance. */
function isInsideBlob(run: string, at: number): boolean {
  return at > LONGEST_LABEL && BLOB.test(run.slice(at - LONGEST_LABEL - 1, at));
}

/** By UTF-16 code unit: 1 for what the character class, of ASCII alone, has. */
function characterTable(characters: string): Uint8Array {
  const pattern = new RegExp(`[${characters}]`);
  const table = new Uint8Array(0x1_0000);
  for (let code = 0; code < 128; code++) table[code] = pattern.test(String.fromCharCode(code)) ? 1 : 0;
  return table;
}
