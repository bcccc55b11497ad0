// The scripted model: it follows a scenario instead of thinking. To the agent it looks like a provider's API: it
// takes a conversation and answers with text, tool calls, a stop reason and the tokens it counted.
import { randomBytes } from 'node:crypto';
import { wait } from './wait.mjs';

const CHARACTERS_PER_TOKEN = 4;
/** Shorter prompts are not cached. */
const LEAST_CACHED_TOKENS = 1024;

/**
 * What the model says in one turn.
 *
 * @typedef {object} ScriptedTurn
 * @property {string} [text]
 * @property {{ tool: string, arguments: object }[]} [calls]
 * @property {string} [reasoning] What it thinks before it answers.
 */

export class ScriptedModel {
  name = 'claude-sonnet-4-5';
  version = 'claude-sonnet-4-5-20250929';
  provider = 'anthropic';

  #turns;
  #turn = 0;
  #cachedTokens = 0;

  /**
   * @param {ScriptedTurn[]} turns
   * @param {{ firstChunkMs?: number, msPerToken?: number }} [pace]
   */
  constructor(turns, { firstChunkMs = 400, msPerToken = 7 } = {}) {
    this.#turns = turns;
    this.firstChunkMs = firstChunkMs;
    this.msPerToken = msPerToken;
  }

  /**
   * @param {{ system: object[], tools: object[], messages: object[] }} request
   * @param {() => void} onFirstChunk
   */
  async chat({ system, tools, messages }, onFirstChunk) {
    const turn = this.#turns[this.#turn];
    if (!turn) throw new Error(`The script of ${this.name} ends after ${this.#turns.length} turns.`);
    this.#turn += 1;

    const parts = [
      ...(turn.reasoning ? [{ type: 'reasoning', content: turn.reasoning }] : []),
      ...(turn.text ? [{ type: 'text', content: turn.text }] : []),
      ...(turn.calls ?? []).map((call) => ({
        type: 'tool_call',
        id: `toolu_${randomBytes(12).toString('hex')}`,
        name: call.tool,
        arguments: call.arguments,
      })),
    ];
    const usage = {
      ...this.#countInput([...system, ...tools], messages),
      output: tokens(parts),
      reasoning: turn.reasoning ? tokens(parts.slice(0, 1)) : 0,
    };

    // No two answers take equally long; these vary by the turn, so that every run is the same.
    await wait(this.firstChunkMs * (0.8 + (this.#turn % 5) / 10));
    onFirstChunk();
    await wait(usage.output * this.msPerToken);
    return {
      id: `msg_${randomBytes(12).toString('hex')}`,
      model: this.version,
      stopReason: turn.calls ? 'tool_use' : 'end_turn',
      message: { role: 'assistant', parts },
      usage,
    };
  }

  /** All but the newest message is a prefix that the provider keeps; what was kept before is read from there. */
  #countInput(preamble, messages) {
    const prefix = tokens([...preamble, ...messages.slice(0, -1)]);
    const kept = prefix >= LEAST_CACHED_TOKENS ? prefix : 0;
    const cacheRead = Math.min(this.#cachedTokens, kept);
    this.#cachedTokens = kept;
    return { input: prefix + tokens(messages.slice(-1)), cacheRead, cacheWrite: kept - cacheRead };
  }
}

/** A rough count, good enough for a script. Ids are left out: they differ from run to run. */
function tokens(value) {
  const text = JSON.stringify(value, (key, part) => (key === 'id' ? undefined : part));
  return Math.ceil(text.length / CHARACTERS_PER_TOKEN);
}
