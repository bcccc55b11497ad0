/** Long texts inside of an answer, cut to their beginnings, and found again by where they are. */
import type { CutText, JsonValue, ValuePath } from '../protocol/spans';

/** Of all texts of an answer: beyond that each is cut to `SHORT_CHARS`. */
const MAX_ANSWER_CHARS = 4 * 1024 * 1024;
const SHORT_CHARS = 200;

/** Cuts every text below `value` to `maxChars`, and says which were longer. */
export function cutTexts<T>(value: T, maxChars: number): { value: T; cut: CutText[] } {
  const cut: CutText[] = [];
  let left = MAX_ANSWER_CHARS;
  const visit = (each: unknown, path: ValuePath): unknown => {
    if (typeof each === 'string') {
      const shown = clipped(each, left > 0 ? maxChars : Math.min(maxChars, SHORT_CHARS));
      left -= shown.length;
      if (shown.length < each.length) cut.push({ path, chars: each.length });
      return shown;
    }
    if (Array.isArray(each)) return each.map((item, place) => visit(item, [...path, place]));
    if (typeof each !== 'object' || each === null) return each;
    return Object.fromEntries(Object.entries(each).map(([key, item]) => [key, visit(item, [...path, key])]));
  };
  return { value: visit(value, []) as T, cut };
}

/** Undefined when there is nothing. */
export function valueAt(value: unknown, path: ValuePath): JsonValue | undefined {
  let at = value;
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Record<string | number, unknown>)[key];
  }
  return at as JsonValue | undefined;
}

/** The beginning of a text, not between the halves of a surrogate pair. */
export function clipped(text: string, length: number): string {
  if (text.length <= length) return text;
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length);
}
