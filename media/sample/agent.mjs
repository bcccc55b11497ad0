// Runs one scenario:  node agent.mjs loop
import { randomUUID } from 'node:crypto';
import { converse } from './agentLoop.mjs';
import { workflowRequest } from './genAiAttributes.mjs';
import { ScriptedModel } from './model.mjs';
import { OtlpExporter } from './otlpExporter.mjs';
import { scenarios } from './scenarios/index.mjs';
import { Tracer } from './tracing.mjs';
import { Transcript } from './transcript.mjs';
import { setSpeed } from './wait.mjs';

/** `--fast`: so many times faster. */
const FAST = 20;

const names = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
const flags = process.argv.slice(2).filter((argument) => argument.startsWith('-'));
const scenario = Object.hasOwn(scenarios, names[0] ?? '') ? scenarios[names[0]] : undefined;

if (flags.includes('--fast')) setSpeed(FAST);
if (scenario) {
  await run(scenario);
} else {
  if (names[0]) console.error(`There is no scenario "${names[0]}".\n`);
  console.log(help());
  process.exitCode = names[0] ? 2 : 0;
}

async function run({ prompt, agents, workflow }) {
  const exporter = new OtlpExporter();
  const tracer = new Tracer('turnline-sample', exporter);
  const transcript = new Transcript();
  const conversationId = `conv_${randomUUID()}`;
  const conversation = {
    conversationId,
    agents: Object.fromEntries(
      agents.map(({ turns, pace, ...agent }) => [
        agent.name,
        { ...agent, model: new ScriptedModel(turns, pace) },
      ]),
    ),
    tracer,
    transcript,
  };

  transcript.open(prompt, conversationId);
  const answer = () => converse(conversation, agents[0].name, prompt);
  if (workflow) {
    const attributes = workflowRequest(workflow, conversationId);
    await tracer.inSpan(`invoke_workflow ${workflow}`, { attributes }, answer);
  } else {
    await answer();
  }
  transcript.close(await exporter.shutdown());
}

function help() {
  const list = Object.entries(scenarios).map(([name, { summary }]) => `  ${name.padEnd(10)} ${summary}`);
  return [
    'Usage: node agent.mjs <scenario> [--fast]',
    '',
    ...list,
    '',
    '  --fast     Does not wait for the scripted model.',
    '',
    'Traces go to OTEL_EXPORTER_OTLP_ENDPOINT, or to http://127.0.0.1:4318.',
  ].join('\n');
}
