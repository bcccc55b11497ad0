/** A text while secrets are looked for in it. */
import type { AsciiBytes } from './asciiBytes';
import { asciiBytes, asciiBytesAt } from './asciiBytes';

/** Looked through as bytes. Where it came as bytes, it becomes a string only when something in it asks for a look. */
export class SearchedText {
  private constructor(
    /** In UTF-16 units. */
    readonly length: number,
    /** Until another text is searched. */
    readonly ascii: AsciiBytes,
    private text: string | null,
  ) {}

  static of(text: string): SearchedText {
    return new SearchedText(text.length, asciiBytes(text), text);
  }

  /** Of UTF-8; what is none becomes U+FFFD. */
  static at(source: Uint8Array, start: number, end: number): SearchedText {
    const ascii = asciiBytesAt(source, start, end);
    if (ascii !== null) return new SearchedText(end - start, ascii, null);
    return SearchedText.of(Buffer.from(source.buffer, source.byteOffset + start, end - start).toString());
  }

  /** While it is searched. */
  get string(): string {
    return (this.text ??= this.ascii.buffer.toString('latin1', 0, this.length));
  }
}
