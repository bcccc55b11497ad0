/**
 * The audit trail: a file of JSON lines beside the journal, to which lines are only ever added. It is no table of the
 * store, which lets sessions go when memory is short and is built anew at each start: a file outlives both, costs no
 * memory, and can be read without Turnline. When more becomes known of an action that has a line, such as who acted,
 * another line with the same id follows, and the last one counts; what was written stays.
 *
 * Entries come from what the store holds, where secrets are masked already.
 */
import { createReadStream } from 'node:fs';
import { appendFile, mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { AuditEntry, AuditQuery } from '../../protocol/audit';
import { messageOf } from '../../protocol/rpc';
import { textHash } from '../../protocol/textHash';

const FILE = 'audit.jsonl';
/** What the file was when it had reached its limit. */
const OLDER_FILE = 'audit.1.jsonl';
/** Some 100,000 actions. Beyond it the file becomes the older one, and the older one before it goes. */
const MAX_FILE_BYTES = 64 * 1024 * 1024;
/** Without a directory, in memory. */
const MAX_LINES = 20_000;

export class AuditTrail {
  /** Hash of the last line of each action. */
  private readonly known = new Map<string, number>();
  /** Where there is no directory. */
  private lines: string[] = [];
  /** Writes go one after the other. */
  private writing: Promise<void> = Promise.resolve();

  private constructor(
    private readonly directory: string | null,
    private readonly onProblem: (message: string) => void,
  ) {}

  /**
   * `directory`: where the journals are; null keeps the trail in memory, and so does one that cannot be read.
   * `onProblem` gets a line for the log.
   */
  static async open(directory: string | null, onProblem: (message: string) => void): Promise<AuditTrail> {
    const trail = new AuditTrail(directory, onProblem);
    try {
      for await (const { entry, line } of trail.read()) trail.known.set(entry.id, textHash(line));
      return trail;
    } catch (error) {
      onProblem(
        `The audit trail in ${directory} cannot be read, so it is kept in memory: ${messageOf(error)}`,
      );
      return new AuditTrail(null, onProblem);
    }
  }

  /** Adds those that are new, or of which more is known now. They are on disk once `settled` resolves. */
  add(entries: readonly AuditEntry[]): void {
    const lines: string[] = [];
    for (const entry of entries) {
      const line = JSON.stringify(entry);
      const hash = textHash(line);
      if (this.known.get(entry.id) === hash) continue;
      this.known.set(entry.id, hash);
      lines.push(line);
    }
    if (lines.length === 0) return;
    if (this.directory === null) this.lines = [...this.lines, ...lines].slice(-MAX_LINES);
    else this.enqueue((directory) => append(directory, `${lines.join('\n')}\n`));
  }

  /** Resolves when all that was added is on disk, or could not be written. */
  settled(): Promise<void> {
    return this.writing;
  }

  /** Oldest first. */
  async find(query: AuditQuery): Promise<AuditEntry[]> {
    await this.writing;
    const fits = matcher(query);
    const found = new Map<string, AuditEntry>();
    for await (const { entry, line } of this.read()) {
      if (fits(entry, line)) found.set(entry.id, entry);
      else found.delete(entry.id);
    }
    return [...found.values()].sort((a, b) => a.time - b.time);
  }

  /** Deletes everything: the user wants nothing of what was received to be kept. */
  async clear(): Promise<void> {
    this.known.clear();
    this.lines = [];
    this.enqueue(async (directory) => {
      for (const name of [FILE, OLDER_FILE]) await rm(join(directory, name), { force: true });
    });
    await this.writing;
  }

  private enqueue(write: (directory: string) => Promise<void>): void {
    const { directory } = this;
    if (directory === null) return;
    this.writing = this.writing
      .then(() => write(directory))
      .catch((error: unknown) => {
        this.onProblem(`The audit trail in ${directory} cannot be written: ${messageOf(error)}`);
      });
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
  if (size >= MAX_FILE_BYTES) await rename(path, join(directory, OLDER_FILE));
  await appendFile(path, text, { mode: 0o600 });
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

function matcher({ query, kind, sessionId, outcome, from, to }: AuditQuery) {
  const text = query?.trim().toLowerCase() ?? '';
  return (entry: AuditEntry, line: string): boolean =>
    (kind === undefined || entry.kind === kind) &&
    (sessionId === undefined || entry.sessionId === sessionId) &&
    (outcome === undefined || entry.outcome === outcome) &&
    (from === undefined || entry.time >= from) &&
    (to === undefined || entry.time <= to) &&
    (text === '' || line.toLowerCase().includes(text));
}
