import { readlinkSync } from 'node:fs';
import { constants, getPriority, setPriority } from 'node:os';
import { basename } from 'node:path';

/** Nice values: half of what another thread gets of a processor that both want (sched(7) in Linux). */
const BEHIND_OTHERS = 3;
const LOWEST = constants.priority.PRIORITY_LOW;

/**
 * Lets the other threads of this process go first, and whatever else people use: with fewer processors than busy
 * threads, all that an extension host's main thread waits for is its turn. Threads that are started later inherit it.
 * Linux only, where threads have priorities of their own that can be lowered; no more than a courtesy elsewhere.
 */
export function goBehindOthers(): void {
  if (process.platform !== 'linux') return;
  try {
    const thread = Number(basename(readlinkSync('/proc/thread-self')));
    setPriority(thread, Math.min(getPriority(thread) + BEHIND_OTHERS, LOWEST));
  } catch {
    // It works as well, only less politely.
  }
}
