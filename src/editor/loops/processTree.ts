/** Which processes run inside of which, from the system's own list. Linux and macOS; elsewhere nothing is known. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const TIMEOUT_MS = 2_000;
const MAX_BYTES = 4 * 1024 * 1024;

export interface ProcessEntry {
  parent: number;
  /** Process group, and the one that its terminal passes Ctrl-C to; 0 or less where it has no terminal. */
  group: number;
  foreground: number;
}

export type ProcessTable = ReadonlyMap<number, ProcessEntry>;

/** Empty where the system has no `ps`. */
export async function readProcessTable(): Promise<ProcessTable> {
  if (process.platform === 'win32') return new Map();
  try {
    const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,pgid=,tpgid='], {
      timeout: TIMEOUT_MS,
      maxBuffer: MAX_BYTES,
    });
    return parseProcessTable(stdout);
  } catch {
    return new Map();
  }
}

export function parseProcessTable(text: string): ProcessTable {
  const table = new Map<number, ProcessEntry>();
  for (const line of text.split('\n')) {
    const [pid, parent, group, foreground] = line.trim().split(/\s+/).map(Number);
    if (![pid, parent, group, foreground].every(Number.isInteger)) continue;
    table.set(pid!, { parent: parent!, group: group!, foreground: foreground! });
  }
  return table;
}

/** The process, the one that started it, and so on. Empty when there is no such process. */
export function lineageOf(pid: number, table: ProcessTable): number[] {
  const lineage: number[] = [];
  for (let at = pid; table.has(at) && !lineage.includes(at); at = table.get(at)!.parent) lineage.push(at);
  return lineage;
}

/** Whether Ctrl-C in its terminal reaches a process: it, or what started it, runs in the foreground there. */
export function isInForeground(pid: number, table: ProcessTable): boolean {
  const entry = table.get(pid);
  return entry !== undefined && entry.foreground > 0 && entry.group === entry.foreground;
}
