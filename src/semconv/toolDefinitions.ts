/** The tools that a model is told of, from every shape that providers and frameworks have for them. */
import type { ToolDefinition } from '../protocol/messages';
import type { JsonValue } from '../protocol/spans';
import { isRecord, parseJson } from './fields';
import { jsonText, text } from './messageParts';

/** Providers nest: a list of tools, each with a list of functions. */
const MAX_DEPTH = 4;

/**
 * A list of definitions or of bare names; definitions as objects or JSON text, by OpenAI, Anthropic, Gemini, Bedrock,
 * MCP, LangChain, the AI SDK, Genkit. What has no name is left out.
 */
export function toolDefinitionsIn(value: JsonValue | undefined, depth = MAX_DEPTH): ToolDefinition[] {
  if (value === undefined || value === null || depth === 0) return [];
  if (Array.isArray(value)) return value.flatMap((one) => toolDefinitionsIn(one, depth - 1));
  if (typeof value === 'string') {
    const opened = /^\s*[[{]/.test(value) ? parseJson(value) : undefined;
    if (opened !== undefined) return toolDefinitionsIn(opened, depth - 1);
    return value === '' ? [] : [{ name: value, description: null, schema: null }];
  }
  if (!isRecord(value)) return [];
  const declared = value.functionDeclarations ?? value.function_declarations;
  if (Array.isArray(declared)) return toolDefinitionsIn(declared, depth - 1);
  const wrapped = value.function ?? value.toolSpec ?? value.json_schema;
  const definition = isRecord(wrapped) ? wrapped : value;
  // Tools that run at the provider have a type only.
  const name = text(definition.name) ?? text(definition.type);
  if (name === null) return [];
  return [{ name, description: text(definition.description), schema: schemaOf(definition) }];
}

const SCHEMA_KEYS = [
  'parameters',
  'parametersJsonSchema',
  'parameters_json_schema',
  'inputSchema',
  'input_schema',
  'schema',
] as const;

function schemaOf(definition: Record<string, JsonValue>): string | null {
  for (const key of SCHEMA_KEYS) {
    const schema = definition[key];
    if (schema === undefined || schema === null) continue;
    // Bedrock: `inputSchema: {json: …}`; the AI SDK's own schemas: `{jsonSchema: …}`.
    const inner = isRecord(schema) ? (schema.json ?? schema.jsonSchema ?? schema) : schema;
    return jsonText(inner);
  }
  return null;
}
