import { WIRE, WireWriter } from './wire';

/** A length-delimited field around bytes that are encoded already, in parts, so that they need not be copied. */
export function rawField(number: number, parts: readonly Uint8Array[]): Uint8Array[] {
  const writer = new WireWriter();
  writer.tag(number, WIRE.lengthDelimited);
  writer.uint32(parts.reduce((sum, { byteLength }) => sum + byteLength, 0));
  return [writer.finish(), ...parts];
}
