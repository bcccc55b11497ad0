/** A secret inside a text. */
export interface Finding {
  /** UTF-16 offsets of what must go; the end is exclusive. */
  start: number;
  end: number;
  /** What it is, in lower-case words joined by `-`, as the mark that takes its place names it. */
  kind: string;
  /** Whether the value's own shape gave it away, and not the name it stands under. */
  byShape: boolean;
  /** What goes around the mark: the quotes of JSON, where a bare number or word is taken out of it. */
  quote?: string;
}

/**
 * Puts findings in the order of the text and joins those that overlap. A joined one is named after the shape that
 * makes up most of it, for `openai-api-key` says more than the `api-key` of the variable it was assigned to.
 */
export function joinFindings(found: Finding[]): Finding[] {
  found.sort((a, b) => a.start - b.start || b.end - a.end);
  const joined: Finding[] = [];
  for (const finding of found) {
    const last = joined.at(-1);
    if (last === undefined || finding.start >= last.end) {
      joined.push({ ...finding });
      continue;
    }
    const end = Math.max(last.end, finding.end);
    if (finding.byShape && !last.byShape && (finding.end - finding.start) * 2 > end - last.start) {
      last.kind = finding.kind;
      last.byShape = true;
    }
    last.end = end;
  }
  return joined;
}

/** What stands in a secret's place: plain ASCII that JSON strings, URLs, headers, YAML and shells take as it is. */
export function markOf(kind: string): string {
  return `(redacted:${kind})`;
}
