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
  let done = 0;
  for (const run of runs) {
    let start = Math.max(run.start, done);
    for (let at = start; at <= run.end; at++) {
      if (at < run.end && IN_BASE64[text.charCodeAt(at)] === 1) continue;
      if (at - start >= SHORTEST_ENCODED && startsText(text, start)) {
        const end = at === run.end ? endOfLines(text, start, at) : at;
        const secret = secretIn(text, start, end, find);
        if (secret !== undefined) found.push({ start, end, kind: secret.kind, byShape: true });
        done = end;
      }
      start = at + 1;
    }
  }
}

/** Another line of a text that was encoded in lines, be it indented or one of a string of JSON. */
const NEXT_LINE =
  /(?:\r?\n[ \t]{0,40}|(?:\\{1,63}r)?\\{1,63}n {0,40})([A-Za-z0-9+/]{4,76}={0,2})(?![\w+/=.:-])/y;

/** Lines have 64 characters, or 76, and the last one the rest. */
function endOfLines(text: string, start: number, end: number): number {
  const length = end - start;
  const limit = start + LONGEST_ENCODED;
  for (let isLast = false; !isLast && end < limit;) {
    NEXT_LINE.lastIndex = end;
    const line = NEXT_LINE.exec(text)?.[1];
    if (line === undefined || line.length > length) break;
    end = NEXT_LINE.lastIndex;
    isLast = line.length < length;
  }
  return end;
}

function startsText(text: string, start: number): boolean {
  return decode(text.slice(start, start + SAMPLE)) !== null;
}

const LINE_BREAKS = /(?:\r?\n|(?:\\+r)?\\+n)\s*/g;

function secretIn(
  text: string,
  start: number,
  end: number,
  find: (decoded: string) => Finding[],
): Finding | undefined {
  const encoded = text.slice(start, Math.min(end, start + LONGEST_ENCODED)).replace(LINE_BREAKS, '');
  const decoded = decode(encoded);
  return decoded === null ? undefined : find(decoded)[0];
}

/** null for what is no plain text. */
function decode(encoded: string): string | null {
  const decoded = Buffer.from(encoded, 'base64').toString('latin1');
  return TEXT.test(decoded) ? decoded : null;
}
