/**
 * What the model says, instead of thinking.
 *
 * @typedef {object} Script
 * @property {ScriptedAgent[]} agents
 *
 * @typedef {object} ScriptedAgent
 * @property {string} instructions Words of the system prompt by which a request is recognised as this agent's.
 * @property {ScriptedTurn[]} turns
 *
 * @typedef {object} ScriptedTurn
 * @property {string} [text]
 * @property {{ name: string, arguments: object }[]} [calls]
 * @property {{ input: number, cached: number, output: number, reasoning: number }} usage `input` includes `cached`,
 *   `output` includes `reasoning`, as the API reports them.
 *
 * @typedef {object} Answer A turn, with the ids it is sent under. The same request always gets the same ids.
 * @property {string} id
 * @property {string} text
 * @property {{ id: string, name: string, arguments: string }[]} calls
 * @property {ScriptedTurn['usage']} usage
 */

const CALL_ID = /^call_(\d+)_(\d+)_\d+$/;

/**
 * Finds the answer to a request from the request alone: whose it is by its system prompt, which turn it is by the ids
 * of the calls it brings results for. So agents may talk to the model at the same time, and one process may hold many
 * conversations.
 *
 * @param {Script} script
 * @param {string} instructions The request's system prompt.
 * @param {string[]} callIds Ids of all calls in the request's history.
 * @returns {Answer}
 * @throws {Error} when the script has no answer.
 */
export function answerTo(script, instructions, callIds) {
  const agent = script.agents.findIndex((candidate) => instructions.includes(candidate.instructions));
  if (agent < 0) throw new Error(`No agent of the script has the instructions "${instructions}".`);
  const { turns } = script.agents[agent];
  const turn = Math.max(-1, ...callIds.map((id) => turnOf(id, agent))) + 1;
  if (turn >= turns.length) throw new Error(`The script of agent ${agent} ends after ${turns.length} turns.`);
  const { text = '', calls = [], usage } = turns[turn];
  return {
    id: `${agent}_${turn}`,
    text,
    calls: calls.map((call, index) => ({
      id: `call_${agent}_${turn}_${index}`,
      name: call.name,
      arguments: JSON.stringify(call.arguments),
    })),
    usage,
  };
}

function turnOf(callId, agent) {
  const [, ofAgent, turn] = CALL_ID.exec(callId) ?? [];
  return Number(ofAgent) === agent ? Number(turn) : -1;
}

/** Pieces of a text as a stream would bring them. */
export function pieces(text) {
  return text.match(/.{1,24}/gsu) ?? [];
}
