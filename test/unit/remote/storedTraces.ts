/** Traces that the stubs of backends have. */

export interface StoredTrace {
  /** 32 digits. */
  traceId: string;
  service: string;
  name: string;
  startMs: number;
  durationMs: number;
  spans: number;
  /** OTLP/JSON. */
  request: { resourceSpans: object[] };
  /** The same as Jaeger's user interface gets it. */
  interfaceTrace: object;
}

const HOUR_MS = 3_600_000;

/** An agent's run of an hour or more ago: a root span, a model call and a tool call that failed. */
export function storedTrace(
  traceId: string,
  { service = 'research-agent', name = 'invoke_agent researcher', hoursAgo = 0.5 } = {},
): StoredTrace {
  const startMs = Math.floor(Date.now() - hoursAgo * HOUR_MS);
  return {
    traceId,
    service,
    name,
    startMs,
    durationMs: 3_000,
    spans: 3,
    request: openTelemetryTrace(traceId, service, name, startMs),
    interfaceTrace: interfaceTrace(traceId, service, name, startMs),
  };
}

const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });

function openTelemetryTrace(traceId: string, service: string, name: string, startMs: number) {
  // More digits than a JavaScript number has.
  const time = (ms: number) => `${startMs + ms}000123`;
  const span = (id: string, spanName: string, parentSpanId: string, [from, to]: number[], rest: object) => ({
    traceId,
    spanId: id.repeat(8),
    parentSpanId,
    name: spanName,
    kind: 3,
    startTimeUnixNano: time(from!),
    endTimeUnixNano: time(to!),
    ...rest,
  });
  const spans = [
    span('a1', name, '', [0, 3_000], {
      kind: 1,
      attributes: [text('gen_ai.operation.name', 'invoke_agent'), text('gen_ai.agent.name', 'researcher')],
    }),
    span('a2', 'chat gpt-5', 'a1'.repeat(8), [10, 1_000], {
      attributes: [
        text('gen_ai.operation.name', 'chat'),
        text('gen_ai.request.model', 'gpt-5'),
        { key: 'gen_ai.usage.input_tokens', value: { intValue: '1200' } },
        { key: 'gen_ai.usage.output_tokens', value: { intValue: '34' } },
      ],
    }),
    span('a3', 'execute_tool search', 'a1'.repeat(8), [1_000, 2_500], {
      attributes: [text('gen_ai.operation.name', 'execute_tool'), text('gen_ai.tool.name', 'search')],
      events: [
        {
          timeUnixNano: time(2_400),
          name: 'exception',
          attributes: [text('exception.type', 'TimeoutError')],
        },
      ],
      status: { code: 2, message: 'timed out' },
    }),
  ];
  return {
    resourceSpans: [
      {
        resource: { attributes: [text('service.name', service)] },
        scopeSpans: [{ scope: { name: 'agents', version: '1.2.0' }, spans }],
      },
    ],
  };
}

function interfaceTrace(traceID: string, serviceName: string, name: string, startMs: number): object {
  const tag = (key: string, value: string) => ({ key, type: 'string', value });
  const span = (
    id: string,
    operationName: string,
    [from, to]: number[],
    tags: object[],
    logs: object[] = [],
  ) => ({
    traceID,
    spanID: id.repeat(8),
    operationName,
    references: id === 'a1' ? [] : [{ refType: 'CHILD_OF', traceID, spanID: 'a1'.repeat(8) }],
    startTime: (startMs + from!) * 1_000,
    duration: (to! - from!) * 1_000,
    tags: [tag('otel.scope.name', 'agents'), tag('otel.scope.version', '1.2.0'), ...tags],
    logs,
    processID: 'p1',
    warnings: null,
  });
  return {
    traceID,
    spans: [
      span(
        'a1',
        name,
        [0, 3_000],
        [
          tag('gen_ai.operation.name', 'invoke_agent'),
          tag('gen_ai.agent.name', 'researcher'),
          tag('span.kind', 'internal'),
        ],
      ),
      span(
        'a2',
        'chat gpt-5',
        [10, 1_000],
        [
          tag('gen_ai.operation.name', 'chat'),
          tag('gen_ai.request.model', 'gpt-5'),
          { key: 'gen_ai.usage.input_tokens', type: 'int64', value: 1200 },
          { key: 'gen_ai.usage.output_tokens', type: 'int64', value: 34 },
          { key: 'limit', type: 'int64', value: '9223372036854775222' },
          tag('span.kind', 'client'),
        ],
      ),
      span(
        'a3',
        'execute_tool search',
        [1_000, 2_500],
        [
          tag('gen_ai.operation.name', 'execute_tool'),
          tag('gen_ai.tool.name', 'search'),
          tag('span.kind', 'client'),
          tag('otel.status_code', 'ERROR'),
          tag('otel.status_description', 'timed out'),
          { key: 'error', type: 'bool', value: true },
        ],
        [
          {
            timestamp: (startMs + 2_400) * 1_000,
            fields: [tag('event', 'exception'), tag('exception.type', 'TimeoutError')],
          },
        ],
      ),
    ],
    processes: { p1: { serviceName, tags: [tag('host.name', 'ci-7')] } },
    warnings: null,
  };
}
