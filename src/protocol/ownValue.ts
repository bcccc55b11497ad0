/** What a table has under a name from outside: every object has a `constructor`, too, which is none of its entries. */
export function ownValue<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
