/** Marks where a text has what was searched for. */
import { el, type Child } from '../dom';
import { splitByQuery } from './matches';

/** The text with its matches marked. */
export function markMatches(text: string, query: string): Child[] {
  return splitByQuery(text, query).map((part) => (part.match ? el('mark', { text: part.text }) : part.text));
}
