/**
 * The audit trail: a file of JSON lines beside the journal, to which lines are only ever added. It is no table of the
 * store, which lets sessions go when memory is short and is built anew at each start: a file outlives both, and can be
 * read without Turnline. When more becomes known of an action that has a line, such as who acted, another line with
 * the same id follows, and the last one counts; what was written stays.
 *
 * What the file says is indexed when something is asked for or added first, and from then on as far as it has grown:
 * other windows may write to the same file. Entries come from what the store holds, where secrets are masked already.
 */
import { appendFile, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { AuditEntry, AuditQuery, AuditSearchResult } from '../../protocol/audit';
import { messageOf } from '../../protocol/rpc';
import { textHash } from '../../protocol/textHash';
import { codeOf } from '../journal/fileSystem';
import { AuditFile, AuditMemory, parseLine, type AuditLines } from './auditLines';

const FILE = 'audit.jsonl';
/** What the file was when it had reached its limit. */
const OLDER_FILE = 'audit.1.jsonl';
/** Some 100,000 actions. Beyond it the file becomes the older one, and the older one before it goes. */
const MAX_FILE_BYTES = 64 * 1024 * 1024;

/** What there is to choose from, each once, in alphabetical order. */
export type AuditFacets = AuditSearchResult['facets'];

export interface AuditFindings {
  /** Of all that fit. */
  total: number;
  /** The newest of them, oldest first. */
  entries: AuditEntry[];
  /** What there is to choose from in all entries. */
  facets: AuditFacets;
}

export interface AuditTrailOptions {
  maxFileBytes?: number;
}

export class AuditTrail {
  private older: AuditFile | undefined;
  private current: AuditFile | undefined;
  /** The file that went when another became the older one: what it had is not written again. */
  private gone: AuditFile | undefined;
  /** Where there is no directory. */
  private memory = new AuditMemory();
  private readonly maxFileBytes: number;
  /** What reads and what writes go one after the other. */
  private working: Promise<void> = Promise.resolve();

  /**
   * `directory`: where the journals are; null keeps the trail in memory, and so does one that cannot be read. Nothing
   * is read before something is asked for or added. `onProblem` gets a line for the log.
   */
  constructor(
    private directory: string | null,
    private readonly onProblem: (message: string) => void,
    { maxFileBytes = MAX_FILE_BYTES }: AuditTrailOptions = {},
  ) {
    this.maxFileBytes = maxFileBytes;
  }

  /** Adds those that are new, or of which more is known now. They are on disk once `settled` resolves. */
  add(entries: readonly AuditEntry[]): void {
    if (entries.length > 0) this.enqueue(() => this.write(entries));
  }

  /** Resolves when all that was added is on disk, or could not be written. */
  settled(): Promise<void> {
    return this.working;
  }

  /** `limit`: entries that are wanted at most. */
  search(query: AuditQuery, limit = Infinity): Promise<AuditFindings> {
    const found = this.working.then(() => this.find(query, limit));
    this.working = found.then(
      () => undefined,
      () => undefined,
    );
    return found;
  }

  /** Deletes everything: the user wants nothing of what was received to be kept. */
  async clear(): Promise<void> {
    this.enqueue(async () => {
      this.older = this.current = this.gone = undefined;
      this.memory = new AuditMemory();
      for (const name of this.directory === null ? [] : [FILE, OLDER_FILE])
        await rm(join(this.directory!, name), { force: true });
    });
    await this.working;
  }

  private enqueue(work: () => Promise<void>): void {
    this.working = this.working.then(work).catch((error: unknown) => {
      this.onProblem(`The audit trail in ${this.directory} cannot be written: ${messageOf(error)}`);
    });
  }

  private async write(entries: readonly AuditEntry[]): Promise<void> {
    const sources: AuditLines[] = await this.readOn();
    if (this.gone) sources.push(this.gone);
    const lines: string[] = [];
    for (const entry of entries) {
      const line = JSON.stringify(entry);
      const known = sources.map(({ index }) => index.lineHashOf(entry.id)).find((hash) => hash !== undefined);
      if (known === textHash(line)) continue;
      if (this.directory === null) this.memory.add(entry, line);
      else lines.push(line);
    }
    if (lines.length > 0) await append(this.directory!, `${lines.join('\n')}\n`, this.maxFileBytes);
  }

  private async find(query: AuditQuery, limit: number): Promise<AuditFindings> {
    const sources = await this.readOn();
    const found: { source: AuditLines; row: number; time: number }[] = [];
    // The older file first: of what happened at the same time, what was written later counts as later.
    for (const source of [...sources].reverse()) {
      for (const row of await withText(source, source.index.find(query), query.query))
        found.push({ source, row, time: source.index.timeOf(row) });
    }
    found.sort((a, b) => a.time - b.time);
    const shown = found.slice(Math.max(0, found.length - limit));
    const entryOf = new Map<AuditLines, Map<number, AuditEntry>>();
    for (const source of sources) {
      const rows = shown.filter((each) => each.source === source).map(({ row }) => row);
      entryOf.set(source, await entriesOf(source, rows));
    }
    return {
      total: found.length,
      entries: shown.flatMap(({ source, row }) => entryOf.get(source)!.get(row) ?? []),
      facets: facetsOf(sources),
    };
  }

  /** What there is by now, the newest first. */
  private async readOn(): Promise<AuditLines[]> {
    if (this.directory === null) return [this.memory];
    try {
      await this.readFiles(this.directory);
    } catch (error) {
      this.onProblem(
        `The audit trail in ${this.directory} cannot be read, so it is kept in memory: ${messageOf(error)}`,
      );
      this.directory = null;
      return [this.memory];
    }
    return [this.current, this.older].filter((file) => file !== undefined);
  }

  private async readFiles(directory: string): Promise<void> {
    const [older, current] = await Promise.all(
      [OLDER_FILE, FILE].map((name) => fileAt(join(directory, name))),
    );
    if (older && this.current?.inode === older.inode) {
      this.gone = this.older;
      this.older = this.current;
      this.current = undefined;
    }
    this.older = following(this.older, older);
    this.current = following(this.current, current);
    await this.older?.readOn(() => undefined);
    await this.current?.readOn(({ id }) => this.older?.index.outdate(id));
  }
}

interface FoundFile {
  path: string;
  inode: bigint;
  bytes: number;
}

async function fileAt(path: string): Promise<FoundFile | undefined> {
  try {
    const { ino, size } = await stat(path, { bigint: true });
    return { path, inode: ino, bytes: Number(size) };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** What is known of a file, as far as it is the same one. */
function following(known: AuditFile | undefined, found: FoundFile | undefined): AuditFile | undefined {
  if (!found) return undefined;
  if (known?.inode !== found.inode || !known.hasGrownTo(found.bytes))
    return new AuditFile(found.path, found.inode);
  known.path = found.path;
  return known;
}

/** Those of the rows that have a text somewhere. */
async function withText(
  source: AuditLines,
  rows: readonly number[],
  text: string | undefined,
): Promise<readonly number[]> {
  const wanted = text?.trim().toLowerCase() ?? '';
  if (wanted === '') return rows;
  const found: number[] = [];
  for await (const { row, line } of source.read(rows))
    if (line.toLowerCase().includes(wanted)) found.push(row);
  return found;
}

/** By row. */
async function entriesOf(source: AuditLines, rows: readonly number[]): Promise<Map<number, AuditEntry>> {
  const entries = new Map<number, AuditEntry>();
  for await (const { row, line } of source.read([...rows].sort((a, b) => a - b))) {
    const entry = parseLine(line);
    if (entry) entries.set(row, entry);
  }
  return entries;
}

function facetsOf(sources: readonly AuditLines[]): AuditFacets {
  const all = (name: 'name' | 'agent' | 'outcome') =>
    [...new Set(sources.flatMap(({ index }) => index.valuesOf(name)))].sort();
  return { names: all('name'), agents: all('agent'), outcomes: all('outcome') };
}

async function append(directory: string, text: string, maxFileBytes: number): Promise<void> {
  const path = join(directory, FILE);
  await mkdir(directory, { recursive: true });
  const size = await stat(path).then(
    (file) => file.size,
    () => 0,
  );
  const isFull = size >= maxFileBytes;
  if (isFull) await rename(path, join(directory, OLDER_FILE));
  const begin = isFull || (await endsWithLine(path, size)) ? '' : '\n';
  await appendFile(path, begin + text, { mode: 0o600 });
}

/** A crash may have cut the last line off: what follows must not become a part of it. */
async function endsWithLine(path: string, size: number): Promise<boolean> {
  if (size === 0) return true;
  const file = await open(path);
  try {
    const { buffer } = await file.read({ buffer: Buffer.alloc(1), position: size - 1 });
    return buffer[0] === '\n'.charCodeAt(0);
  } finally {
    await file.close();
  }
}
