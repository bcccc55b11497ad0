/** Finds codes that let in whoever has them for a while, as they come by mail and on phones, and the PINs of cards. */
import type { Trigger } from './trigger';

/** What such a code is called; `code` alone is also a status, an error or a program. */
const NAMES = [
  'verification code',
  'confirmation code',
  'security code',
  'authentication code',
  'activation code',
  'authorization code',
  'one-time code',
  'one time code',
  'one-time pass',
  'one time pass',
  'login code',
  'log-in code',
  'sign-in code',
  'signin code',
  'access code',
  'passcode',
  '2fa code',
  'mfa code',
  'otp code',
  'sms code',
  'pairing code',
  'alarm code',
  'door code',
  'otp is',
  'otp:',
  'code is',
  'pin is',
  'pin:',
  'pin code',
  'is your ',
];

/** A code of digits, in one or two pieces, or one as Google and Steam send them. */
const CODE = String.raw`(?:[A-Z]-)?(?:\d{4,8}|\d{3}[- ]\d{3}|[A-Z0-9]{4}-[A-Z0-9]{4}|(?=[A-Z]*\d)[A-Z0-9]{5,8})`;
const NOT_CODE = String.raw`(?![\w%]|[.,-]\w| \w{1,10}(?:s|ms|bytes|pixels|lines)\b|/\d)`;
/** Words and quotes, and line breaks as mails have them, between the name and the code. */
const AFTER = new RegExp(
  String.raw`[\w -]{0,24}?(?::|\bis\b|\bist\b)?:?(?:\s|\\{1,63}[rn]|[*"'\x60>]|\\{1,63}"|</?[a-z][^<>]{0,80}>){1,12}(${CODE})(?!\d)${NOT_CODE}`,
  'y',
);
/** `123456 is your … code`, `Use 123456 as your … code`. */
const BEFORE = new RegExp(
  String.raw`(?<![\w.-])(${CODE})[*"'\x60]{0,3} (?:is|as|for|to)\b(?: [\w'’-]{1,20}){0,5} $`,
);
const RIGHT_BEFORE = new RegExp(String.raw`(?<![\w.-])(${CODE})[*"'\x60]{0,3} $`);
/** What the shorter names need before them to be somebody's. */
const OWNED =
  /\b(?:your|my|his|her|our|card|sim|bank|atm|door|login|account|verification|security)\s(?:(?!zip|post|area|country|status|error|exit|return|source|promo|discount|coupon|voucher|referral|product|order|country|language|currency|color|colour|tax|sort|branch|dial)[\w-]{1,14}\s){0,2}$/i;
/** Names that programs use, too. */
const COMMON = new Set(['code is', 'pin is', 'pin:', 'pin code', 'otp is', 'otp:']);
/** `123456 is your Example code`. */
const OF_SENDER = /^(?:[\w’'.&-]{1,20} ){0,3}(?:code|pin|otp)\b/i;
const REACH = 80;

export const ONE_TIME_CODES = NAMES.map((word): Trigger => ({
  word,
  look: (text, at, found) => {
    const before = text.slice(Math.max(0, at - REACH), at);
    if (/\w$/.test(before)) return;
    const end = at + word.length;
    if (word === 'is your ' && !OF_SENDER.test(text.slice(end, end + REACH))) return;
    if (COMMON.has(word) && !word.startsWith('otp') && !OWNED.test(before)) return;
    // The verb is a part of the name here, and of what is between them elsewhere.
    AFTER.lastIndex = word.endsWith(' is') ? end - 3 : word.endsWith(':') ? end - 1 : end;
    const after = AFTER.exec(text)?.[1];
    if (after !== undefined && isCode(after)) {
      found.push({
        start: AFTER.lastIndex - after.length,
        end: AFTER.lastIndex,
        kind: 'one-time-code',
        byShape: false,
      });
      return;
    }
    const match = (word === 'is your ' ? RIGHT_BEFORE : BEFORE).exec(before);
    if (match === null || !isCode(match[1]!)) return;
    const start = at - before.length + match.index;
    found.push({ start, end: start + match[1]!.length, kind: 'one-time-code', byShape: false });
  },
}));

/** Years are no codes, nor is a row of zeros that an example has. */
function isCode(code: string): boolean {
  return !/^(?:19|20)\d\d$|^(\d)\1+$|^1234(?:56(?:78)?)?$|^[A-Z]+$/.test(code);
}
