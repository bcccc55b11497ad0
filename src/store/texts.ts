/** Short texts that recur in columns — names of spans, agents, models, tools — as numbers: sql.js binds those fast. */
import type { Database } from './database';
import { storableText } from './storableText';

/** Beyond this the numbers known here are forgotten; the table still has them. */
const MAX_KNOWN = 20_000;
/** A text's entry in a map, roughly, beside two bytes for each character. */
const ENTRY_BYTES = 64;

export class Texts {
  private readonly known = new Map<string, number>();
  private knownBytes = 0;

  constructor(private readonly db: Database) {}

  /** To be called inside a transaction; when that fails, call `forget`. */
  numberOf(text: string | null): number | null {
    if (text === null) return null;
    let number = this.known.get(text);
    if (number === undefined) {
      const stored = storableText(text);
      const row =
        this.db.row('SELECT text_no FROM text WHERE text = ?', [stored]) ??
        this.db.row('INSERT INTO text (text) VALUES (?) RETURNING text_no', [stored]);
      number = row![0] as number;
      if (this.known.size >= MAX_KNOWN) this.forget();
      this.known.set(text, number);
      this.knownBytes += ENTRY_BYTES + 2 * text.length;
    }
    return number;
  }

  forget(): void {
    this.known.clear();
    this.knownBytes = 0;
  }

  /** Of what is held outside the database. */
  memoryBytes(): number {
    return this.knownBytes;
  }
}
