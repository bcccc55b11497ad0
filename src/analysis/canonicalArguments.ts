/**
 * Tool arguments in a form in which equal arguments are equal text: JSON with sorted keys and no spacing. Text that is
 * not JSON stays as it is, and so does JSON with numbers beyond a double's precision: parsing would make different
 * ids equal.
 */
export function canonicalArguments(text: string): string {
  if (isCanonical(text)) return text;
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

/** Of simple values under names: no escapes, no halves of letters, and numbers that are written in one way only. */
const FLAT =
  /^\{"[A-Za-z_]\w*":(?:"[^"\\\ud800-\udfff]*"|-?[1-9]\d{0,14}|0|true|false|null)(?:,"[A-Za-z_]\w*":(?:"[^"\\\ud800-\udfff]*"|-?[1-9]\d{0,14}|0|true|false|null))*\}$/;
const FLAT_KEY = /[{,]"(\w+)":/g;

/** Whether a text surely is in that form, which most arguments are: to parse them takes many times as long. */
function isCanonical(text: string): boolean {
  if (!FLAT.test(text)) return false;
  let before = '';
  FLAT_KEY.lastIndex = 0;
  for (let found = FLAT_KEY.exec(text); found; found = FLAT_KEY.exec(text)) {
    if (found[1]! <= before) return false;
    before = found[1]!;
  }
  return true;
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
