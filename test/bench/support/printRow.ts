/** Prints a row of a table: a name, and figures beneath each other. */
export function printRow([name = '', ...cells]: readonly string[]): void {
  console.log(name.padEnd(26) + cells.map((cell) => cell.padStart(13)).join(''));
}
