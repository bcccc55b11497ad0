import { describe, expect, it } from 'vitest';
import { mentionsTools } from '../../../src/source/mentions';

describe('mentionsTools', () => {
  it.each([
    '@tool\ndef f(): ...',
    '@agent.tool_plain\ndef f(): ...',
    'agent = Agent(name="a", tools=[f])',
    'class Search(BaseTool): ...',
    'export class S extends BaseDeclarativeTool<A, B> {}',
    'SEARCH_TOOL_NAME = "search"',
    'export enum ToolNames { SEARCH = "search" }',
    'const t = { description: "d", parameters: {}, execute() {} };',
    'SYSTEM_PROMPT: str = "You are …"',
    'type Calculator struct{}\nfunc (c Calculator) Name() string { return "calculator" }',
    'func (a *Search) Definition() types.ActionDefinition {',
    '[KernelFunction]\npublic string F() => "";',
    '@Bean\nFunction<Q, A> search() { return q -> a; }',
    'mcp.AddTool(server, &mcp.Tool{Name: "x"}, f)',
    'server = FastMCP("docs")',
    'export const openSchema: ActionSchema = { name: "open", description: "d", schema: z.object({}) };',
    'const a: Action = { name: "CLOSE", description: "d", handler: async () => {} };',
  ])('is true of %j', (text) => {
    expect(mentionsTools(text)).toBe(true);
  });

  it.each([
    'namespace Microsoft.Agents.AI;\npublic sealed class Memory { }',
    '// Asks the agent’s tools nothing.\nexport const x = 1;',
    'import { tooltip } from "./ui";\nshow(tooltip);',
    '"""Helpers for the prompt library."""\ndef helper(value): return value',
  ])('is false of %j', (text) => {
    expect(mentionsTools(text)).toBe(false);
  });
});
