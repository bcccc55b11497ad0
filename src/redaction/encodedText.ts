/** Finds texts with secrets in them that stand encoded as base64, such as a whole `.env` file in a variable. */
import { characterTable } from './characterTable';
import type { Finding } from './finding';
import type { Place } from './valueReader';

/** In characters; a shorter one holds no name with its secret. */
export const SHORTEST_ENCODED = 40;
/** Of a larger one, so much is looked at, in characters. */
const LONGEST_ENCODED = 262_144;

/** Of either alphabet. */
const IN_BASE64 = characterTable('A-Za-z0-9+/_-');
/** What images and random bytes fail at, in characters of base64. */
const SAMPLE = 24;
const TEXT = /^[\t\n\r\x20-\x7e]+$/;

/**
 * `runs`: stretches of the text that may hold base64. `find`: finds secrets in what they encode. Of an encoded text all
 * goes, for nobody can say which of its characters hold the secret.
 */
export function findInEncoded(
  text: string,
  runs: readonly Place[],
  find: (decoded: string) => Finding[],
  found: Finding[],
): void {
  for (const run of runs) {
    let start = run.start;
    for (let at = run.start; at <= run.end; at++) {
      if (at < run.end && IN_BASE64[text.charCodeAt(at)] === 1) continue;
      if (at - start >= SHORTEST_ENCODED) {
        const secret = secretIn(text, start, at, find);
        if (secret !== undefined) found.push({ start, end: at, kind: secret.kind, byShape: true });
      }
      start = at + 1;
    }
  }
}

function secretIn(
  text: string,
  start: number,
  end: number,
  find: (decoded: string) => Finding[],
): Finding | undefined {
  if (decode(text.slice(start, start + SAMPLE)) === null) return undefined;
  const decoded = decode(text.slice(start, Math.min(end, start + LONGEST_ENCODED)));
  return decoded === null ? undefined : find(decoded)[0];
}

/** null for what is no plain text. */
function decode(encoded: string): string | null {
  const decoded = Buffer.from(encoded, 'base64').toString('latin1');
  return TEXT.test(decoded) ? decoded : null;
}
