/** What operating systems say about who listens on a port, read. Pure. */

/** `st` of a listening socket (TCP_LISTEN, include/net/tcp_states.h). */
const TCP_LISTEN = '0A';

/**
 * Of /proc/net/tcp or tcp6 (Linux, Documentation/networking/proc_net_tcp.rst): what listens on the port, as
 * /proc/PID/fd links to it.
 */
export function socketsInProcNet(table: string, port: number): string[] {
  const wanted = port.toString(16).toUpperCase().padStart(4, '0');
  return table.split('\n').flatMap((line) => {
    // sl, local_address, rem_address, st, tx_queue:rx_queue, tr:tm->when, retrnsmt, uid, timeout, inode
    const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
    return state === TCP_LISTEN && inode !== undefined && local?.endsWith(`:${wanted}`)
      ? [`socket:[${inode}]`]
      : [];
  });
}

/**
 * `comm` and `cmdline` of /proc/PID: the program, or the script when an interpreter runs one. comm is cut after 15
 * characters, and some runtimes write the name of a thread there. null when both are empty.
 */
export function nameOfProcess(comm: string, cmdline: string): string | null {
  const [first = '', script] = cmdline.split('\0');
  // Electron joins its arguments by blanks.
  const program = baseName(first.replace(/ -.*$/s, '')) || comm.trim();
  if (program === '') return null;
  const isInterpreter = /^(?:python|node|ruby|perl|java|bun|deno)[\d.]*$/.test(program);
  return isInterpreter && script && !script.startsWith('-') ? `${program} ${baseName(script)}` : program;
}

/** Of `lsof -F pc`: one field per line, after a letter that says which. null when it found nothing. */
export function ownerInLsof(fields: string): { pid: number; name: string | null } | null {
  const pid = /^p(\d+)$/m.exec(fields)?.[1];
  if (pid === undefined) return null;
  const name = /^c(.+)$/m.exec(fields)?.[1];
  // lsof writes blanks and the like as \x20.
  const readable = name?.replace(/\\x([\da-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(parseInt(hex, 16)),
  );
  return { pid: Number(pid), name: readable ?? null };
}

/**
 * Of `netstat -ano` (Windows): protocol, local address, foreign address, state, pid. The state is translated with
 * Windows; what listens has no foreign port.
 */
export function pidInNetstat(table: string, port: number): number | null {
  for (const line of table.split('\n')) {
    const [protocol, local, foreign, , pid] = line.trim().split(/\s+/);
    if (protocol !== 'TCP' || !foreign?.endsWith(':0') || pid === undefined) continue;
    if (local?.endsWith(`:${port}`)) return Number(pid);
  }
  return null;
}

/** Of `tasklist /FO CSV /NH`: image name, pid, … each in quotes. null when the process is gone. */
export function nameInTasklist(list: string, pid: number): string | null {
  for (const line of list.split('\n')) {
    const [, name, number] = /^"([^"]*)","(\d+)"/.exec(line.trim()) ?? [];
    if (name !== undefined && Number(number) === pid) return name;
  }
  return null;
}

function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}
