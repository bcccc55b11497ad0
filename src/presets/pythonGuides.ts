/** Agents in Python. */
import type { Guide, GuideStep } from './guide';
import type { TraceTarget } from './preset';
import { runWith } from './shellLines';

const EXPORTER = 'opentelemetry-sdk opentelemetry-exporter-otlp-proto-http';

/** A provider that exports to where the environment says. */
const PROVIDER = `from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

provider = TracerProvider()
provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
trace.set_tracer_provider(provider)
`;

interface PythonGuide {
  id: string;
  name: string;
  packages: string;
  /** null: no line of code is needed. */
  code: string | null;
  presets?: string[];
  command?: string;
  /** How to run it, where that is more than being in a traced terminal. */
  runText?: string;
}

const GUIDES: readonly PythonGuide[] = [
  {
    id: 'openai-agents',
    name: 'OpenAI Agents SDK',
    packages: `openinference-instrumentation-openai-agents ${EXPORTER}`,
    code: `${PROVIDER}
from openinference.instrumentation.openai_agents import OpenAIAgentsInstrumentor

OpenAIAgentsInstrumentor().instrument(tracer_provider=provider)
`,
    presets: ['openinference'],
  },
  {
    id: 'langgraph',
    name: 'LangChain and LangGraph',
    packages: '"langsmith[otel]"',
    code: null,
    presets: ['langsmith'],
  },
  {
    id: 'pydantic-ai',
    name: 'Pydantic AI',
    packages: EXPORTER,
    code: `${PROVIDER}
from pydantic_ai import Agent

Agent.instrument_all()
`,
  },
  {
    id: 'crewai',
    name: 'CrewAI',
    packages: `openinference-instrumentation-crewai openinference-instrumentation-openai ${EXPORTER}`,
    // Since 1.0 it calls the providers' own SDKs, and LiteLLM only where it is asked to: its instrumentor cannot even be
    // imported without it.
    code: `${PROVIDER}
from openinference.instrumentation.crewai import CrewAIInstrumentor
from openinference.instrumentation.openai import OpenAIInstrumentor

CrewAIInstrumentor().instrument(tracer_provider=provider)
# For models of others: the packages openinference-instrumentation-anthropic, -bedrock, -google-genai, or -litellm.
OpenAIInstrumentor().instrument(tracer_provider=provider)
`,
    presets: ['openinference'],
  },
  {
    id: 'google-adk',
    name: 'Google ADK',
    packages: EXPORTER,
    code: PROVIDER,
    presets: ['google-adk'],
  },
  {
    id: 'strands',
    name: 'Strands Agents',
    packages: '"strands-agents[otel]"',
    code: `from strands.telemetry import StrandsTelemetry

StrandsTelemetry().setup_otlp_exporter()
`,
  },
  {
    id: 'traceloop',
    name: 'OpenLLMetry (Traceloop)',
    packages: 'traceloop-sdk',
    code: `from traceloop.sdk import Traceloop

Traceloop.init(app_name="my-agent")
`,
    presets: ['traceloop'],
  },
  {
    id: 'opentelemetry-python',
    name: 'OpenAI SDK, without a line of code',
    packages:
      'opentelemetry-distro opentelemetry-exporter-otlp-proto-http opentelemetry-instrumentation-openai-v2',
    code: null,
    presets: ['opentelemetry'],
    command: 'opentelemetry-instrument python agent.py',
  },
  {
    id: 'opentelemetry-genai-python',
    name: 'OpenAI SDK, latest conventions',
    packages:
      'opentelemetry-distro opentelemetry-exporter-otlp-proto-http opentelemetry-instrumentation-genai-openai',
    code: null,
    presets: ['opentelemetry', 'opentelemetry-genai-latest'],
    command: 'opentelemetry-instrument python agent.py',
    runText:
      'Choose “OpenTelemetry GenAI for Python, latest conventions” above and run it in a traced terminal, or set the variables yourself. These packages take “true” for no messages at all.',
  },
];
const RUN_TEXT = 'Run it in a traced terminal, where the variables are set already, or set them yourself.';

export function pythonGuides(target: TraceTarget): Guide[] {
  return GUIDES.map((guide) => {
    const { id, name, packages, code, presets = [], command = 'python agent.py', runText = RUN_TEXT } = guide;
    const before: GuideStep[] = [
      { text: 'Install what exports the traces.', language: 'shell', code: `pip install ${packages}` },
      ...(code === null
        ? []
        : [
            {
              text: 'Put this where your program starts, before it makes its agents.',
              language: 'python' as const,
              code: code.trimEnd(),
            },
          ]),
    ];
    return {
      id,
      name,
      group: 'Python',
      steps: [
        ...before,
        {
          text: runText,
          language: 'shell',
          code: runWith(target, presets, command),
        },
      ],
    };
  });
}
