/** JSON as two eyes compare it: one value per line, keys in order, line breaks as such. Pure. */

/** Strings, which are passed over, and numbers with more digits than a double holds. */
const STRING_OR_LONG_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]{15,}/gs;
/** Such a number on its way through `JSON.parse`: a string that begins with a character which texts do not have. */
const MARKED_NUMBER = /"\\u0000(-?\d[\d.eE+-]*)"/g;
const ESCAPE = /\\(?:u[\da-fA-F]{4}|r\\n|.)/g;

/**
 * Null unless `text` is a JSON object or list, or a JSON string, whose content is shown. Strings with line breaks are
 * shown over several lines, so the result is for reading only.
 */
export function readableJson(text: string): string | null {
  try {
    const value = JSON.parse(text.replace(STRING_OR_LONG_NUMBER, marked)) as unknown;
    if (typeof value === 'string') return readableJson(value) ?? value;
    if (typeof value !== 'object' || value === null) return null;
    return JSON.stringify(inOrder(value), null, 2)
      .replace(MARKED_NUMBER, '$1')
      .split('\n')
      .map(withLineBreaks)
      .join('\n');
  } catch {
    // No JSON, or nested deeper than the stack.
    return null;
  }
}

function marked(token: string): string {
  return token.startsWith('"') ? token : `"\\u0000${token}"`;
}

function inOrder(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(inOrder);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, inOrder(item)]));
}

/** Further lines of a string stand a step to the right of its first one. */
function withLineBreaks(line: string): string {
  const indent = /^ */.exec(line)![0];
  return line.replace(ESCAPE, (escape) => {
    if (escape === '\\n' || escape === '\\r\\n') return `\n${indent}  `;
    return escape === '\\t' ? '\t' : escape;
  });
}
