import { setTimeout as sleep } from 'node:timers/promises';

let speed = 1;

/** Makes every wait shorter by this factor (`--fast`). Timeouts stay: real work does not get faster. */
export function setSpeed(factor) {
  speed = factor;
}

/**
 * @param {number} ms
 * @param {AbortSignal} [signal] Rejects with an AbortError when it fires.
 */
export async function wait(ms, signal) {
  await sleep(ms / speed, undefined, { signal });
}
