/**
 * Jaeger's HTTP APIs as its sources have them: v3 of http_gateway.go, query_parser.go and the snapshots beside them
 * (cmd/jaeger/internal/extension/jaegerquery/internal/apiv3), and the one of its user interface of http_handler.go
 * with the shapes of internal/uimodel/model.go.
 */
import type { ServerResponse } from 'node:http';
import type { BackendStub, Route } from './backendStub';
import { answer, answerJson, startBackend } from './backendStub';
import type { StoredTrace } from './storedTraces';

/** `interface`: before API v3. `v2.18`: without summaries, and with parameters in snake case only. */
export type JaegerVersion = 'interface' | 'v2.18' | 'v2.19';

export async function startJaeger(
  traces: readonly StoredTrace[],
  { version = 'v2.19', before = [] }: { version?: JaegerVersion; before?: readonly Route[] } = {},
): Promise<BackendStub> {
  const routes = version === 'interface' ? interfaceRoutes(traces) : v3Routes(traces, version === 'v2.19');
  // What the router does not know is for the user interface, which is one page.
  const page = (response: ServerResponse) =>
    void answer(response, 200, 'text/html; charset=utf-8', '<!doctype html><title>Jaeger UI</title>');
  return startBackend([...before, ...routes], page);
}

function v3Routes(traces: readonly StoredTrace[], isNew: boolean): Route[] {
  const parameter = (url: URL, camel: string, snake: string) =>
    (isNew ? url.searchParams.get(camel) : null) ?? url.searchParams.get(snake) ?? '';
  const found = (url: URL, response: ServerResponse): StoredTrace[] | null => {
    const [from, to] = [
      parameter(url, 'query.startTimeMin', 'query.start_time_min'),
      parameter(url, 'query.startTimeMax', 'query.start_time_max'),
    ];
    if (!/^\d{4}-\d\d-\d\dT.*Z$/.test(from) || !(Date.parse(from) < Date.parse(to))) {
      error(response, 400, 'query.startTimeMin and query.startTimeMax are required');
      return null;
    }
    const service = parameter(url, 'query.serviceName', 'query.service_name');
    const depth = Number(parameter(url, 'query.searchDepth', 'query.search_depth') || 100);
    return traces
      .filter((trace) => trace.service === service)
      .filter(({ startMs }) => startMs >= Date.parse(from) && startMs < Date.parse(to))
      .slice(0, depth);
  };
  return [
    ({ pathname }, response) =>
      pathname === '/api/v3/services' &&
      answerJson(response, { services: [...new Set(traces.map(({ service }) => service))] }),
    (url, response) => {
      if (url.pathname !== '/api/v3/traces') return false;
      const some = found(url, response);
      if (!some) return true;
      if (some.length === 0) return error(response, 404, 'No traces found');
      return answerJson(response, {
        result: { resourceSpans: some.flatMap(({ request }) => request.resourceSpans) },
      });
    },
    (url, response) => {
      if (!isNew || url.pathname !== '/api/v3/trace-summaries') return false;
      const some = found(url, response);
      // Empty lists are left out.
      return !some || answerJson(response, some.length === 0 ? {} : { summaries: some.map(summary) });
    },
    ({ pathname }, response) => {
      const [, id] = /^\/api\/v3\/traces\/([^/]+)$/.exec(pathname) ?? [];
      if (id === undefined) return false;
      if (!/^[0-9a-f]{1,32}$/i.test(id)) return error(response, 400, 'malformed parameter trace_id');
      const trace = traces.find(({ traceId }) => traceId === id.padStart(32, '0'));
      return trace
        ? answerJson(response, { result: trace.request })
        : error(response, 404, 'No traces found');
    },
  ];
}

/** Go's `http.Error` calls everything plain text. */
function error(response: ServerResponse, httpCode: number, message: string): boolean {
  const body = JSON.stringify({ error: { httpCode, message } });
  return answer(response, httpCode, 'text/plain; charset=utf-8', `${body}\n`);
}

function summary({ traceId, name, service, startMs, durationMs, spans }: StoredTrace): object {
  return {
    traceId,
    rootServiceName: service,
    rootOperationName: name,
    minStartTimeUnixNano: `${startMs}000000`,
    maxEndTimeUnixNano: `${startMs + durationMs}000000`,
    spanCount: spans,
    services: [{ name: service, spanCount: spans }],
  };
}

function interfaceRoutes(traces: readonly StoredTrace[]): Route[] {
  const data = (response: ServerResponse, items: readonly unknown[]) =>
    answerJson(response, { data: items, total: items.length, limit: 0, offset: 0, errors: null });
  return [
    ({ pathname }, response) =>
      pathname === '/api/services' && data(response, [...new Set(traces.map(({ service }) => service))]),
    ({ pathname, searchParams }, response) => {
      if (pathname !== '/api/traces') return false;
      const [from, to] = [Number(searchParams.get('start')), Number(searchParams.get('end'))];
      const found = traces
        .filter(({ service }) => service === searchParams.get('service'))
        .filter(({ startMs }) => startMs * 1_000 >= from && startMs * 1_000 <= to);
      return data(
        response,
        found.map(({ interfaceTrace }) => interfaceTrace),
      );
    },
    ({ pathname }, response) => {
      const [, id] = /^\/api\/traces\/([^/]+)$/.exec(pathname) ?? [];
      if (id === undefined) return false;
      const trace = traces.find(({ traceId }) => traceId === id);
      if (trace) return data(response, [trace.interfaceTrace]);
      const errors = [{ code: 404, msg: 'trace not found' }];
      return answerJson(response, { data: null, total: 0, limit: 0, offset: 0, errors }, 404);
    },
  ];
}
