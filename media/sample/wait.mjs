import { setTimeout as sleep } from 'node:timers/promises';

let speed = 1;

/** Makes every wait and every timeout shorter by this factor (`--fast`). */
export function setSpeed(factor) {
  speed = factor;
}

/** A duration of the story in real milliseconds. */
export function realMs(ms) {
  return ms / speed;
}

/**
 * @param {number} ms
 * @param {AbortSignal} [signal] Rejects with an AbortError when it fires.
 */
export async function wait(ms, signal) {
  await sleep(realMs(ms), undefined, { signal });
}
