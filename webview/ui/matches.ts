/** Where a text has what was searched for. */

/** The parts of a text that are the query, and those between, in order. */
export function splitByQuery(text: string, query: string): { text: string; match: boolean }[] {
  if (query === '') return [{ text, match: false }];
  const lower = text.toLowerCase();
  // Some letters change their length with their case; then places in one are not places in the other.
  if (lower.length !== text.length) return [{ text, match: false }];
  const needle = query.toLowerCase();
  const parts: { text: string; match: boolean }[] = [];
  let at = 0;
  for (let found = lower.indexOf(needle); found >= 0; found = lower.indexOf(needle, at)) {
    if (found > at) parts.push({ text: text.slice(at, found), match: false });
    at = found + needle.length;
    parts.push({ text: text.slice(found, at), match: true });
  }
  if (at < text.length) parts.push({ text: text.slice(at), match: false });
  return parts;
}
