/** What a prompt template and a prompt made of it have in common. Pure. */

/** A shorter piece says too little to know a prompt by. */
const MIN_LENGTH = 24;
/** Enough to know it by; emitters cut prompts, at their ends. */
const MAX_LENGTH = 240;

/** Where the stretch must begin: of what the model was told, the rest may not be looked at. */
const MAX_START = 2_000;

/** `{name}`, `{{name}}`, `${name}`, `<%= name %>`, `%s`, and what is written otherwise than it is read: `{{`, `\\"`, a line that goes on. */
const PLACEHOLDER = /\$?\{[^{}\n]*\}|\{\{[^{}\n]*\}\}|\{\{|\}\}|<%[^%]*%>|%[sd]|\\[^]/;

/**
 * The longest stretch of a template that every prompt made of it has, white space folded; null when there is none
 * that is worth comparing.
 *
 * @param pieces the texts between the placeholders that the language itself knows
 */
export function promptText(pieces: readonly string[]): string | null {
  let start = 0;
  let longest = '';
  for (const stretch of pieces.flatMap((piece) => piece.split(PLACEHOLDER)).map(foldWhiteSpace)) {
    if (start > MAX_START) break;
    if (stretch.length > longest.length) longest = stretch;
    start += stretch.length;
  }
  return longest.length < MIN_LENGTH ? null : longest.slice(0, MAX_LENGTH);
}

export function foldWhiteSpace(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
