import { mkdtemp, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import type { FileSystem } from '../../../../src/collector/journal/fileSystem';
import { DISK } from '../../../../src/collector/journal/fileSystem';
import type { JournalOptions, JournalRecord, ReplayReport } from '../../../../src/collector/journal/journal';
import { Journal } from '../../../../src/collector/journal/journal';

export const MIB = 1024 * 1024;

const open: Journal[] = [];
const directories: string[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((journal) => journal.close()));
  await Promise.all(directories.splice(0).map((path) => rm(path, { recursive: true, force: true })));
});

/** Removed after the test. */
export async function temporaryDirectory(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'turnline-journal-'));
  directories.push(path);
  return path;
}

/** Closed after the test. */
export async function openJournal(
  directory: string,
  options: Partial<Omit<JournalOptions, 'directory'>> = {},
): Promise<Journal> {
  return closeLater(await Journal.open({ directory, maxBytes: 64 * MIB, ...options }));
}

export function closeLater(journal: Journal): Journal {
  open.push(journal);
  return journal;
}

/** A record that is told from all others by its number; `size` in bytes, at least 4. */
export function numbered(number: number, size = 20): JournalRecord {
  const payload = Buffer.alloc(size, number & 0xff);
  payload.writeUInt32LE(number);
  const signal = (['traces', 'logs', 'metrics'] as const)[number % 3]!;
  return { signal, receivedAt: 1_790_000_000_000.125 + number, payload };
}

export function numberOf(record: JournalRecord): number {
  return Buffer.from(record.payload).readUInt32LE();
}

export async function replayed(
  journal: Journal,
): Promise<{ records: JournalRecord[]; report: ReplayReport }> {
  const records: JournalRecord[] = [];
  const report = await journal.replay((record) => {
    records.push({ ...record, payload: Uint8Array.from(record.payload) });
  });
  return { records, report };
}

/** Opens the directory, replays it and closes it again. */
export async function replayOf(directory: string, fileSystem: FileSystem = DISK) {
  const journal = await openJournal(directory, { fileSystem });
  try {
    return await replayed(journal);
  } finally {
    await journal.close();
  }
}

/** 0, 1, …, count - 1. */
export function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, number) => number);
}

export function systemError(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: as the test wants it`), { code });
}

type HandleCalls = Pick<FileHandle, 'writev' | 'truncate' | 'datasync'>;

/**
 * The real disk, but for some calls. `handle` may replace calls of every file that is opened, with the real file at
 * hand.
 */
export function diskWith(
  overrides: Partial<FileSystem> & { handle?: (real: FileHandle, path: string) => Partial<HandleCalls> },
): FileSystem {
  const { handle, ...calls } = overrides;
  if (!handle) return { ...DISK, ...calls };
  const openFile: FileSystem['open'] = async (path, ...rest) => {
    const real = await (calls.open ?? DISK.open)(path, ...rest);
    return withCalls(real, handle(real, String(path)));
  };
  return { ...DISK, ...calls, open: openFile };
}

function withCalls(real: FileHandle, calls: Partial<HandleCalls>): FileHandle {
  return new Proxy(real, {
    get(target, name) {
      if (Object.hasOwn(calls, name)) return calls[name as keyof HandleCalls];
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
