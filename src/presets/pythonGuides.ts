/** Agents in Python. */
import type { Guide, GuideStep } from './guide';
import { IN_SPAN_TEXT } from './guide';
import type { TraceTarget } from './preset';
import { chosenPresets } from './presets';
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

const IN_SPAN = `from opentelemetry import trace

attributes = {"gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "my-agent"}
with trace.get_tracer("my-agent").start_as_current_span("my-agent", attributes=attributes):
    run_my_agent()`;

interface PythonGuide {
  id: string;
  name: string;
  /** null: there is nothing to install. */
  packages: string | null;
  /** null: no line of code is needed. */
  code: string | null;
  /** Whether only model calls are instrumented, not what they belong to. */
  callsAlone?: boolean;
  presets?: string[];
  command?: string;
  /** What is good to know of its variables. */
  note?: string;
}

/**
 * For what OpenInference instruments as a whole.
 *
 * @param library as the name of the package ends
 */
function openInference(
  library: string,
  instrumentor: string,
): Pick<PythonGuide, 'packages' | 'code' | 'presets'> {
  return {
    packages: `openinference-instrumentation-${library} ${EXPORTER}`,
    code: `${PROVIDER}
from openinference.instrumentation.${library.replaceAll('-', '_')} import ${instrumentor}

${instrumentor}().instrument(tracer_provider=provider)
`,
    presets: ['openinference'],
  };
}

const GUIDES: readonly PythonGuide[] = [
  {
    id: 'openai-agents',
    name: 'OpenAI Agents SDK',
    ...openInference('openai-agents', 'OpenAIAgentsInstrumentor'),
  },
  {
    id: 'langgraph',
    name: 'LangChain and LangGraph',
    packages: '"langsmith[otel]"',
    // Without a provider it makes one of its own, whose exporter forgets the path /v1/traces since 0.7.33.
    code: PROVIDER,
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
    id: 'claude-agent-sdk',
    name: 'Claude Agent SDK',
    // It starts Claude Code, which inherits the variables.
    packages: null,
    code: null,
    presets: ['claude-code'],
  },
  {
    id: 'agent-framework-python',
    name: 'Microsoft Agent Framework',
    packages: EXPORTER,
    code: PROVIDER,
    presets: ['agent-framework'],
  },
  { id: 'agno', name: 'Agno', ...openInference('agno', 'AgnoInstrumentor') },
  { id: 'smolagents', name: 'smolagents', ...openInference('smolagents', 'SmolagentsInstrumentor') },
  { id: 'llama-index', name: 'LlamaIndex', ...openInference('llama-index', 'LlamaIndexInstrumentor') },
  { id: 'dspy', name: 'DSPy', ...openInference('dspy', 'DSPyInstrumentor') },
  {
    id: 'autogen',
    name: 'AutoGen AgentChat',
    ...openInference('autogen-agentchat', 'AutogenAgentChatInstrumentor'),
  },
  {
    id: 'haystack',
    name: 'Haystack',
    packages: EXPORTER,
    code: `# Before the first import of haystack, which looks for a provider then.
${PROVIDER}`,
    presets: ['haystack'],
  },
  {
    id: 'logfire',
    name: 'Pydantic Logfire',
    packages: 'logfire',
    code: `import logfire

logfire.configure(send_to_logfire=False)
# Or instrument_openai_agents, instrument_openai, instrument_anthropic, …
logfire.instrument_pydantic_ai()
`,
  },
  {
    id: 'langfuse',
    name: 'Langfuse',
    packages: EXPORTER,
    // It takes the provider that is there, and adds its own exporter.
    code: PROVIDER,
    note: 'Langfuse gets its copy as before. Without LANGFUSE_PUBLIC_KEY and LANGFUSE_SECRET_KEY it traces nothing at all.',
  },
  {
    id: 'openlit',
    name: 'OpenLIT',
    packages: 'openlit',
    code: `import openlit

openlit.init(service_name="my-agent")
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
    id: 'opentelemetry-genai-python',
    name: 'OpenAI SDK',
    packages:
      'opentelemetry-distro opentelemetry-exporter-otlp-proto-http opentelemetry-instrumentation-genai-openai',
    code: null,
    callsAlone: true,
    presets: ['opentelemetry', 'opentelemetry-genai-latest'],
    command: 'opentelemetry-instrument python agent.py',
    note: 'These packages take “true” for no messages at all.',
  },
  {
    // Deprecated by its authors, and blind to the Responses API; many programs still have it.
    id: 'opentelemetry-python',
    name: 'OpenAI SDK, by openai-v2 (deprecated)',
    packages:
      'opentelemetry-distro opentelemetry-exporter-otlp-proto-http opentelemetry-instrumentation-openai-v2',
    code: null,
    callsAlone: true,
    presets: ['opentelemetry'],
    command: 'opentelemetry-instrument python agent.py',
  },
];

export function pythonGuides(target: TraceTarget): Guide[] {
  return GUIDES.map((guide) => {
    const { id, name, presets = [], command = 'python agent.py' } = guide;
    return {
      id,
      name,
      group: 'Python',
      steps: [
        ...preparation(guide),
        {
          text: runText(guide),
          language: 'shell',
          code: runWith(target, presets, command),
        },
      ],
    };
  });
}

/** What comes before the program is run. */
function preparation({ packages, code, callsAlone = false }: PythonGuide): GuideStep[] {
  const steps: GuideStep[] = [];
  if (packages !== null) {
    steps.push({
      text: 'Install what exports the traces.',
      language: 'shell',
      code: `pip install ${packages}`,
    });
  }
  if (code !== null) {
    steps.push({
      text: 'Put this where your program starts, before it makes its agents.',
      language: 'python',
      code: code.trimEnd(),
    });
  }
  if (callsAlone) steps.push({ text: IN_SPAN_TEXT, language: 'python', code: IN_SPAN });
  return steps;
}

/** What is not in force by default is not in a traced terminal either, until it is chosen. */
function runText({ presets = [], note }: PythonGuide): string {
  const toChoose = chosenPresets(presets).filter(({ byDefault }) => !byDefault);
  const text =
    toChoose.length === 0
      ? 'Run it in a traced terminal, where the variables are set already, or set them yourself.'
      : `Choose ${toChoose.map(({ name }) => `“${name}”`).join(' and ')} above and run it in a traced terminal, or set the variables yourself.`;
  return note === undefined ? text : `${text} ${note}`;
}
