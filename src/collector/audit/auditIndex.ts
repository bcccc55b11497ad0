/**
 * What is asked of the lines of one file of the audit trail, so that a search need not read them: where each line is,
 * and what it says of whom and what. Some 130 bytes a line.
 */
import type { AuditEntry, AuditQuery } from '../../protocol/audit';
import type { EpochMs } from '../../protocol/units';
import { textHash } from '../../protocol/textHash';

/** Where a line is, in bytes; in memory its number. */
export interface Place {
  at: number;
  bytes: number;
}

export class AuditIndex {
  private readonly times: EpochMs[] = [];
  private readonly starts: number[] = [];
  private readonly sizes: number[] = [];
  private readonly hashes: number[] = [];
  private readonly columns = {
    kind: new Column(),
    name: new Column(),
    agent: new Column(),
    sessionId: new Column(),
    outcome: new Column(),
  };
  /** The last row of each action, by the hash of its id. */
  private readonly lastRow = new Map<number, number>();
  /** Rows of actions of which more was told later. */
  private readonly outdated = new Set<number>();

  /** The next line. */
  add(entry: AuditEntry, line: string, { at, bytes }: Place): void {
    const row = this.times.length;
    this.outdate(entry.id);
    this.lastRow.set(textHash(entry.id), row);
    this.times.push(entry.time);
    this.starts.push(at);
    this.sizes.push(bytes);
    this.hashes.push(textHash(line));
    this.columns.kind.add(entry.kind);
    this.columns.name.add(entry.name);
    this.columns.agent.add(entry.agent);
    this.columns.sessionId.add(entry.sessionId);
    this.columns.outcome.add(entry.outcome);
  }

  /** A later line tells of the action. */
  outdate(id: string): void {
    const row = this.lastRow.get(textHash(id));
    if (row !== undefined) this.outdated.add(row);
  }

  /** Hash of the last line of an action; undefined where none tells of it. */
  lineHashOf(id: string): number | undefined {
    const row = this.lastRow.get(textHash(id));
    return row === undefined ? undefined : this.hashes[row];
  }

  timeOf(row: number): EpochMs {
    return this.times[row]!;
  }

  placeOf(row: number): Place {
    return { at: this.starts[row]!, bytes: this.sizes[row]! };
  }

  /** Rows of what fits, its text aside, in the order of the file. */
  find({ from = -Infinity, to = Infinity, ...query }: AuditQuery): number[] {
    const wanted: { column: Column; number: number }[] = [];
    for (const name of ['kind', 'name', 'agent', 'sessionId', 'outcome'] as const) {
      const value = query[name];
      if (value === undefined) continue;
      const number = this.columns[name].numberOf(value);
      if (number === undefined) return [];
      wanted.push({ column: this.columns[name], number });
    }
    const rows: number[] = [];
    for (let row = 0; row < this.times.length; row++) {
      const time = this.times[row]!;
      if (time < from || time > to || this.outdated.has(row)) continue;
      if (wanted.every(({ column, number }) => column.at(row) === number)) rows.push(row);
    }
    return rows;
  }

  /** What any line says, each once. */
  valuesOf(name: 'name' | 'agent' | 'outcome'): string[] {
    return this.columns[name].values();
  }
}

/** Texts by row, each kept once. */
class Column {
  private readonly numbers = new Map<string | null, number>();
  private readonly rows: number[] = [];

  add(text: string | null): void {
    let number = this.numbers.get(text);
    if (number === undefined) {
      number = this.numbers.size;
      this.numbers.set(text, number);
    }
    this.rows.push(number);
  }

  at(row: number): number {
    return this.rows[row]!;
  }

  numberOf(text: string): number | undefined {
    return this.numbers.get(text);
  }

  values(): string[] {
    return [...this.numbers.keys()].filter((text) => text !== null);
  }
}
