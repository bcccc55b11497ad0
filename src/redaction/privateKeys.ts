/** Finds PEM blocks of private keys (RFC 7468), whole or cut off, with line breaks as they are or escaped. */
import type { Trigger } from './trigger';

const LABEL_END = 'PRIVATE KEY';
const BEGIN = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----$/;
/** Longest block that is looked for, in characters: RSA with 16 384 bits, escaped twice, has some 13 000. */
const LONGEST = 20_000;
const FOOT = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/;
/** What the lines of a block are made of when its end is missing: base64, spaces, escaped line breaks. */
const BODY = /^(?:[A-Za-z0-9+/=\s]|\\[\\nrt])*/;
/** A block that shows what one looks like has less. */
const SHORTEST_BASE64 = /[A-Za-z0-9+/]{24}/;

/** A label's end, at an opening line. */
export const PRIVATE_KEY_LABEL: Trigger = {
  word: LABEL_END.toLowerCase(),
  look: (text, at, found) => {
    const labelEnd = at + LABEL_END.length;
    const headEnd = text.startsWith('-----', labelEnd)
      ? labelEnd + 5
      : text.startsWith(' BLOCK-----', labelEnd)
        ? labelEnd + 11
        : -1;
    if (headEnd < 0) return;
    const head = BEGIN.exec(text.slice(Math.max(0, headEnd - 80), headEnd));
    if (head === null) return;
    const end = endOfBlock(text, headEnd);
    if (!SHORTEST_BASE64.test(text.slice(headEnd, end))) return;
    found.push({ start: headEnd - head[0].length, end, kind: 'private-key', byShape: true });
  },
};

function endOfBlock(text: string, headEnd: number): number {
  const next = text.indexOf('-----BEGIN', headEnd);
  const block = text.slice(headEnd, Math.min(next < 0 ? text.length : next, headEnd + LONGEST));
  const foot = FOOT.exec(block);
  if (foot !== null) return headEnd + foot.index + foot[0].length;
  // A closing quote and what follows it are not the key's.
  const body = BODY.exec(block)?.[0] ?? '';
  return headEnd + body.replace(/[^A-Za-z0-9+/=]{1,100}$/, '').length;
}
