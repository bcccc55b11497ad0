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
 * @param {number} [graceMs]
 */
export async function endTree(pid, graceMs = GRACE_MS) {
  const family = new Set([pid]);
  const deadline = Date.now() + graceMs;
  let living = await livingOf(family);
  signal(living, 'SIGTERM');
  while (living.length > 0 && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    living = await livingOf(family);
  }
  signal(living, 'SIGKILL');
}

/**
 * @param {number[]} pids
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

/**
 * @param {Set<number>} family Process ids; their children, and so on, are added. A child whose parent has ended no
 *   longer says whose child it was, so the set is kept from call to call.
 * @returns {Promise<number[]>} Those that still run.
 */
async function livingOf(family) {
  const table = await processTable();
  for (let before = -1; before !== family.size;) {
    before = family.size;
    for (const { pid, parent } of table) if (family.has(parent)) family.add(pid);
  }
  return table.filter(({ pid, ended }) => family.has(pid) && !ended).map(({ pid }) => pid);
}

/**
 * @typedef {object} Process
 * @property {number} pid
 * @property {number} parent
 * @property {boolean} ended A zombie: nothing but its exit code is left.
 */

/** @returns {Promise<Process[]>} All processes of this machine. */
async function processTable() {
  if (process.platform !== 'linux')
    return (await run('ps', ['-A', '-o', 'pid=,ppid=,stat='])).trim().split('\n').map(fromPs);
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')));
  return lines.filter((line) => line !== '').map(fromProc);
}

/**
 * @param {string} line "pid parent state"
 * @returns {Process}
 */
function fromPs(line) {
  const [pid, parent, state = ''] = line.trim().split(/\s+/);
  return { pid: Number(pid), parent: Number(parent), ended: state.startsWith('Z') };
}

/**
 * @param {string} line "pid (name) state parent …", where the name may itself hold spaces and brackets.
 * @returns {Process}
 */
function fromProc(line) {
  const [state, parent] = line.slice(line.lastIndexOf(')') + 2).split(' ');
  return { pid: Number.parseInt(line, 10), parent: Number(parent), ended: state === 'Z' };
}
