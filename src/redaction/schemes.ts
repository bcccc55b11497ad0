/** Finds the credentials of HTTP's `Bearer`, `Basic` and `Digest` schemes (RFC 6750, 7617, 7616) wherever a text shows them. */
import type { Trigger } from './trigger';
import { looksRandom } from './values';

/** After `Digest `: what proves that the sender knows the password. */
const RESPONSE = /[^\r\n]{0,300}?\bresponse=\\*"?([0-9a-f]{32,128})/y;
const TOKEN = /[A-Za-z0-9._~+/-]+=*/y;

export const SCHEMES: Trigger[] = [
  scheme('bearer ', 'bearer-token', (token) => looksRandom(token, 8)),
  scheme('basic ', 'basic-credentials', isUserAndPassword),
  {
    word: 'digest ',
    look: (text, at, found) => {
      RESPONSE.lastIndex = at + 'digest '.length;
      const response = RESPONSE.exec(text)?.[1];
      if (response === undefined) return;
      const end = RESPONSE.lastIndex;
      found.push({ start: end - response.length, end, kind: 'authorization', byShape: false });
    },
  },
];

function scheme(word: string, kind: string, accept: (token: string) => boolean): Trigger {
  return {
    word,
    look: (text, at, found) => {
      const start = (TOKEN.lastIndex = at + word.length);
      const token = TOKEN.exec(text)?.[0].replace(/\.$/, '');
      if (token === undefined || !accept(token)) return;
      found.push({ start, end: start + token.length, kind, byShape: false });
    },
  };
}

/** base64 of `user:password`. */
function isUserAndPassword(token: string): boolean {
  return (
    token.length >= 8 && /^[\x20-\x7e]*:[\x20-\x7e]+$/.test(Buffer.from(token, 'base64').toString('latin1'))
  );
}
