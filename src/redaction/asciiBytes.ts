/** A text as bytes: reading those takes a fraction of the time that reading a string's characters does. */

/** Longer texts have a buffer of their own, for none of such a size to be kept. */
const LONGEST_SHARED = 65_536;
const shared = Buffer.allocUnsafe(LONGEST_SHARED);

/** What is in the place of a character beyond ASCII. */
const OTHER = 0x80;

/** Whether the text has no character beyond ASCII. */
export function isAscii(text: string): boolean {
  return Buffer.byteLength(text) === text.length;
}

/** A byte for each UTF-16 unit, at its index. Valid until the next call; may be longer than the text. */
export function asciiBytes(text: string): Uint8Array {
  const { length } = text;
  const bytes = length <= LONGEST_SHARED ? shared : Buffer.allocUnsafe(length);
  bytes.write(text, 0, length, 'latin1');
  if (!isAscii(text)) {
    for (let at = 0; at < length; at++) if (text.charCodeAt(at) >= OTHER) bytes[at] = OTHER;
  }
  return bytes;
}
