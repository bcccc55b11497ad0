/** Answers that fit: a model's context is paid for, and a session may hold megabytes. Pure. */

/** About 6,000 tokens. */
export const MAX_ANSWER_CHARS = 24_000;

/** Longest text of a value, and most entries of a list, in the order in which they are tried. */
const LEVELS = [
  { chars: 4_000, entries: 200 },
  { chars: 1_000, entries: 100 },
  { chars: 300, entries: 40 },
  { chars: 120, entries: 15 },
  { chars: 60, entries: 5 },
] as const;
/** Deeper values are said to be there. */
const MAX_DEPTH = 12;

/**
 * JSON of at most so many characters, without `<`, so that it can stand between tags: long texts and lists are cut, and
 * say by how much.
 */
export function boundedJson(value: unknown, maxChars = MAX_ANSWER_CHARS): string {
  for (const level of LEVELS) {
    const text = withoutTags(JSON.stringify(shortened(value, level, 0), null, 1));
    if (text.length <= maxChars) return text;
  }
  return JSON.stringify(`The answer is larger than ${maxChars} characters: ask for less.`);
}

/** In JSON `\u003c` is the same character. */
function withoutTags(json: string): string {
  return json.replaceAll('<', String.raw`\u003c`);
}

type Level = (typeof LEVELS)[number];

function shortened(value: unknown, level: Level, depth: number): unknown {
  if (typeof value === 'string') {
    const rest = value.length - level.chars;
    return rest > 0 ? `${value.slice(0, level.chars)}… (${rest} more characters)` : value;
  }
  if (typeof value !== 'object' || value === null) return value ?? null;
  if (depth >= MAX_DEPTH) return '… (deeper values left out)';
  if (Array.isArray(value)) {
    const kept: unknown[] = value.slice(0, level.entries).map((each) => shortened(each, level, depth + 1));
    const rest = value.length - kept.length;
    return rest > 0 ? [...kept, `… (${rest} more)`] : kept;
  }
  const entries = Object.entries(value);
  const kept = entries
    .slice(0, level.entries)
    .map(([key, each]) => [key.slice(0, level.chars), shortened(each, level, depth + 1)] as const);
  const rest = entries.length - kept.length;
  return Object.fromEntries(rest > 0 ? [...kept, ['…', `${rest} more`]] : kept);
}
