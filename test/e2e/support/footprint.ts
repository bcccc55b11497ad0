/** What the extension hosts of a VS Code hold of the machine, as Linux tells it. */
import { readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';

export interface Footprint {
  /** Processes: one for each window, and for a while those of windows that were left. */
  hosts: number;
  /** Of those processes, worker threads among them. */
  threads: number;
  /** That they listen on. */
  ports: number;
  /** Processes that they have started. */
  children: number;
}

/** @param server process id of VS Code's server */
export async function footprintOf(server: number): Promise<Footprint> {
  const hosts = await extensionHosts(server);
  // One that ends meanwhile holds nothing.
  const each = await Promise.all(hosts.map((pid) => footprintOfHost(pid).catch(() => GONE)));
  const sum = (name: 'threads' | 'ports' | 'children') => each.reduce((total, one) => total + one[name], 0);
  return { hosts: hosts.length, threads: sum('threads'), ports: sum('ports'), children: sum('children') };
}

/** Once it stays the same for a second: what has just started may still grow, and what was left may still end. */
export async function footprintAtRest(server: number): Promise<Footprint> {
  for (let last = await footprintOf(server); ;) {
    await setTimeout(1000);
    const now = await footprintOf(server);
    if (isDeepStrictEqual(now, last)) return now;
    last = now;
  }
}

const PROC = '/proc';

/** Process ids of the extension hosts that a server has started. */
async function extensionHosts(server: number): Promise<number[]> {
  const all = (await readdir(PROC)).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(
    all.map(async (pid) => {
      const line = await readFile(join(PROC, String(pid), 'cmdline'), 'utf8').catch(() => '');
      return line.includes('--type=extensionHost') && (await descendsFrom(pid, server)) ? [pid] : [];
    }),
  );
  return found.flat();
}

async function descendsFrom(pid: number, ancestor: number): Promise<boolean> {
  for (let at = pid; at > 1; at = await parentOf(at)) if (at === ancestor) return true;
  return false;
}

async function parentOf(pid: number): Promise<number> {
  const stat = await readFile(join(PROC, String(pid), 'stat'), 'utf8').catch(() => '');
  // Behind the name in parentheses: state and parent.
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? 0);
}

const GONE = { threads: 0, ports: 0, children: 0 };

async function footprintOfHost(pid: number): Promise<Omit<Footprint, 'hosts'>> {
  const folder = join(PROC, String(pid));
  const [threads, descriptors, tables, children] = await Promise.all([
    readdir(join(folder, 'task')),
    socketsOf(folder),
    Promise.all(['tcp', 'tcp6'].map((name) => readFile(join(folder, 'net', name), 'utf8'))),
    readFile(join(folder, 'task', String(pid), 'children'), 'utf8'),
  ]);
  const listening = tables.flatMap((table) =>
    table.split('\n').flatMap((line) => {
      const fields = line.trim().split(/\s+/);
      return fields[3] === LISTEN ? [fields[9]!] : [];
    }),
  );
  return {
    threads: threads.length,
    ports: listening.filter((inode) => descriptors.has(inode)).length,
    children: children.split(' ').filter((child) => child !== '').length,
  };
}

/** State of a socket in /proc/net/tcp (include/net/tcp_states.h in Linux). */
const LISTEN = '0A';

/** Inodes of the sockets that a process has open. */
async function socketsOf(folder: string): Promise<Set<string>> {
  const names = await readdir(join(folder, 'fd'));
  const targets = await Promise.all(names.map((name) => readlink(join(folder, 'fd', name)).catch(() => '')));
  return new Set(targets.flatMap((target) => /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? []));
}
