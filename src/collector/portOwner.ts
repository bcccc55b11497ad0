/** Who listens on a port of this machine's loopback: for messages about ports that are taken. */
import { execFile } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { get } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { nameInTasklist, pidInNetstat, ownerInLsof, nameOfProcess, socketsInProcNet } from './portOwnerText';

export interface PortOwner {
  /** null when it cannot be known, e.g. for a process of another user. */
  pid: number | null;
  /** As process lists name it; null when it cannot be known. */
  name: string | null;
  /** null when it did not answer. */
  isTurnline: boolean | null;
}

/** What every answer's `Server` header says: by it one Turnline knows another. */
export const SERVER_NAME = 'Turnline';

const LOOKUP_TIMEOUT_MS = 1_000;
const PROBE_TIMEOUT_MS = 500;

type Process = Omit<PortOwner, 'isTurnline'>;
const UNKNOWN: Process = { pid: null, name: null };

/** Never rejects; takes a second at most. */
export async function findPortOwner(port: number): Promise<PortOwner> {
  const [process, isTurnline] = await Promise.all([
    withinTime(listeningProcess(port), LOOKUP_TIMEOUT_MS),
    answersAsTurnline(port),
  ]);
  return { ...process, isTurnline };
}

/** For a sentence: `otelcol (process 4711)`, `Turnline in another window`. */
export function describeOwner({ pid, name, isTurnline }: PortOwner): string {
  if (isTurnline) return 'Turnline in another window';
  if (pid === null) return name ?? 'another program';
  return `${name ?? 'another program'} (process ${pid})`;
}

async function listeningProcess(port: number): Promise<Process> {
  switch (process.platform) {
    case 'linux':
      return listeningProcessOnLinux(port);
    case 'win32':
      return listeningProcessOnWindows(port);
    default:
      return ownerInLsof(await output('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'])) ?? UNKNOWN;
  }
}

/** /proc names a socket by its inode, and has a link to it among the open files of the process that holds it. */
async function listeningProcessOnLinux(port: number): Promise<Process> {
  const tables = await Promise.all(
    ['/proc/net/tcp', '/proc/net/tcp6'].map((path) => readFile(path, 'utf8').catch(() => '')),
  );
  const sockets = new Set(tables.flatMap((table) => socketsInProcNet(table, port)));
  if (sockets.size === 0) return UNKNOWN;
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    if (await holdsAny(pid, sockets)) return { pid: Number(pid), name: await nameOnLinux(pid) };
  }
  return UNKNOWN;
}

async function holdsAny(pid: string, sockets: ReadonlySet<string>): Promise<boolean> {
  const folder = `/proc/${pid}/fd`;
  // Processes of other users do not show their files, and some end meanwhile.
  const files = await readdir(folder).catch(() => []);
  const targets = await Promise.all(files.map((file) => readlink(`${folder}/${file}`).catch(() => '')));
  return targets.some((target) => sockets.has(target));
}

async function nameOnLinux(pid: string): Promise<string | null> {
  const [comm, cmdline] = await Promise.all(
    ['comm', 'cmdline'].map((file) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')),
  );
  return nameOfProcess(comm ?? '', cmdline ?? '');
}

async function listeningProcessOnWindows(port: number): Promise<Process> {
  const tables = await Promise.all(
    ['tcp', 'tcpv6'].map((protocol) => output('netstat', ['-ano', '-p', protocol])),
  );
  const pid = pidInNetstat(tables.join('\n'), port);
  if (pid === null) return UNKNOWN;
  const list = await output('tasklist', ['/FI', `PID eq ${pid}`, '/FO', 'CSV', '/NH']);
  return { pid, name: nameInTasklist(list, pid) };
}

/** Standard output; '' when the program is missing, fails or takes too long. */
function output(program: string, args: string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(program, args, { timeout: LOOKUP_TIMEOUT_MS, windowsHide: true }, (error, stdout) => {
      resolve(error ? '' : stdout);
    });
  });
}

function withinTime(lookup: Promise<Process>, ms: number): Promise<Process> {
  return Promise.race([lookup.catch(() => UNKNOWN), delay(ms, UNKNOWN, { ref: false })]);
}

/** Both of Turnline's ports answer GET / by HTTP. */
function answersAsTurnline(port: number): Promise<boolean | null> {
  return new Promise((resolve) => {
    const request = get({
      host: '127.0.0.1',
      port,
      path: '/',
      agent: false,
      signal: AbortSignal.timeout(PROBE_TIMEOUT_MS),
    });
    request.on('response', (response) => {
      resolve(response.headers.server === SERVER_NAME);
      response.destroy();
    });
    request.on('error', () => {
      resolve(null);
    });
  });
}
