/**
 * Tool arguments in a form in which equal arguments are equal text: JSON with sorted keys and no spacing. Text that is
 * not JSON stays as it is, and so does JSON with numbers beyond a double's precision: parsing would make different
 * ids equal.
 */
export function canonicalArguments(text: string): string {
  const trimmed = text.trim();
  if (/\d{16,}/.test(trimmed)) return trimmed;
  try {
    return JSON.stringify(JSON.parse(trimmed), sortedKeys);
  } catch {
    return trimmed;
  }
}

function sortedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
