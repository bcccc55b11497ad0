/** Finds the credentials of HTTP's `Bearer`, `Basic` and `Digest` schemes (RFC 6750, 7617, 7616) wherever a text shows them. */
import type { Finding } from './finding';
import { looksRandom } from './values';

const BEARER = ['Bearer ', 'bearer ', 'BEARER '];
const BASIC = ['Basic ', 'basic '];
const DIGEST = 'Digest ';
/** After `Digest `: what proves that the sender knows the password. */
const RESPONSE = /[^\r\n]{0,300}?\bresponse=\\*"?([0-9a-f]{32,128})/y;
const TOKEN = /[A-Za-z0-9._~+/-]+=*/y;

export function findSchemes(text: string, found: Finding[]): void {
  for (const scheme of BEARER) {
    findAfter(text, scheme, found, 'bearer-token', (token) => looksRandom(token, 8));
  }
  for (const scheme of BASIC) findAfter(text, scheme, found, 'basic-credentials', isUserAndPassword);
  for (let at = text.indexOf(DIGEST); at >= 0; at = text.indexOf(DIGEST, at + DIGEST.length)) {
    RESPONSE.lastIndex = at + DIGEST.length;
    const response = RESPONSE.exec(text)?.[1];
    if (response === undefined) continue;
    const end = RESPONSE.lastIndex;
    found.push({ start: end - response.length, end, kind: 'authorization', byShape: false });
    at = end - DIGEST.length;
  }
}

function findAfter(
  text: string,
  scheme: string,
  found: Finding[],
  kind: string,
  accept: (token: string) => boolean,
): void {
  for (let at = text.indexOf(scheme); at >= 0; at = text.indexOf(scheme, at + scheme.length)) {
    TOKEN.lastIndex = at + scheme.length;
    const token = TOKEN.exec(text)?.[0].replace(/\.$/, '');
    if (token === undefined || !accept(token)) continue;
    const start = at + scheme.length;
    found.push({ start, end: start + token.length, kind, byShape: false });
  }
}

/** base64 of `user:password`. */
function isUserAndPassword(token: string): boolean {
  return (
    token.length >= 8 && /^[\x20-\x7e]*:[\x20-\x7e]+$/.test(Buffer.from(token, 'base64').toString('latin1'))
  );
}
