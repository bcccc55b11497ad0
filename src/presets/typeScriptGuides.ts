/** Agents in TypeScript and JavaScript. */
import type { Guide } from './guide';
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
    callText: 'Run your agent inside of a span: each of its calls would be a session of its own otherwise.',
    call: `import { trace } from '@opentelemetry/api';

const attributes = { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': 'my-agent' };
await trace.getTracer('my-agent').startActiveSpan('my-agent', { attributes }, async (span) => {
  try {
    await runMyAgent();
  } finally {
    span.end();
  }
});`,
    presets: ['anthropic-sdk'],
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
  return GUIDES.map(({ id, name, packages, setUp, call, callText, presets = [] }) => ({
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
        text: 'Load it first. In a traced terminal the variables are set already.',
        language: 'shell',
        code: runWith(target, presets, 'node --import ./telemetry.mjs agent.mjs'),
      },
    ],
  }));
}
