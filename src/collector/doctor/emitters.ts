/** Who writes spans of agents, how to know them, and which switch of theirs puts prompts and answers into spans. */
import type { Resource, Scope, Span } from '../../otlp/records';

export interface Origin {
  resource: Resource;
  scope: Scope;
  span: Span;
}

export interface Emitter {
  /** Short and stable. */
  id: string;
  /** As its users call it. */
  name: string;
  /** Any of these makes a span its own. */
  marks: {
    /** The instrumentation scope's name. */
    scope?: RegExp;
    /** `service.name`. */
    service?: RegExp;
    /** What an attribute's key begins with. */
    attribute?: string;
  };
  /** What to do where prompts or answers are missing. */
  contentSwitch: string;
  /** Answers are in no span and log record of it, whatever is switched on. */
  withoutAnswers?: true;
  /** What to do where it sends log records but no spans. */
  tracesSwitch?: string;
}

/** The first that fits counts: programs before the libraries that they use. */
export const EMITTERS: readonly Emitter[] = [
  {
    id: 'claude-code',
    name: 'Claude Code',
    marks: { scope: /^com\.anthropic\.claude_code/, service: /^claude-code$/ },
    contentSwitch:
      'Start it with OTEL_LOG_USER_PROMPTS=1 (prompts), OTEL_LOG_ASSISTANT_RESPONSES=1 (answers), OTEL_LOG_TOOL_DETAILS=1 (tool arguments), OTEL_LOG_TOOL_CONTENT=1 (tool results) and OTEL_LOGS_EXPORTER=otlp.',
    tracesSwitch:
      'Start it with CLAUDE_CODE_ENABLE_TELEMETRY=1, CLAUDE_CODE_ENHANCED_TELEMETRY_BETA=1 and OTEL_TRACES_EXPORTER=otlp.',
  },
  {
    id: 'codex',
    name: 'Codex',
    marks: { scope: /^codex[_-]/, service: /^codex[_-]/ },
    contentSwitch:
      'Set log_user_prompt = true in the section [otel] of ~/.codex/config.toml, with an exporter for logs beside the trace_exporter.',
    withoutAnswers: true,
    tracesSwitch:
      'Set trace_exporter in the section [otel] of ~/.codex/config.toml, with the whole path /v1/traces.',
  },
  {
    id: 'gemini-cli',
    name: 'Gemini CLI',
    marks: { scope: /^gemini-cli$/, service: /^gemini-cli$/ },
    contentSwitch:
      'Set "telemetry": {"traces": true, "logPrompts": true} in ~/.gemini/settings.json, or GEMINI_TELEMETRY_TRACES_ENABLED=true and GEMINI_TELEMETRY_LOG_PROMPTS=true.',
  },
  {
    id: 'qwen-code',
    name: 'Qwen Code',
    marks: { scope: /^qwen-code/, service: /^qwen-code$/ },
    contentSwitch:
      'Set QWEN_TELEMETRY_INCLUDE_SENSITIVE_SPAN_ATTRIBUTES=true and QWEN_TELEMETRY_LOG_PROMPTS=true.',
  },
  {
    id: 'copilot-agent-host',
    name: 'VS Code’s agent host',
    marks: { scope: /^vscode\.agent_host/, attribute: 'vscode.agent_host.' },
    contentSwitch: 'Set chat.agentHost.otel.captureContent to true in VS Code.',
  },
  {
    id: 'copilot-chat',
    name: 'Copilot Chat',
    marks: { service: /^copilot-chat$/ },
    contentSwitch: 'Set github.copilot.chat.otel.captureContent to true in VS Code.',
  },
  {
    id: 'copilot-cli',
    name: 'Copilot CLI',
    marks: { scope: /^github\.copilot$/, service: /^github-copilot$/ },
    contentSwitch: 'Start it with OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=true.',
  },
  {
    id: 'opencode',
    name: 'opencode',
    marks: { scope: /^opencode$/, service: /^opencode$/ },
    contentSwitch: 'Set "experimental": {"openTelemetry": true} in opencode.json.',
  },
  {
    id: 'grok-cli',
    name: 'Grok CLI',
    marks: { service: /^grok-cli$/ },
    contentSwitch: 'Start it with OTEL_LOG_USER_PROMPTS=1 and OTEL_LOG_TOOL_CONTENT=1.',
  },
  {
    id: 'anthropic-sdk',
    name: 'the Anthropic SDK for TypeScript',
    marks: { scope: /^com\.anthropic\.sdk\.typescript$/ },
    contentSwitch: 'Start the program with ANTHROPIC_OPEN_TELEMETRY_TRACES_CONTENT_MODE=content.',
  },
  {
    id: 'ai-sdk-7',
    name: 'the AI SDK 7',
    marks: { scope: /^gen_ai$/ },
    contentSwitch:
      'Pass telemetry: { recordInputs: true, recordOutputs: true } to generateText, streamText and the like.',
  },
  {
    id: 'ai-sdk',
    name: 'the AI SDK',
    marks: { scope: /^ai$/, attribute: 'ai.operationId' },
    contentSwitch:
      'Pass experimental_telemetry: { isEnabled: true, recordInputs: true, recordOutputs: true } to generateText, streamText and the like.',
  },
  {
    id: 'openinference',
    name: 'OpenInference',
    marks: { scope: /openinference/i, attribute: 'openinference.' },
    contentSwitch:
      'Unset OPENINFERENCE_HIDE_INPUTS, OPENINFERENCE_HIDE_OUTPUTS, OPENINFERENCE_HIDE_INPUT_MESSAGES and OPENINFERENCE_HIDE_OUTPUT_MESSAGES, and remove hideInputs and hideOutputs from its TraceConfig.',
  },
  {
    id: 'openllmetry',
    name: 'OpenLLMetry (Traceloop)',
    marks: { scope: /^@traceloop\//, attribute: 'traceloop.' },
    contentSwitch:
      'Start the program with TRACELOOP_TRACE_CONTENT=true (in JavaScript traceContent: true does the same).',
  },
  {
    id: 'pydantic-ai',
    name: 'Pydantic AI',
    marks: { scope: /^pydantic-ai$/ },
    contentSwitch: 'Instrument with InstrumentationSettings(include_content=True).',
  },
  {
    id: 'google-adk',
    name: 'Google ADK',
    marks: { scope: /^gcp\.vertex\.agent$/, attribute: 'gcp.vertex.agent.' },
    contentSwitch: 'Start the program with ADK_CAPTURE_MESSAGE_CONTENT_IN_SPANS=true.',
  },
  {
    id: 'agent-framework',
    name: 'Microsoft Agent Framework',
    marks: { scope: /^agent_framework/ },
    contentSwitch: 'Start the program with ENABLE_SENSITIVE_DATA=true.',
  },
  {
    id: 'semantic-kernel',
    name: 'Semantic Kernel',
    marks: { scope: /semantic_?kernel/i },
    contentSwitch:
      'Start the program with SEMANTICKERNEL_EXPERIMENTAL_GENAI_ENABLE_OTEL_DIAGNOSTICS_SENSITIVE=true.',
  },
  {
    id: 'haystack',
    name: 'Haystack',
    marks: { scope: /^haystack/, attribute: 'haystack.' },
    contentSwitch: 'Start the program with HAYSTACK_CONTENT_TRACING_ENABLED=true.',
  },
  {
    id: 'langsmith',
    name: 'LangSmith',
    marks: { scope: /^langsmith$/, attribute: 'langsmith.' },
    contentSwitch: 'Unset LANGSMITH_HIDE_INPUTS and LANGSMITH_HIDE_OUTPUTS.',
  },
  {
    id: 'otel-js-openai',
    name: 'OpenTelemetry’s instrumentation of openai for JavaScript',
    marks: { scope: /^@opentelemetry\/instrumentation-openai$/ },
    contentSwitch:
      'Start the program with OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=true. The messages come as log records: the program needs a log exporter and a global LoggerProvider too.',
  },
];

/** For spans of the GenAI conventions by anybody else: the switch that OpenTelemetry's own instrumentations share. */
export const OTHER_EMITTER: Emitter = {
  id: 'genai',
  name: 'an instrumentation with OpenTelemetry’s GenAI conventions',
  marks: {},
  contentSwitch:
    'Start the program with OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=true; newer Python packages want OTEL_SEMCONV_STABILITY_OPT_IN=gen_ai_latest_experimental and the value SPAN_AND_EVENT. Where content comes as log records, the program needs a log exporter too.',
};

export function emitterOf({ resource, scope, span }: Origin): Emitter {
  const service = resource.attributes.get('service.name');
  return (
    EMITTERS.find(({ marks }) => {
      if (marks.scope?.test(scope.name)) return true;
      if (typeof service === 'string' && marks.service?.test(service)) return true;
      const { attribute } = marks;
      return attribute !== undefined && [...span.attributes.keys()].some((key) => key.startsWith(attribute));
    }) ?? OTHER_EMITTER
  );
}

/** How vocabularies of their own mark a model call; those of the GenAI conventions are understood when stored. */
const MODEL_CALL_MARKS: readonly (readonly [key: string, value: string])[] = [
  ['openinference.span.kind', 'LLM'],
  ['span.type', 'llm_request'],
  ['langfuse.observation.type', 'generation'],
  ['langsmith.span.kind', 'llm'],
  ['genkit:metadata:subtype', 'model'],
];

export function isMarkedModelCall({ attributes }: Span): boolean {
  return MODEL_CALL_MARKS.some(([key, value]) => attributes.get(key) === value);
}
