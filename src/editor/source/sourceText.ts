/** Source text in a form that patterns can be run over without meeting comments or strings. Pure. */

export interface SourceText {
  /** As written. */
  text: string;
  /** The same length, but comments are blank and strings are empty quotes around blanks. Line breaks stay. */
  code: string;
}

/** Python: `#` comments, strings with one or three quotes. */
export function pythonText(text: string): SourceText {
  const blanker = new Blanker(text);
  for (let i = 0; i < text.length;) {
    const char = text[i]!;
    if (char === '#') i = blanker.blank(i, endOfLine(text, i));
    else if (isTripleQuote(text, i)) i = blanker.blankInside(i, 3, endOfTripleQuoted(text, i));
    else if (char === '"' || char === "'") i = blanker.blankInside(i, 1, endOfQuoted(text, i));
    else i += 1;
  }
  return blanker.done();
}

/** TypeScript and JavaScript: both kinds of comment, strings, templates with what is inside them, regular expressions. */
export function scriptText(text: string): SourceText {
  const blanker = new Blanker(text);
  for (let i = 0; i < text.length;) {
    const char = text[i]!;
    if (text.startsWith('//', i)) i = blanker.blank(i, endOfLine(text, i));
    else if (text.startsWith('/*', i)) i = blanker.blank(i, endAfter(text, '*/', i + 2));
    else if (char === '"' || char === "'") i = blanker.blankInside(i, 1, endOfQuoted(text, i));
    else if (char === '`') i = blanker.blankInside(i, 1, endOfTemplate(text, i));
    else if (char === '/' && startsRegExp(text, i)) i = blanker.blank(i, endOfRegExp(text, i));
    else i += 1;
  }
  return blanker.done();
}

/** The string literal whose opening quote is at `at`, escapes left as they are; null when there is none. */
export function stringAt({ text, code }: SourceText, at: number): string | null {
  const quote = code[at];
  if (quote !== '"' && quote !== "'" && quote !== '`') return null;
  const end = code.indexOf(quote, at + 1);
  return end < 0 ? null : text.slice(at + 1, end);
}

/** Turns offsets into 1-based lines and columns (in UTF-16 units). */
export function positions(text: string): (offset: number) => { line: number; column: number } {
  const starts = [0];
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) starts.push(i + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - starts[low]! + 1 };
  };
}

class Blanker {
  private code = '';
  private copied = 0;

  constructor(private readonly text: string) {}

  /** Returns `to`. */
  blank(from: number, to: number): number {
    this.code += this.text.slice(this.copied, from) + this.text.slice(from, to).replace(/[^\r\n]/g, ' ');
    this.copied = to;
    return to;
  }

  /** Leaves `quotes` characters at both ends. Returns `to`. */
  blankInside(from: number, quotes: number, to: number): number {
    const inner = from + quotes;
    if (to - quotes > inner) this.blank(inner, to - quotes);
    return to;
  }

  done(): SourceText {
    return { text: this.text, code: this.code + this.text.slice(this.copied) };
  }
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

function endAfter(text: string, mark: string, from: number): number {
  const at = text.indexOf(mark, from);
  return at < 0 ? text.length : at + mark.length;
}

function isTripleQuote(text: string, at: number): boolean {
  return text.startsWith('"""', at) || text.startsWith("'''", at);
}

function endOfTripleQuoted(text: string, from: number): number {
  const quotes = text.slice(from, from + 3);
  let i = from + 3;
  while (i < text.length && !text.startsWith(quotes, i)) i += text[i] === '\\' ? 2 : 1;
  return Math.min(i + 3, text.length);
}

/** An unclosed string ends with its line: the damage of a misread quote stays small. */
function endOfQuoted(text: string, from: number): number {
  const quote = text[from];
  let i = from + 1;
  while (i < text.length && text[i] !== quote && text[i] !== '\n') i += text[i] === '\\' ? 2 : 1;
  return Math.min(text[i] === quote ? i + 1 : i, text.length);
}

function endOfTemplate(text: string, from: number): number {
  let i = from + 1;
  while (i < text.length && text[i] !== '`') {
    if (text[i] === '\\') i += 2;
    else if (text.startsWith('${', i)) i = endOfSubstitution(text, i + 2);
    else i += 1;
  }
  return Math.min(i + 1, text.length);
}

function endOfSubstitution(text: string, from: number): number {
  let depth = 1;
  let i = from;
  while (i < text.length && depth > 0) {
    const char = text[i]!;
    if (char === '`') i = endOfTemplate(text, i);
    else if (char === '"' || char === "'") i = endOfQuoted(text, i);
    else {
      if (char === '{') depth += 1;
      else if (char === '}') depth -= 1;
      i += 1;
    }
  }
  return i;
}

/** A slash after an operand divides; anywhere else it starts a regular expression. */
function startsRegExp(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 20), at).trimEnd();
  return /(?:^|[(,=:[!&|?{};+\-*%~^<>]|\b(?:return|typeof|case|in|of|await|yield))$/.test(before);
}

function endOfRegExp(text: string, from: number): number {
  let inClass = false;
  for (let i = from + 1; i < text.length && text[i] !== '\n'; i += 1) {
    const char = text[i];
    if (char === '\\') i += 1;
    else if (char === '[') inClass = true;
    else if (char === ']') inClass = false;
    else if (char === '/' && !inClass) return i + 1;
  }
  // No closing slash on the line: it was none.
  return from + 1;
}
