/** Finds PEM blocks of private keys (RFC 7468), whole or cut off, with line breaks as they are or escaped. */
import type { Finding } from './finding';

const LABEL_END = 'PRIVATE KEY';
const BEGIN = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----$/;
/** Longest block that is looked for, in characters: RSA with 16 384 bits, escaped twice, has some 13 000. */
const LONGEST = 20_000;
const FOOT = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/;
/** What the lines of a block are made of when its end is missing: base64, spaces, escaped line breaks. */
const BODY = /^(?:[A-Za-z0-9+/=\s]|\\[\\nrt])*/;
/** A block that shows what one looks like has less. */
const SHORTEST_BASE64 = /[A-Za-z0-9+/]{24}/;

export function findPrivateKeys(text: string, found: Finding[]): void {
  for (let at = text.indexOf(LABEL_END); at >= 0; at = text.indexOf(LABEL_END, at + LABEL_END.length)) {
    const headEnd = text.startsWith('-----', at + LABEL_END.length)
      ? at + LABEL_END.length + 5
      : text.startsWith(' BLOCK-----', at + LABEL_END.length)
        ? at + LABEL_END.length + 11
        : -1;
    if (headEnd < 0) continue;
    const head = BEGIN.exec(text.slice(Math.max(0, headEnd - 80), headEnd));
    if (head === null) continue;
    const end = endOfBlock(text, headEnd);
    if (!SHORTEST_BASE64.test(text.slice(headEnd, end))) continue;
    found.push({ start: headEnd - head[0].length, end, kind: 'private-key', byShape: true });
    at = end - LABEL_END.length;
  }
  findBodies(text, found);
}

/** Lines of base64, with line breaks as they are or escaped. */
const LINES = String.raw`(?:[A-Za-z0-9+/=]|\s|\\+[rn]){40,20000}`;
const BODIES: { hint: string; pattern: RegExp }[] = [
  // RFC 4716, with which commercial SSH servers write their keys.
  {
    hint: '---- BEGIN SSH2 ENCRYPTED PRIVATE KEY',
    pattern: /---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----((?:[^-]|-(?!---)){24,20000})/g,
  },
  {
    hint: 'Private-Lines:',
    pattern: new RegExp(
      String.raw`Private-Lines: \d{1,3}(?:\s|\\+[rn])+(${LINES})(?=Private-MAC|["'\x60]|$|\s)`,
      'g',
    ),
  },
  {
    hint: 'OpenVPN Static key',
    pattern: /BEGIN OpenVPN Static key V1-----((?:[0-9a-f]|\s|\\+[rn]){32,2000})/g,
  },
  // The first bytes of keys without their label: OpenSSH's own form, PKCS #1 and #8 (RSA, EC, Ed25519).
  {
    hint: 'b3BlbnNzaC1rZXktdjE',
    pattern: new RegExp(`(?<![A-Za-z0-9+/])(b3BlbnNzaC1rZXktdjE${LINES})`, 'g'),
  },
  {
    hint: 'MI',
    pattern: new RegExp(
      `(?<![A-Za-z0-9+/])(MI(?:I[A-J][A-Za-z0-9+/]{2}IB(?:AAK[BC]|ADANBgkqhkiG9w0BAQ)|GHAgEAMBMGByqGSM49)${LINES})`,
      'g',
    ),
  },
];

function findBodies(text: string, found: Finding[]): void {
  for (const { hint, pattern } of BODIES) {
    if (!text.includes(hint)) continue;
    for (const match of text.matchAll(pattern)) {
      const body = match[1]!.trimEnd().replace(/(?:\\+[rn])+$/, '');
      if (!SHORTEST_BASE64.test(body)) continue;
      const start = match.index + match[0].length - match[1]!.length;
      found.push({ start, end: start + body.length, kind: 'private-key', byShape: true });
    }
  }
}

function endOfBlock(text: string, headEnd: number): number {
  const next = text.indexOf('-----BEGIN', headEnd);
  const block = text.slice(headEnd, Math.min(next < 0 ? text.length : next, headEnd + LONGEST));
  const foot = FOOT.exec(block);
  if (foot !== null) return headEnd + foot.index + foot[0].length;
  // A closing quote and what follows it are not the key's.
  const body = BODY.exec(block)?.[0] ?? '';
  return headEnd + body.replace(/[^A-Za-z0-9+/=]{1,100}$/, '').length;
}
