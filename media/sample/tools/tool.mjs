import { fileURLToPath } from 'node:url';

/**
 * @typedef {object} Tool
 * @property {string} name The name the model calls it by.
 * @property {string} description What the model is told about it.
 * @property {object} parameters JSON Schema of the arguments.
 * @property {(args: any, context: { signal: AbortSignal }) => unknown} execute
 * @property {number} timeoutMs After this long an attempt is given up.
 * @property {number} attempts How often a call is tried that fails with a `TemporaryError`.
 * @property {{ file: string, line: number, functionName: string }} [source] Where the tool is written.
 */

/**
 * @param {object} definition A tool; `timeoutMs` and `attempts` have defaults. With `located`, the name of the
 *   constant that holds the tool, its traces say in which file and line it is written.
 * @returns {Tool}
 */
export function tool({ located, ...definition }) {
  const source = located && { ...callSite(new Error()), functionName: located };
  return { timeoutMs: 10_000, attempts: 1, source, ...definition };
}

/** An error that may be gone at the next attempt: a server that is busy, a connection that broke. */
export class TemporaryError extends Error {
  name = 'TemporaryError';
}

/** File and line of whoever called the function that made this error. */
function callSite(error) {
  const [, url, line] = /(file:\/\/.+?):(\d+):\d+\)?$/.exec(error.stack.split('\n')[2]);
  return { file: fileURLToPath(url), line: Number(line) };
}
