/**
 * Which sessions the user pinned, in a file beside the journals: whichever collector gets a session back from its
 * journal knows that it is pinned.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../protocol/rpc';

const FILE = 'pins.json';

interface PinsFile {
  sessionIds: string[];
}

export class Pins {
  private readonly pinned = new Set<string>();
  /** Writes go one after the other. */
  private writing: Promise<void> = Promise.resolve();

  private constructor(
    private readonly path: string | null,
    private readonly onProblem: (message: string) => void,
  ) {}

  /** `directory`: where the journals are; null keeps the pins in memory only. `onProblem` gets a line for the log. */
  static async open(directory: string | null, onProblem: (message: string) => void): Promise<Pins> {
    const pins = new Pins(directory === null ? null : join(directory, FILE), onProblem);
    for (const id of await pins.read()) pins.pinned.add(id);
    return pins;
  }

  /** Sessions that are not here included. */
  all(): string[] {
    return [...this.pinned];
  }

  /** Resolves when it is on disk, or cannot be. */
  async set(sessionIds: readonly string[], pinned: boolean): Promise<void> {
    for (const id of sessionIds) {
      if (pinned) this.pinned.add(id);
      else this.pinned.delete(id);
    }
    this.writing = this.writing.then(() => this.write(sessionIds, pinned));
    await this.writing;
  }

  /** Other collectors have pins in the same file: only what was asked for changes. */
  private async write(sessionIds: readonly string[], pinned: boolean): Promise<void> {
    if (this.path === null) return;
    const all = new Set(await this.read());
    for (const id of sessionIds) {
      if (pinned) all.add(id);
      else all.delete(id);
    }
    const temporary = `${this.path}.${randomUUID()}.tmp`;
    const content: PinsFile = { sessionIds: [...all] };
    try {
      await mkdir(join(this.path, '..'), { recursive: true });
      await writeFile(temporary, JSON.stringify(content), { mode: 0o600 });
      await rename(temporary, this.path);
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => undefined);
      this.onProblem(
        `Pins are forgotten when Turnline ends: ${this.path} cannot be written (${messageOf(error)}).`,
      );
    }
  }

  private async read(): Promise<string[]> {
    if (this.path === null) return [];
    let text: string;
    try {
      text = await readFile(this.path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
        this.onProblem(`${this.path} cannot be read, so no session is pinned: ${messageOf(error)}`);
      }
      return [];
    }
    try {
      const { sessionIds } = JSON.parse(text) as Partial<PinsFile>;
      if (Array.isArray(sessionIds)) return sessionIds.filter((id) => typeof id === 'string');
    } catch {
      // What is said below.
    }
    this.onProblem(`${this.path} is damaged, so no session is pinned any more.`);
    return [];
  }
}
