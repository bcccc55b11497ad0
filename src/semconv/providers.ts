/** Names of model providers: one spelling each, that of `gen_ai.provider.name` in the GenAI conventions. */
import { ownValue } from '../protocol/ownValue';

/** Other spellings, in lower case and without the API that AI SDK appends (`openai.chat`, `anthropic.messages`). */
const ALIASES: Readonly<Record<string, string>> = {
  'az.ai.openai': 'azure.ai.openai',
  'azure-openai': 'azure.ai.openai',
  azure: 'azure.ai.openai',
  'az.ai.inference': 'azure.ai.inference',
  firstparty: 'anthropic',
  gemini: 'gcp.gemini',
  google: 'gcp.gemini',
  'google.vertex': 'gcp.vertex_ai',
  vertex_ai: 'gcp.vertex_ai',
  vertexai: 'gcp.vertex_ai',
  aws: 'aws.bedrock',
  bedrock: 'aws.bedrock',
  'amazon-bedrock': 'aws.bedrock',
  xai: 'x_ai',
  mistral: 'mistral_ai',
  mistralai: 'mistral_ai',
  moonshot: 'moonshot_ai',
  moonshotai: 'moonshot_ai',
};

const API_SUFFIX = /\.(?:chat|responses|messages|completion|completions|embedding|generative-ai)$/;

/** Frameworks that put themselves where the provider belongs: nothing is known of the provider then. */
const FRAMEWORKS = new Set([
  'strands-agents',
  'autogen',
  'langchain',
  'langgraph',
  'crewai',
  'gcp.vertex.agent',
  'microsoft.agent_framework',
  'github',
  'unknown',
]);

/**
 * `OpenAI`, `openai.chat` → `openai`; a name that is nobody's alias stays, in lower case. null when it is no
 * provider's: a framework's, or that of the service itself.
 */
export function providerName(emitted: string, service: string | null): string | null {
  if (emitted === service) return null;
  const name = emitted.trim().toLowerCase().replace(API_SUFFIX, '');
  return FRAMEWORKS.has(name) ? null : (ownValue(ALIASES, name) ?? name);
}

/** APIs that always count cached tokens as input, so that no excess of cached over input says otherwise. */
const COUNTS_CACHE_AS_INPUT = /^(?:openai|azure\.|gcp\.|x_ai$|deepseek$|groq$|mistral_ai$)/;

export function countsCacheAsInput(provider: string | null): boolean {
  return provider !== null && COUNTS_CACHE_AS_INPUT.test(provider);
}

/** Models that are their maker's alone, with what may stand before the name: `openrouter/openai/gpt-5`. */
const MAKERS: readonly [RegExp, string][] = [
  [/^(?:[\w.-]+\/)*(?:gpt-\d|o[1-9]\b|chatgpt-)/i, 'openai'],
  [/^(?:[\w.-]+\/)*gemini-/i, 'gcp.gemini'],
  [/^(?:[\w.-]+\/)*grok-/i, 'x_ai'],
  [/^(?:[\w.-]+\/)*deepseek-/i, 'deepseek'],
];

/** Whose API a model speaks, for emitters that name no provider; null where the name does not tell. */
export function makerOf(model: string | null): string | null {
  return model === null ? null : (MAKERS.find(([names]) => names.test(model))?.[1] ?? null);
}
