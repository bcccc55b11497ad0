/** A field's name in the .proto files, by that of its JSON: `start_time_unix_nano` of `startTimeUnixNano`. */
export function protoFieldName(jsonName: string): string {
  return jsonName.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
