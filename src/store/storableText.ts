/**
 * Text that comes back from an SQL column as it went in. sql.js hands texts over as NUL-terminated UTF-8, which
 * would cut at a NUL and mangle a lone surrogate; both become U+FFFD.
 */
export function storableText(text: string): string {
  return text.replace(/[\0\p{Surrogate}]/gu, '\uFFFD');
}
