// Stands in for the internet: the pages are here, and no request leaves the machine.
import { wait } from '../wait.mjs';
import { TemporaryError } from './tool.mjs';

const PAGES = {
  'https://tax.example.org/guides/rounding':
    'Rounding of tax amounts. Amounts are rounded to the cent once, on the invoice total. A half cent is rounded ' +
    'to the even neighbour. Rounding each line first is permitted, but then every line must be rounded the same way ' +
    'and the difference, at most half a cent per line, must be shown.',
};

/** This page is having a bad day: first it is busy, then it never answers. */
const UNSTABLE = 'https://tax.example.org/rates/2026';
let unstableRequests = 0;

/**
 * @param {string} url
 * @param {AbortSignal} signal
 */
export async function request(url, signal) {
  await wait(180, signal);
  if (url === UNSTABLE) {
    unstableRequests += 1;
    if (unstableRequests === 1) throw new TemporaryError(`${url} answered 503 Service Unavailable.`);
    await wait(60_000, signal);
  }
  const page = PAGES[url];
  if (page === undefined) throw new Error(`${url} answered 404 Not Found.`);
  return page;
}
