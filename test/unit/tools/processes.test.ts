import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { CommandError, endTree, run } from '../../tools/processes.mjs';

/** Starts a grandchild in a session of its own, as VS Code does for a terminal, and prints its process id. */
const PARENT = `
  const { spawn } = require('node:child_process');
  const child = spawn(process.execPath, ['-e', process.argv[1]], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
  child.stdout.once('data', () => console.log(child.pid));
  setInterval(() => {}, 1000);
`;

/** Until it is reaped, an ended process can still be signalled: a test waits longer than its reaper does. */
const REAPED = { timeout: 10_000 };

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function startFamily(grandchildSource: string): Promise<{ parent: number; grandchild: number }> {
  const parent = spawn(process.execPath, ['-e', PARENT, grandchildSource], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface(parent.stdout), 'line')) as [string];
  return { parent: parent.pid!, grandchild: Number(line) };
}

describe('ending a process tree', () => {
  it('reaches children that lead sessions of their own', { timeout: 15_000 }, async () => {
    const { parent, grandchild } = await startFamily(`console.log('up'); setInterval(() => {}, 1000);`);
    expect([lives(parent), lives(grandchild)]).toEqual([true, true]);
    await endTree(parent);
    await expect.poll(() => [lives(parent), lives(grandchild)], REAPED).toEqual([false, false]);
  });

  it('kills what does not listen', { timeout: 20_000 }, async () => {
    const { parent, grandchild } = await startFamily(
      `process.on('SIGTERM', () => {}); console.log('up'); setInterval(() => {}, 1000);`,
    );
    await endTree(parent, 300);
    await expect.poll(() => lives(grandchild), REAPED).toBe(false);
  });
});

describe('running a program', () => {
  it('gives what it printed', async () => {
    expect(await run(process.execPath, ['-e', 'console.log(1); console.error(2)'])).toContain('1\n');
  });

  it('fails with what it printed when it ends badly', async () => {
    const failure = await run(process.execPath, ['-e', 'console.error("reason"); process.exit(3)']).catch(
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(CommandError);
    expect(failure).toMatchObject({
      message: expect.stringContaining('exit code 3') as string,
      output: 'reason\n',
    });
  });

  it('fails when there is no such program', async () => {
    await expect(run('/nowhere/program', [])).rejects.toThrow('could not be started');
  });
});
