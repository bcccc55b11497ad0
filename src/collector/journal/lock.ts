/**
 * Who may write to a journal's directory: the process whose lock file is in it.
 *
 * A lock is taken over when its owner is gone: no such process, another process under the same number (told by its
 * start time where the system says it, else by a lock from before the last boot), or our own process without a journal
 * of that token, which is what a worker thread leaves that crashed. A mistaken takeover does no harm to the files:
 * every writer makes its own segments and looks, before it acknowledges, whether they still are where they belong.
 */
import { randomUUID } from 'node:crypto';
import { uptime } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FileSystem } from './fileSystem';
import { codeOf } from './fileSystem';

const LOCK_NAME = 'owner.lock';
/** Between the creation of a lock file and its content lie microseconds; after this, its writer died in between. */
const HALF_WRITTEN_MS = 200;
/** Between two calls of one takeover lie microseconds, too. */
const SETTLE_MS = 50;
/** By so much the clock may have been set since a lock was written. */
const CLOCK_SLACK_MS = 60_000;
/** How often the lock may vanish, or turn out to be stale, between two looks at it. */
const TAKE_ATTEMPTS = 20;

/** The tokens of the locks that this thread holds. */
const held = new Set<string>();

interface Owner {
  pid: number;
  /** Of this lock alone. */
  token: string;
  /** Of the process, in a form that can only be compared; null where the system does not say. */
  started: string | null;
  /** Of the lock, epoch ms. */
  createdAt: number;
}

/** Another live process writes to the directory. */
export class JournalLockedError extends Error {
  override readonly name = 'JournalLockedError';

  constructor(
    readonly directory: string,
    /** Of the process that has it. */
    readonly pid: number,
  ) {
    super(
      `The journal in ${directory} is in use by process ${pid}. Use another directory, or end that process.`,
    );
  }
}

export class DirectoryLock {
  private readonly path: string;

  private constructor(
    private readonly directory: string,
    private readonly owner: Owner,
    private readonly fs: FileSystem,
  ) {
    this.path = join(directory, LOCK_NAME);
  }

  /** Creates the directory when there is none. Throws a `JournalLockedError` when it is another's. */
  static async acquire(directory: string, fs: FileSystem): Promise<DirectoryLock> {
    const { pid } = process;
    const owner: Owner = {
      pid,
      token: randomUUID(),
      started: (await startOf(pid, fs)) ?? null,
      createdAt: Date.now(),
    };
    const lock = new DirectoryLock(directory, owner, fs);
    // Before the file is there: others in this process judge it by this.
    held.add(owner.token);
    try {
      await lock.take();
    } catch (error) {
      held.delete(owner.token);
      throw error;
    }
    return lock;
  }

  /**
   * Makes sure that the directory is still ours, and makes it ours again when it has vanished. Throws a
   * `JournalLockedError` when another process has taken it.
   */
  async confirm(): Promise<void> {
    if (!(await this.isOurs())) await this.take();
  }

  async release(): Promise<void> {
    held.delete(this.owner.token);
    if (await this.isOurs()) await this.fs.unlink(this.path);
  }

  private async isOurs(): Promise<boolean> {
    return (await readText(this.path, this.fs)) === JSON.stringify(this.owner);
  }

  private async take(): Promise<void> {
    for (let attempt = 1; attempt <= TAKE_ATTEMPTS; attempt++) {
      if (await this.create()) {
        if (attempt === 1) return;
        // Another who removes the same stale lock may have put one back over ours: see `removeStale`.
        await sleep(SETTLE_MS);
        if (await this.isOurs()) return;
        continue;
      }
      const text = await this.readSettled();
      if (text === undefined) continue;
      const holder = parseOwner(text);
      if (holder && (await isAlive(holder, this.fs)))
        throw new JournalLockedError(this.directory, holder.pid);
      await this.removeStale(text);
    }
    throw new Error(`${this.path} comes and goes: others are after the same directory`);
  }

  /** False when there is a lock already. */
  private async create(): Promise<boolean> {
    await this.fs.mkdir(this.directory, { recursive: true });
    try {
      const file = await this.fs.open(this.path, 'wx', 0o600);
      try {
        await file.writeFile(JSON.stringify(this.owner));
      } catch (error) {
        await this.fs.unlink(this.path);
        throw error;
      } finally {
        await file.close();
      }
      return true;
    } catch (error) {
      if (codeOf(error) === 'EEXIST') return false;
      // Its last owner removed the directory just now.
      if (codeOf(error) === 'ENOENT') return false;
      throw error;
    }
  }

  /** The lock's text, or undefined when it is gone. */
  private async readSettled(): Promise<string | undefined> {
    const text = await readText(this.path, this.fs);
    if (text === undefined || parseOwner(text)) return text;
    await sleep(HALF_WRITTEN_MS);
    return readText(this.path, this.fs);
  }

  /** Two may find the same stale lock: only what was judged is removed, not the lock that the faster one made since. */
  private async removeStale(judged: string): Promise<void> {
    const aside = `${this.path}.${this.owner.token}`;
    try {
      await this.fs.rename(this.path, aside);
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return;
      throw error;
    }
    if ((await readText(aside, this.fs)) === judged) await this.fs.unlink(aside);
    else await this.fs.rename(aside, this.path);
  }
}

/** undefined when there is no such file. */
async function readText(path: string, fs: FileSystem): Promise<string | undefined> {
  try {
    return await fs.readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** undefined when that is not a lock's whole text. */
function parseOwner(text: string): Owner | undefined {
  try {
    const { pid, token, started, createdAt } = JSON.parse(text) as Partial<Record<keyof Owner, unknown>>;
    if (typeof pid !== 'number' || typeof token !== 'string' || typeof createdAt !== 'number')
      return undefined;
    // 0 and negative numbers would mean groups of processes.
    if (!Number.isSafeInteger(pid) || pid <= 0) return undefined;
    return { pid, token, started: typeof started === 'string' ? started : null, createdAt };
  } catch {
    return undefined;
  }
}

async function isAlive(owner: Owner, fs: FileSystem): Promise<boolean> {
  if (owner.pid === process.pid) return held.has(owner.token);
  if (!processExists(owner.pid)) return false;
  if (owner.started !== null) return (await startOf(owner.pid, fs)) === owner.started;
  const bootedAt = Date.now() - uptime() * 1000;
  return owner.createdAt > bootedAt - CLOCK_SLACK_MS;
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: somebody else's process, but there.
    return codeOf(error) === 'EPERM';
  }
}

/**
 * On Linux, from /proc/PID/stat (proc_pid_stat(5)): field 22, the start in clock ticks after boot. undefined where
 * that is not to be had, and for a dead process that its parent has not yet asked about (state Z or X).
 */
async function startOf(pid: number, fs: FileSystem): Promise<string | undefined> {
  if (process.platform !== 'linux') return undefined;
  try {
    const text = await fs.readFile(`/proc/${pid}/stat`, 'utf8');
    // The second field, the name in parentheses, may hold spaces and parentheses.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}
