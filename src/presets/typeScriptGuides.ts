/** Agents in TypeScript and JavaScript. */
import type { Guide } from './guide';
import { IN_SPAN_TEXT } from './guide';
import type { TraceTarget } from './preset';
import { runWith } from './shellLines';

const EXPORTER = '@opentelemetry/sdk-trace-node @opentelemetry/exporter-trace-otlp-proto';

/** A provider that exports to where the environment says. */
const PROVIDER = `import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';

const provider = new NodeTracerProvider({
  spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
});
provider.register();
process.once('beforeExit', () => provider.shutdown());`;

const IN_SPAN = `import { trace } from '@opentelemetry/api';

const attributes = { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': 'my-agent' };
await trace.getTracer('my-agent').startActiveSpan('my-agent', { attributes }, async (span) => {
  try {
    await runMyAgent();
  } finally {
    span.end();
  }
});`;

interface TypeScriptGuide {
  id: string;
  name: string;
  packages: string;
  setUp: string;
  /** How a call of the framework looks, where it needs something. */
  call?: string;
  /** What `call` is for, where that is not to switch telemetry on. */
  callText?: string;
  presets?: string[];
  /** What runs it, where the set-up is not to be loaded before the program. */
  command?: string;
}

const GUIDES: readonly TypeScriptGuide[] = [
  {
    id: 'ai-sdk-7',
    name: 'Vercel AI SDK 7',
    packages: `@ai-sdk/otel ${EXPORTER}`,
    setUp: `import { OpenTelemetry } from '@ai-sdk/otel';
import { registerTelemetry } from 'ai';
${PROVIDER}
registerTelemetry(new OpenTelemetry({ agentSpanName: 'functionId' }));`,
    call: `import { openai } from '@ai-sdk/openai';
import { generateText } from 'ai';

const { text } = await generateText({
  model: openai('gpt-4o-mini'),
  prompt: 'Say hello.',
  telemetry: { functionId: 'my-agent' },
});
console.log(text);`,
  },
  {
    id: 'ai-sdk',
    name: 'Vercel AI SDK 5 and 6',
    packages: EXPORTER,
    setUp: PROVIDER,
    call: `import { openai } from '@ai-sdk/openai';
import { generateText } from 'ai';

const { text } = await generateText({
  model: openai('gpt-4o-mini'),
  prompt: 'Say hello.',
  experimental_telemetry: { isEnabled: true, functionId: 'my-agent' },
});
console.log(text);`,
  },
  {
    id: 'openai-agents-js',
    name: 'OpenAI Agents SDK',
    packages: `@arizeai/openinference-instrumentation-openai-agents ${EXPORTER}`,
    setUp: `import * as agents from '@openai/agents';
import { OpenAIAgentsInstrumentation } from '@arizeai/openinference-instrumentation-openai-agents';
${PROVIDER}
new OpenAIAgentsInstrumentation({ tracerProvider: provider }).manuallyInstrument(agents);`,
    presets: ['openinference'],
  },
  {
    id: 'langchain-js',
    name: 'LangChain and LangGraph',
    packages: `@arizeai/openinference-instrumentation-langchain ${EXPORTER}`,
    setUp: `import * as callbackManager from '@langchain/core/callbacks/manager';
import { LangChainInstrumentation } from '@arizeai/openinference-instrumentation-langchain';
${PROVIDER}
new LangChainInstrumentation({ tracerProvider: provider }).manuallyInstrument(callbackManager);`,
    presets: ['openinference'],
  },
  {
    id: 'anthropic-sdk',
    name: 'Anthropic SDK',
    packages: `@opentelemetry/api ${EXPORTER}`,
    setUp: PROVIDER,
    callText: IN_SPAN_TEXT,
    call: IN_SPAN,
    presets: ['anthropic-sdk'],
  },
  {
    id: 'mastra',
    name: 'Mastra',
    packages: '@mastra/observability @mastra/otel-exporter @opentelemetry/exporter-trace-otlp-proto',
    setUp: `import { Observability } from '@mastra/observability';
import { OtelExporter } from '@mastra/otel-exporter';

// Its exporter does not look at the environment itself.
const endpoint = \`\${process.env.OTEL_EXPORTER_OTLP_ENDPOINT}/v1/traces\`;

export const observability = new Observability({
  configs: {
    otel: {
      serviceName: 'my-agent',
      exporters: [new OtelExporter({ provider: { custom: { endpoint, protocol: 'http/protobuf' } } })],
    },
  },
});`,
    callText: 'Hand it to Mastra, and shut that down before your program ends: what is left is sent then.',
    call: `import { openai } from '@ai-sdk/openai';
import { Mastra } from '@mastra/core';
import { Agent } from '@mastra/core/agent';
import { observability } from './telemetry.mjs';

const agent = new Agent({
  id: 'my-agent',
  name: 'my-agent',
  instructions: 'Answer in one word.',
  model: openai('gpt-4o-mini'),
});
const mastra = new Mastra({ agents: { agent }, observability });
const { text } = await mastra.getAgent('agent').generate('Say hello.');
console.log(text);
await mastra.shutdown();`,
    command: 'node agent.mjs',
  },
  {
    id: 'opentelemetry-js',
    name: 'OpenAI SDK',
    packages: '@opentelemetry/api @opentelemetry/auto-instrumentations-node',
    // Nothing in ES modules is instrumented without the hook; HTTP calls and cloud metadata would be noise.
    setUp: `import { register } from 'node:module';

process.env.OTEL_NODE_ENABLED_INSTRUMENTATIONS ??= 'openai';
process.env.OTEL_NODE_RESOURCE_DETECTORS ??= 'env,host';
register('@opentelemetry/instrumentation/hook.mjs', import.meta.url);
await import('@opentelemetry/auto-instrumentations-node/register');`,
    callText: IN_SPAN_TEXT,
    call: IN_SPAN,
    presets: ['opentelemetry'],
  },
  {
    id: 'traceloop-js',
    name: 'OpenLLMetry (Traceloop)',
    packages: '@traceloop/node-server-sdk',
    // In ES modules nothing is instrumented that is not passed in.
    setUp: `import * as traceloop from '@traceloop/node-server-sdk';
import OpenAI from 'openai';

traceloop.initialize({
  appName: 'my-agent',
  disableBatch: true,
  traceContent: true,
  instrumentModules: { openAI: OpenAI },
});`,
    presets: ['traceloop'],
  },
];

export function typeScriptGuides(target: TraceTarget): Guide[] {
  return GUIDES.map(({ id, name, packages, setUp, call, callText, presets = [], command }) => ({
    id,
    name,
    group: 'TypeScript and JavaScript',
    steps: [
      { text: 'Install what exports the traces.', language: 'shell', code: `npm install ${packages}` },
      {
        text: 'Save this as telemetry.mjs beside your program.',
        language: 'typescript',
        code: setUp,
      },
      ...(call === undefined
        ? []
        : [
            {
              text: callText ?? 'Switch telemetry on in the calls.',
              language: 'typescript' as const,
              code: call,
            },
          ]),
      {
        text:
          command === undefined
            ? 'Load it first. In a traced terminal the variables are set already.'
            : 'Run it. In a traced terminal the variables are set already.',
        language: 'shell',
        code: runWith(target, presets, command ?? 'node --import ./telemetry.mjs agent.mjs'),
      },
    ],
  }));
}
