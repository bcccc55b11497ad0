import { describe, expect, it } from 'vitest';
import { analyseSession } from '../../../src/analysis/session';
import { normaliseSpan } from '../../../src/semconv/normalise';
import { agentSpan, asked, otlpSpan, resource, scope, type Plain } from '../support/spans';

const MODEL = agentSpan({ id: 'm', model: { requestedCalls: asked('c1') } });

function mcpSpan(
  id: string,
  fields: { parent?: string; method?: string; attributes?: Record<string, Plain> },
) {
  const { parent = '', method = 'tools/call', attributes = {} } = fields;
  const span = otlpSpan({
    name: `${method} search_docs`,
    attributes: { 'mcp.method.name': method, ...attributes },
  });
  const understood = normaliseSpan(span, resource(), scope());
  const { startTime, durationMs } = agentSpan({ id, at: 25, durationMs: 5 });
  return { ...understood, spanId: id, parentSpanId: parent === '' ? null : parent, startTime, durationMs };
}

function toolCalls(spans: Parameters<typeof analyseSession>[1]) {
  const { turns, summary } = analyseSession('id', spans, { lastReceived: 0, now: 0 });
  return {
    calls: turns.flatMap(({ toolCalls }) => toolCalls),
    count: summary.toolCalls,
    noise: summary.noiseSpans,
  };
}

describe("a call of an MCP server's tool", () => {
  it.each(['search_docs', 'mcp__docs__search_docs'])('below the tool call %s is a detail of it', (name) => {
    const { calls, count } = toolCalls([
      MODEL,
      agentSpan({ id: 't', at: 20, durationMs: 50, tool: { name, callId: 'c1' } }),
      mcpSpan('client', {
        parent: 't',
        attributes: { 'gen_ai.tool.call.arguments': '{"q":1}', 'error.type': 'timeout' },
      }),
      mcpSpan('server', { parent: 'client' }),
    ]);
    expect(count).toBe(1);
    expect(calls).toMatchObject([
      { spanId: 't', name, callId: 'c1', arguments: '{"q":1}', status: 'timeout' },
    ]);
  });

  it('has what OpenLLMetry says went in and came out', () => {
    const span = normaliseSpan(
      otlpSpan({
        name: 'tools/call search_docs',
        attributes: {
          'mcp.method.name': 'tools/call',
          'mcp.request.argument': '{"q":1}',
          'mcp.response.value': 'found',
        },
      }),
      resource(),
      scope('opentelemetry.instrumentation.mcp'),
    );
    expect(span.tool).toMatchObject({ name: 'search_docs', arguments: '{"q":1}', result: 'found' });
  });

  it('is the tool call itself where nothing else tells of one, once for client and server', () => {
    const { calls, count } = toolCalls([
      agentSpan({ id: 'm', model: {} }),
      mcpSpan('client', { attributes: { 'gen_ai.tool.call.arguments': '{"q":1}' } }),
      mcpSpan('server', { parent: 'client' }),
    ]);
    expect(count).toBe(1);
    expect(calls).toMatchObject([{ spanId: 'client', name: 'search_docs', arguments: '{"q":1}' }]);
  });

  it('is not what else the protocol does', () => {
    expect(toolCalls([MODEL, mcpSpan('list', { method: 'tools/list' })])).toMatchObject({ noise: 1 });
    expect(
      toolCalls([agentSpan({ id: 'm', model: {} }), mcpSpan('list', { method: 'tools/list' })]).count,
    ).toBe(0);
  });
});
