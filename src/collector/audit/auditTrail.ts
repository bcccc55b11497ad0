/**
 * The audit trail: a file of JSON lines beside the journal, to which lines are only ever added. It is no table of the
 * store, which lets sessions go when memory is short and is built anew at each start: a file outlives both, costs no
 * memory, and can be read without Turnline. When more becomes known of an action that has a line, such as who acted,
 * another line with the same id follows, and the last one counts; what was written stays.
 *
 * Entries come from what the store holds, where secrets are masked already.
 */
import { createReadStream } from 'node:fs';
import { appendFile, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { AuditEntry, AuditQuery, AuditSearchResult } from '../../protocol/audit';
import { messageOf } from '../../protocol/rpc';
import { textHash } from '../../protocol/textHash';

const FILE = 'audit.jsonl';
/** What the file was when it had reached its limit. */
const OLDER_FILE = 'audit.1.jsonl';
/** Some 100,000 actions. Beyond it the file becomes the older one, and the older one before it goes. */
const MAX_FILE_BYTES = 64 * 1024 * 1024;
/** Without a directory, in memory. */
const MAX_LINES = 20_000;

/** What there is to choose from, each once, in alphabetical order. */
export type AuditFacets = AuditSearchResult['facets'];

export class AuditTrail {
  /** Hash of the last line of each action; read from disk when something is to be added for the first time. */
  private known: Map<string, number> | undefined;
  /** Where there is no directory. */
  private lines: string[] = [];
  /** Reading for it and writes go one after the other. */
  private writing: Promise<void> = Promise.resolve();

  /**
   * `directory`: where the journals are; null keeps the trail in memory, and so does one that cannot be read. Nothing
   * is read before something is asked for or added. `onProblem` gets a line for the log.
   */
  constructor(
    private directory: string | null,
    private readonly onProblem: (message: string) => void,
  ) {}

  /** Adds those that are new, or of which more is known now. They are on disk once `settled` resolves. */
  add(entries: readonly AuditEntry[]): void {
    if (entries.length > 0) this.enqueue(() => this.write(entries));
  }

  /** Resolves when all that was added is on disk, or could not be written. */
  settled(): Promise<void> {
    return this.writing;
  }

  /** Entries, oldest first, and what there is to choose from in all of them. */
  async search(query: AuditQuery): Promise<{ entries: AuditEntry[]; facets: AuditFacets }> {
    await this.writing;
    const fits = matcher(query);
    const found = new Map<string, AuditEntry>();
    const facets = { names: new Set<string>(), agents: new Set<string>(), outcomes: new Set<string>() };
    try {
      for await (const { entry, line } of this.read()) {
        facets.names.add(entry.name);
        if (entry.agent !== null) facets.agents.add(entry.agent);
        facets.outcomes.add(entry.outcome);
        if (fits(entry, line)) found.set(entry.id, entry);
        else found.delete(entry.id);
      }
    } catch (error) {
      this.keepInMemory(error);
    }
    return {
      entries: [...found.values()].sort((a, b) => a.time - b.time),
      facets: {
        names: [...facets.names].sort(),
        agents: [...facets.agents].sort(),
        outcomes: [...facets.outcomes].sort(),
      },
    };
  }

  /** Deletes everything: the user wants nothing of what was received to be kept. */
  async clear(): Promise<void> {
    this.enqueue(async () => {
      this.known = new Map();
      this.lines = [];
      for (const name of this.directory === null ? [] : [FILE, OLDER_FILE])
        await rm(join(this.directory!, name), { force: true });
    });
    await this.writing;
  }

  private enqueue(work: () => Promise<void>): void {
    this.writing = this.writing.then(work).catch((error: unknown) => {
      this.onProblem(`The audit trail in ${this.directory} cannot be written: ${messageOf(error)}`);
    });
  }

  private async write(entries: readonly AuditEntry[]): Promise<void> {
    const known = await this.knownLines();
    const lines: string[] = [];
    for (const entry of entries) {
      const line = JSON.stringify(entry);
      const hash = textHash(line);
      if (known.get(entry.id) === hash) continue;
      known.set(entry.id, hash);
      lines.push(line);
    }
    if (lines.length === 0) return;
    if (this.directory === null) this.lines = [...this.lines, ...lines].slice(-MAX_LINES);
    else await append(this.directory, `${lines.join('\n')}\n`);
  }

  private async knownLines(): Promise<Map<string, number>> {
    if (this.known) return this.known;
    const known = new Map<string, number>();
    try {
      for await (const { entry, line } of this.read()) known.set(entry.id, textHash(line));
    } catch (error) {
      this.keepInMemory(error);
    }
    return (this.known ??= known);
  }

  private keepInMemory(error: unknown): void {
    this.onProblem(
      `The audit trail in ${this.directory} cannot be read, so it is kept in memory: ${messageOf(error)}`,
    );
    this.directory = null;
    this.known = new Map();
  }

  private async *read(): AsyncGenerator<{ entry: AuditEntry; line: string }> {
    for await (const line of this.directory === null ? this.lines : linesOf(this.directory)) {
      const entry = parse(line);
      if (entry) yield { entry, line };
    }
  }
}

async function append(directory: string, text: string): Promise<void> {
  const path = join(directory, FILE);
  await mkdir(directory, { recursive: true });
  const size = await stat(path).then(
    (file) => file.size,
    () => 0,
  );
  const isFull = size >= MAX_FILE_BYTES;
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

async function* linesOf(directory: string): AsyncGenerator<string> {
  for (const name of [OLDER_FILE, FILE]) {
    const stream = createReadStream(join(directory, name));
    try {
      yield* createInterface({ input: stream, crlfDelay: Infinity });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    } finally {
      stream.destroy();
    }
  }
}

/** Null for a line that a crash cut off. */
function parse(line: string): AuditEntry | null {
  try {
    const entry = JSON.parse(line) as AuditEntry | null;
    return typeof entry?.id === 'string' && typeof entry.time === 'number' ? entry : null;
  } catch {
    return null;
  }
}

function matcher({ query, kind, name, agent, sessionId, outcome, from, to }: AuditQuery) {
  const text = query?.trim().toLowerCase() ?? '';
  return (entry: AuditEntry, line: string): boolean =>
    (kind === undefined || entry.kind === kind) &&
    (name === undefined || entry.name === name) &&
    (agent === undefined || entry.agent === agent) &&
    (sessionId === undefined || entry.sessionId === sessionId) &&
    (outcome === undefined || entry.outcome === outcome) &&
    (from === undefined || entry.time >= from) &&
    (to === undefined || entry.time <= to) &&
    (text === '' || line.toLowerCase().includes(text));
}
