// The agent loop: ask the model, run the tools it asks for, give it the results, until it answers without a tool.
import { performance } from 'node:perf_hooks';
import * as attributes from './genAiAttributes.mjs';
import { TemporaryError, tool as defineTool } from './tools/tool.mjs';
import { wait } from './wait.mjs';

const SUBAGENT_TIMEOUT_MS = 60_000;
const RETRY_AFTER_MS = 400;

/**
 * @typedef {object} Agent
 * @property {string} name
 * @property {string} description
 * @property {string} instructions
 * @property {import('./model.mjs').ScriptedModel} model
 * @property {import('./tools/tool.mjs').Tool[]} tools
 * @property {string[]} [handoffs] Agents that may take over the conversation.
 * @property {string[]} [subagents] Agents that may be asked a question; they answer and are gone.
 *
 * @typedef {object} Run What all agents of one run share.
 * @property {string} conversationId
 * @property {Record<string, Agent>} agents
 * @property {import('./tracing.mjs').Tracer} tracer
 * @property {import('./transcript.mjs').Transcript} transcript
 */

/**
 * Answers the user's prompt, following hand-offs from agent to agent.
 *
 * @param {Run} run
 * @param {string} firstAgent
 * @param {string} prompt
 * @returns {Promise<string>} The answer.
 */
export async function converse(run, firstAgent, prompt) {
  const messages = [userMessage(prompt)];
  let name = firstAgent;
  for (;;) {
    const { answer, handoffTo } = await runAgent(run, run.agents[name], messages);
    if (!handoffTo) return answer;
    name = handoffTo;
  }
}

/** Appends to `messages`. Ends with an answer, or with the name of the agent that takes over. */
async function runAgent(run, agent, messages) {
  const request = attributes.agentRequest(agent, run.conversationId, messages);
  return run.tracer.inSpan(`invoke_agent ${agent.name}`, { attributes: request }, async (span) => {
    const tools = toolsOf(run, agent);
    const sum = { input: 0, cacheRead: 0, cacheWrite: 0, output: 0, reasoning: 0 };
    for (;;) {
      const { message, usage } = await callModel(run, agent, tools, messages);
      messages.push(message);
      for (const key of Object.keys(sum)) sum[key] += usage[key];
      span.setAttributes(attributes.agentResponse(message, sum));

      const calls = message.parts.filter((part) => part.type === 'tool_call');
      if (calls.length === 0) return { answer: textOf(message) };
      const outcomes = await Promise.all(calls.map((call) => callTool(run, agent, tools, call)));
      messages.push({ role: 'tool', parts: outcomes.map(({ response }) => response) });
      const handoff = outcomes.find(({ handoffTo }) => handoffTo);
      if (handoff) return { handoffTo: handoff.handoffTo };
    }
  });
}

async function callModel(run, agent, tools, messages) {
  const request = {
    system: [{ type: 'text', content: agent.instructions }],
    tools: tools.map(({ name, description, parameters }) => ({
      type: 'function',
      name,
      description,
      parameters,
    })),
    messages,
  };
  const turn = run.transcript.startTurn();
  const options = { kind: 'client', attributes: attributes.chatRequest(agent, run.conversationId, request) };
  return run.tracer.inSpan(`chat ${agent.model.name}`, options, async (span) => {
    const start = performance.now();
    let firstChunkMs = 0;
    const answer = await agent.model.chat(request, () => (firstChunkMs = performance.now() - start));
    span.setAttributes(attributes.chatResponse(answer, firstChunkMs));
    run.transcript.endTurn(turn, agent.name, textOf(answer.message), answer.usage);
    return answer;
  });
}

/** A tool that fails does not end the run: the model is told what went wrong and goes on from there. */
async function callTool(run, agent, tools, call) {
  const tool = tools.find(({ name }) => name === call.name);
  for (let attempt = 1; ; attempt += 1) {
    try {
      if (!tool) throw new Error(`There is no tool ${call.name}.`);
      const result = await attemptTool(run, agent, tool, call);
      const response = { type: 'tool_call_response', id: call.id, response: result };
      return { response, handoffTo: tool.handoffTo };
    } catch (error) {
      if (error instanceof TemporaryError && attempt < tool.attempts) {
        await wait(RETRY_AFTER_MS * attempt);
        continue;
      }
      return { response: { type: 'tool_call_response', id: call.id, response: `Error: ${error.message}` } };
    }
  }
}

async function attemptTool(run, agent, tool, call) {
  const request = attributes.toolRequest(agent, run.conversationId, tool, call);
  return run.tracer.inSpan(`execute_tool ${tool.name}`, { attributes: request }, async (span) => {
    try {
      const result = await withTimeout(tool, call.arguments);
      span.setAttributes(attributes.toolResponse(result));
      run.transcript.toolCall(agent.name, call, result);
      return result;
    } catch (error) {
      run.transcript.toolError(agent.name, call, error);
      throw error;
    }
  });
}

class ToolTimeout extends Error {
  name = 'ToolTimeout';
  /** The semantic conventions' `error.type` of a time-out. */
  type = 'timeout';
}

async function withTimeout(tool, args) {
  const signal = AbortSignal.timeout(tool.timeoutMs);
  const expired = new Promise((_, reject) => {
    signal.addEventListener('abort', () => {
      reject(new ToolTimeout(`${tool.name} gave no answer within ${tool.timeoutMs / 1000} s.`));
    });
  });
  return Promise.race([expired, tool.execute(args, { signal })]);
}

/**
 * Other agents are tools to the model: one kind hands the conversation over, the other answers a question. Their names
 * are put together here, so no search for a name would lead to them.
 */
function toolsOf(run, agent) {
  const handoffs = (agent.handoffs ?? []).map((name) => ({
    ...defineTool({
      located: 'toolsOf',
      name: `transfer_to_${toolName(name)}`,
      description: `Hands the conversation over to ${name}: ${run.agents[name].description}`,
      parameters: { type: 'object', properties: {} },
      execute: () => `${name} takes over.`,
    }),
    handoffTo: name,
  }));
  const subagents = (agent.subagents ?? []).map((name) =>
    defineTool({
      located: 'toolsOf',
      name: `ask_${toolName(name)}`,
      description: `Asks ${name}: ${run.agents[name].description}`,
      parameters: { type: 'object', properties: { question: { type: 'string' } }, required: ['question'] },
      timeoutMs: SUBAGENT_TIMEOUT_MS,
      execute: async ({ question }) =>
        (await runAgent(run, run.agents[name], [userMessage(question)])).answer,
    }),
  );
  return [...agent.tools, ...handoffs, ...subagents];
}

function toolName(agentName) {
  return agentName.replaceAll('-', '_');
}

function userMessage(content) {
  return { role: 'user', parts: [{ type: 'text', content }] };
}

function textOf(message) {
  return message.parts
    .filter((part) => part.type === 'text')
    .map((part) => part.content)
    .join('\n');
}
