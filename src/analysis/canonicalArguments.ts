/**
 * Tool arguments in a form in which equal arguments are equal text: JSON with sorted keys and no spacing. Text that is
 * not JSON stays as it is, and so does JSON with numbers beyond a double's precision: parsing would make different
 * ids equal.
 */
export function canonicalArguments(text: string): string {
  const trimmed = text.trim();
  if (/\d{16,}/.test(trimmed)) return trimmed;
  try {
    const canonical = JSON.stringify(inOrder(JSON.parse(trimmed)));
    // Most are canonical already: one text takes less room than two.
    return canonical === text ? text : canonical;
  } catch {
    return trimmed;
  }
}

/** The value with its keys sorted at every depth; the same value where they are. */
function inOrder(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(inOrder);
  const entries = Object.entries(value);
  let changed = false;
  for (const [at, entry] of entries.entries()) {
    if (at > 0 && entry[0] < entries[at - 1]![0]) changed = true;
    const inner = inOrder(entry[1]);
    if (inner !== entry[1]) {
      entry[1] = inner;
      changed = true;
    }
  }
  if (!changed) return value;
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
