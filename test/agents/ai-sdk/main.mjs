// A real agent on the Vercel AI SDK:  node test/agents/ai-sdk/main.mjs loop [--chat] [--stream]
//   --chat     chat completions instead of the responses API
//   --stream   streamText instead of generateText
// The model is scripted (scenarios/*.json) and started here, unless LLM_BASE is the base URL of another one.
import { readFile } from 'node:fs/promises';
import { createOpenAI } from '@ai-sdk/openai';
import { generateText, stepCountIs, streamText, tool } from 'ai';
import { z } from 'zod';
import { startMockModel } from '../mock-model/server.mjs';
import { startTelemetry } from './telemetry.mjs';
import * as tools from './tools.mjs';

const MODEL = 'gpt-4o-mini';
const MOST_STEPS = 20;

const [scenarioName = 'happy'] = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const useChat = process.argv.includes('--chat');
const stream = process.argv.includes('--stream');

const scenario = JSON.parse(
  await readFile(new URL(`./scenarios/${scenarioName}.json`, import.meta.url), 'utf8'),
);
const mock = process.env.LLM_BASE ? undefined : await startMockModel(scenario);
const openai = createOpenAI({ baseURL: process.env.LLM_BASE ?? mock?.baseUrl, apiKey: 'none' });
const stopTelemetry = startTelemetry('ai-sdk-agent');

try {
  console.log(await runAgent(scenario.agents[0], scenario.prompt));
} finally {
  await stopTelemetry().catch((error) => console.error(`The traces were not sent: ${error.message}.`));
  await mock?.close();
}

/** Other agents are tools: an agent may ask each that its scenario names. */
async function runAgent({ name, instructions, subagents = [] }, prompt) {
  const asked = Object.fromEntries(subagents.map((other) => [`ask_${other}`, askAgent(other)]));
  const options = {
    model: useChat ? openai.chat(MODEL) : openai(MODEL),
    instructions,
    prompt,
    tools: { ...tools, ...asked },
    stopWhen: stepCountIs(MOST_STEPS),
    telemetry: { functionId: name },
  };
  return stream ? streamText(options).text : (await generateText(options)).text;
}

function askAgent(name) {
  const agent = scenario.agents.find((candidate) => candidate.name === name);
  return tool({
    description: `Asks the ${name}.`,
    inputSchema: z.object({ question: z.string() }),
    execute: ({ question }) => runAgent(agent, question),
  });
}
