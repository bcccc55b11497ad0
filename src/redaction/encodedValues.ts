/** Finds what stands under a telling name in JSON and forms that were encoded for a URL or for HTML. */
import { isQuotedSecret } from './fieldValues';
import { sensitiveName } from './names';
import type { Trigger } from './trigger';

interface Encoding {
  /** Regular expressions of a quote, a separator, and what ends a value beside a quote. */
  quote: string;
  separator: string;
  end: string;
  /** What texts have where a name ends and its separator or the value's quote begins. */
  words: string[];
}

const ENCODINGS: Encoding[] = [
  {
    quote: '%2[27]',
    separator: '%3[AD](?:%20|\\+)?',
    end: '&|%2[6C]|%7D|%3B',
    words: ['%3a', '%3d'],
  },
  // Encoded once more, or twice.
  {
    quote: '%25(?:25)?2[27]',
    separator: '%25(?:25)?3[AD](?:%25(?:25)?20)?',
    end: '&|%25(?:25)?(?:2[6C]|7D|3B)',
    words: ['%253a', '%253d', '%25253a', '%25253d'],
  },
  {
    quote: '&quot;',
    separator: '[:=] ?',
    end: '&',
    words: ['&quot;:', '&quot;=', ':&quot;', '=&quot;', ': &quot;', '= &quot;'],
  },
  {
    quote: '\\\\*u0022',
    separator: '[:=] ?',
    end: '\\\\',
    words: ['u0022:', 'u0022=', ':\\u0022', '=\\u0022', ': \\u0022', '= \\u0022'],
  },
];

/** Longest name with what is around it, in characters. */
const LONGEST_NAME = 90;

export const ENCODED_SEPARATORS: Trigger[] = ENCODINGS.flatMap(({ quote, separator, end, words }) => {
  const before = `(?<=${quote}|%(?:25){0,3}[0-9A-F]{2}|[^\\w.-]|^)([A-Z][\\w.-]{2,60})`;
  const name = new RegExp(`${before}(?:${quote}|\\\\+)?$`, 'i');
  const value = new RegExp(
    `(?:${quote})?${separator}(?:${quote})?((?:(?!${quote}|${end})[^\\s"'<>]){4,2000})`,
    'iy',
  );
  const look: Trigger['look'] = (text, at, found) => {
    const named = name.exec(text.slice(Math.max(0, at - LONGEST_NAME), at))?.[1];
    const sensitive = named === undefined ? null : sensitiveName(named);
    if (sensitive === null) return;
    value.lastIndex = at;
    const secret = value.exec(text)?.[1];
    if (secret === undefined || !isQuotedSecret(secret, sensitive)) return;
    found.push({
      start: value.lastIndex - secret.length,
      end: value.lastIndex,
      kind: sensitive.kind,
      byShape: false,
    });
  };
  return words.map((word) => ({ word, look }));
});
