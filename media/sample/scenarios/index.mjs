import { clean } from './clean.mjs';
import { error } from './error.mjs';
import { long } from './long.mjs';
import { loop } from './loop.mjs';
import { subagents } from './subagents.mjs';

/**
 * @typedef {object} Scenario
 * @property {string} summary For the help text.
 * @property {string} prompt What the user asks.
 * @property {object[]} agents The first one answers the user. Each is an agent of agentLoop.mjs, with `turns`, the
 *   script of its model, instead of a model, and `pace`, how fast that model talks.
 * @property {string} [workflow] Name of the run as a whole, when several agents take turns.
 */

/** @type {Record<string, Scenario>} */
export const scenarios = { clean, loop, error, subagents, long };
