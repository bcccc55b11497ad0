/** What changes in arguments when the same thing is tried once more: a number, an id, an offset. */

const IDENTIFIERS: readonly RegExp[] = [
  // UUID
  /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi,
  // Hexadecimal, with a digit and a letter in it: `3f2a9c1b`
  /\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{7,}\b/gi,
  // Ids with a prefix: `call_4fGh7Jk2`, `req-8d1Q3z`
  /\b[a-z]{2,10}[_-](?=[A-Za-z0-9]*\d)[A-Za-z0-9]{6,}\b/g,
  // Numbers, signs and decimals included
  /-?\d+(?:\.\d+)?/g,
];

/** The text with a mark in place of every number and id. */
export function maskIdentifiers(text: string): string {
  let masked = text;
  for (const form of IDENTIFIERS) masked = masked.replace(form, '#');
  return masked;
}
