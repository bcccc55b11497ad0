/** Finds what stands under a telling name in JSON and forms that were encoded for a URL or for HTML. */
import type { Finding } from './finding';
import { isQuotedSecret } from './fieldValues';
import { sensitiveName } from './names';

interface Encoding {
  /** In every text that has it. */
  hint: string;
  pattern: RegExp;
}

/** A quote, a separator, as regular expressions. Names and values go from one such thing to the next. */
function encoding(hint: string, quote: string, separator: string, end: string): Encoding {
  const name = `(?<=${quote}|%(?:25){0,3}[0-9A-Fa-f]{2}|[^\\w.-]|^)([A-Za-z][\\w.-]{2,60})`;
  const value = `((?:(?!${quote}|${end})[^\\s"'<>]){4,2000})`;
  return { hint, pattern: new RegExp(`${name}(?:${quote})?${separator}(?:${quote})?${value}`, 'g') };
}

const ENCODINGS = [
  encoding('%3', '%2[27]', '%3[AaDd](?:%20|\\+)?', '&|%2[6Cc]|%7[Dd]|%3[Bb]'),
  // Encoded once more, or twice.
  encoding(
    '%25',
    '%25(?:25)?2[27]',
    '%25(?:25)?3[AaDd](?:%25(?:25)?20)?',
    '&|%25(?:25)?(?:2[6Cc]|7[Dd]|3[Bb])',
  ),
  encoding('&quot;', '&quot;', '[:=] ?', '&'),
  encoding('u0022', '\\\\+u0022', '[:=] ?', '\\\\'),
];

export function findEncodedValues(text: string, found: Finding[]): void {
  for (const { hint, pattern } of ENCODINGS) {
    if (!text.includes(hint)) continue;
    pattern.lastIndex = 0;
    for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
      const [whole, name = '', value = ''] = match;
      const end = match.index + whole.length;
      const sensitive = sensitiveName(name);
      if (sensitive === null || !isQuotedSecret(value, sensitive)) pattern.lastIndex = end - value.length;
      else found.push({ start: end - value.length, end, kind: sensitive.kind, byShape: false });
    }
  }
}
