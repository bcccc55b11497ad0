// @ts-check
// Starting other programs, and leaving none behind.
import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, delimiter, join } from 'node:path';

/** How long a program may take to end after SIGTERM before it is killed. */
const GRACE_MS = 4000;
const POLL_MS = 50;

/** A program that ended with a failure; `output` is all that it printed. */
export class CommandError extends Error {
  /**
   * @param {string} message
   * @param {string} output
   */
  constructor(message, output) {
    super(message);
    this.name = 'CommandError';
    this.output = output;
  }
}

/**
 * Runs a program to its end.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string; env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<string>} What it printed, stdout and stderr together.
 * @throws {CommandError} when it cannot be started or ends with a failure.
 */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    /** @param {Buffer} chunk */
    const keep = (chunk) => {
      output += chunk.toString();
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', (error) =>
      reject(new CommandError(`${command} could not be started: ${error.message}`, output)),
    );
    child.on('close', (code, signal) => {
      if (code === 0) resolve(output);
      else
        reject(
          new CommandError(
            `${[command, ...args].join(' ')} ended with ${signal ?? `exit code ${code}`}`,
            output,
          ),
        );
    });
  });
}

/**
 * Runs npm with the Node of this process, so that it works without a shell on every platform.
 *
 * @param {string[]} args
 * @param {{ cwd: string; env?: NodeJS.ProcessEnv }} options
 */
export function npm(args, options) {
  const cli = process.env.npm_execpath;
  return cli !== undefined && basename(cli) === 'npm-cli.js'
    ? run(process.execPath, [cli, ...args], options)
    : run('npm', args, options);
}

/**
 * @param {string} name
 * @returns {string | undefined} The full path of a program on PATH.
 */
export function findOnPath(name) {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not in this folder.
    }
  }
  return undefined;
}

/**
 * Ends a program and all that it started: SIGTERM first, SIGKILL for what is still there after the grace time.
 * Shells in VS Code's terminals lead sessions of their own, so a signal to the process group would miss them.
 *
 * @param {number} pid
 */
export async function endTree(pid) {
  const known = new Set([pid]);
  await addDescendants(known);
  signal(known, 'SIGTERM');
  const deadline = Date.now() + GRACE_MS;
  while (living(known).length > 0) {
    if (Date.now() > deadline) {
      await addDescendants(known);
      signal(known, 'SIGKILL');
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/**
 * @param {Set<number>} pids
 * @param {NodeJS.Signals} name
 */
function signal(pids, name) {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // Already gone.
    }
  }
}

/** @param {Set<number>} pids */
function living(pids) {
  return [...pids].filter((pid) => {
    try {
      process.kill(pid, 0);
      return true;
    } catch {
      return false;
    }
  });
}

/**
 * Adds the children of the given processes, their children, and so on.
 *
 * @param {Set<number>} pids
 */
async function addDescendants(pids) {
  const parents = await parentsOfAll();
  for (let before = -1; before !== pids.size;) {
    before = pids.size;
    for (const [pid, parent] of parents) if (pids.has(parent)) pids.add(pid);
  }
}

/** @returns {Promise<[pid: number, parent: number][]>} */
async function parentsOfAll() {
  if (process.platform === 'linux') {
    const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
    const pairs = await Promise.all(
      pids.map(async (pid) => {
        const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
        // "pid (name) state parent …"; the name may itself hold spaces and brackets.
        const parent = Number(status.slice(status.lastIndexOf(')') + 2).split(' ')[1]);
        return /** @type {[number, number]} */ ([Number(pid), parent]);
      }),
    );
    return pairs;
  }
  const table = await run('ps', ['-A', '-o', 'pid=,ppid=']);
  return table
    .trim()
    .split('\n')
    .map((line) => {
      const [pid, parent] = line.trim().split(/\s+/).map(Number);
      return [pid ?? 0, parent ?? 0];
    });
}
