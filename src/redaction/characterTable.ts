/** By byte: 1 for what a character class, of ASCII alone and as it stands between brackets, has. */
export function characterTable(characters: string): Uint8Array {
  const pattern = new RegExp(`[${characters}]`);
  const table = new Uint8Array(256);
  for (let code = 0; code < 128; code++) table[code] = pattern.test(String.fromCharCode(code)) ? 1 : 0;
  return table;
}
