/** Protobuf bytes as a tree of fields, without a schema: what can be read as a message is taken for one. */

export interface WireField {
  /** Field number << 3 | wire type. */
  tag: number;
  /** The field with its tag. */
  raw: Buffer;
  /** Behind the tag and, of a length-delimited field, the length. */
  content: Buffer;
  /** What a length-delimited field consists of; null when that is no message. */
  fields: WireField[] | null;
}

const MAX_DEPTH = 24;

/** Throws when the bytes are no message. */
export function parseWire(bytes: Buffer): WireField[] {
  const fields = tryParse(bytes, 0);
  if (!fields) throw new Error('A seed is no protobuf message.');
  return fields;
}

/** The fields and those inside them, in any order. */
export function allFields(fields: readonly WireField[]): WireField[] {
  return fields.flatMap((field) => [field, ...(field.fields ? allFields(field.fields) : [])]);
}

/** The message again, with some of its fields replaced by bytes; the lengths around them are made right. */
export function writeWire(
  fields: readonly WireField[],
  replacements: ReadonlyMap<WireField, Uint8Array>,
): Buffer {
  return Buffer.concat(fields.map((field) => writeField(field, replacements)));
}

function writeField(field: WireField, replacements: ReadonlyMap<WireField, Uint8Array>): Uint8Array {
  const replacement = replacements.get(field);
  if (replacement) return replacement;
  if (!field.fields) return field.raw;
  const content = writeWire(field.fields, replacements);
  return Buffer.concat([varint(field.tag), varint(content.byteLength), content]);
}

/** Of `value`; longer than needed when `bytes` says so. */
export function varint(value: number | bigint, bytes = 1): Buffer {
  let rest = BigInt.asUintN(64, BigInt(value));
  const result: number[] = [];
  while (rest > 0x7fn || result.length + 1 < bytes) {
    result.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  result.push(Number(rest));
  return Buffer.from(result);
}

export function lengthDelimited(number: number, content: Uint8Array): Buffer {
  return Buffer.concat([varint((number << 3) | 2), varint(content.byteLength), content]);
}

function tryParse(bytes: Buffer, depth: number): WireField[] | null {
  const fields: WireField[] = [];
  let at = 0;
  while (at < bytes.byteLength) {
    const start = at;
    const tag = readVarint(bytes, at);
    if (!tag || tag.value >>> 3 === 0) return null;
    at = tag.end;
    let contentStart = at;
    switch (tag.value & 7) {
      case 0: {
        const value = readVarint(bytes, at);
        if (!value) return null;
        at = value.end;
        break;
      }
      case 1:
        at += 8;
        break;
      case 2: {
        const length = readVarint(bytes, at);
        if (!length) return null;
        contentStart = length.end;
        at = contentStart + length.value;
        break;
      }
      case 5:
        at += 4;
        break;
      default:
        return null;
    }
    if (at > bytes.byteLength) return null;
    const content = bytes.subarray(contentStart, at);
    const isMessage = (tag.value & 7) === 2 && content.byteLength > 0 && depth < MAX_DEPTH;
    fields.push({
      tag: tag.value,
      raw: bytes.subarray(start, at),
      content,
      fields: isMessage ? tryParse(content, depth + 1) : null,
    });
  }
  return fields;
}

/** Larger numbers than 2^53 are read wrong, which does no harm here. */
function readVarint(bytes: Buffer, start: number): { value: number; end: number } | null {
  let value = 0;
  for (let at = start; at < start + 10; at++) {
    const byte = bytes[at];
    if (byte === undefined) return null;
    value += (byte & 0x7f) * 2 ** (7 * (at - start));
    if (byte < 0x80) return { value, end: at + 1 };
  }
  return null;
}
