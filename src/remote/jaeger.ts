/**
 * Jaeger by its HTTP API v3 (proto/api_v3/query_service.proto in jaegertracing/jaeger-idl; http_gateway.go and
 * query_parser.go of jaegertracing/jaeger, cmd/jaeger/internal/extension/jaegerquery/internal/apiv3), which answers
 * with OTLP as JSON in `{"result": …}`. Where there is none, by the one of its own user interface (http_handler.go).
 * Jaeger answers paths that it does not know with its user interface, a page.
 */
import { isRecord } from '../protocol/jsonObject';
import { openTelemetryOf } from './jaegerModel';
import { firstKnown, jsonOf, recordsIn, RemoteProblem, successful, textsIn } from './remoteProblem';
import type { FoundTrace, Get, TraceAnswer, TraceBackend, TraceSearch } from './traceBackend';
import { below, JSON_TYPE } from './traceBackend';
import { epochMs, newestFirst, traceSummaries } from './traceSummaries';

export const JAEGER: TraceBackend = {
  kind: 'jaeger',
  name: 'Jaeger',
  defaultUrl: 'http://localhost:16686',
  queryLanguage: null,
  services: async (get, base) => {
    const listed = await firstKnown(
      async () => jsonOf(await get(below(base, 'api/v3/services'), JSON_TYPE)).services,
      async () => jsonOf(await get(below(base, 'api/services'), JSON_TYPE)).data,
    );
    return textsIn(listed).sort((a, b) => a.localeCompare(b));
  },
  search: (get, base, search) =>
    firstKnown(
      () => findSummaries(get, base, search),
      () => findTraces(get, base, search),
      () => findTracesOfInterface(get, base, search),
    ),
  trace: (get, base, traceId) =>
    firstKnown(
      () => traceOf(get, base, traceId),
      () => traceOfInterface(get, base, traceId),
    ),
};

/** Since Jaeger 2.19. */
async function findSummaries(get: Get, base: string, search: TraceSearch): Promise<FoundTrace[]> {
  const { summaries } = jsonOf(await get(below(base, 'api/v3/trace-summaries', queryOf(search)), JSON_TYPE));
  return newestFirst(
    recordsIn(summaries).flatMap((summary) => {
      const { traceId, rootOperationName, rootServiceName, spanCount } = summary;
      if (typeof traceId !== 'string') return [];
      const startTime = epochMs(summary.minStartTimeUnixNano);
      const end = epochMs(summary.maxEndTimeUnixNano);
      return [
        {
          traceId,
          name: textOf(rootOperationName),
          service: textOf(rootServiceName),
          startTime,
          durationMs: startTime === null || end === null ? null : end - startTime,
          spanCount: typeof spanCount === 'number' ? spanCount : null,
        },
      ];
    }),
  );
}

async function findTraces(get: Get, base: string, search: TraceSearch): Promise<FoundTrace[]> {
  const answer = await get(below(base, 'api/v3/traces', queryOf(search)), JSON_TYPE);
  try {
    const { result } = jsonOf(answer);
    return traceSummaries(isRecord(result) ? recordsIn(result.resourceSpans) : []);
  } catch (error) {
    // What finds nothing is answered 404.
    if (error instanceof RemoteProblem && error.kind === 'not-found') return [];
    throw error;
  }
}

/** Names of parameters are in camel case since Jaeger 2.19; each version passes over those that it does not know. */
function queryOf({ service, from, to, limit }: TraceSearch): Record<string, string> {
  const [start, end] = [from, to].map((time) => new Date(time).toISOString()) as [string, string];
  return {
    'query.serviceName': service,
    'query.service_name': service,
    'query.startTimeMin': start,
    'query.start_time_min': start,
    'query.startTimeMax': end,
    'query.start_time_max': end,
    'query.searchDepth': String(limit),
    'query.search_depth': String(limit),
    'query.num_traces': String(limit),
  };
}

async function traceOf(get: Get, base: string, traceId: string): Promise<TraceAnswer> {
  // As stored: Jaeger would move spans in time whose clocks it takes to be wrong.
  const url = below(base, `api/v3/traces/${traceId}`, { rawTraces: 'true', raw_traces: 'true' });
  const { body, contentType } = successful(await get(url, JSON_TYPE));
  // Not through JSON.parse: numbers of 64 bits would be rounded.
  const head = new TextDecoder().decode(body.subarray(0, 64));
  if (!/^\s*\{\s*"result"/.test(head)) throw new RemoteProblem('not-api', contentType);
  return { encoding: 'json', bytes: body, partial: null };
}

async function findTracesOfInterface(get: Get, base: string, search: TraceSearch): Promise<FoundTrace[]> {
  const url = below(base, 'api/traces', {
    service: search.service,
    // Microseconds.
    start: String(Math.floor(search.from * 1_000)),
    end: String(Math.ceil(search.to * 1_000)),
    lookback: 'custom',
    limit: String(search.limit),
  });
  const { data } = jsonOf(await get(url, JSON_TYPE));
  return traceSummaries(recordsIn(data).flatMap((trace) => openTelemetryOf(trace).resourceSpans));
}

async function traceOfInterface(get: Get, base: string, traceId: string): Promise<TraceAnswer> {
  const { data } = jsonOf(await get(below(base, `api/traces/${traceId}`, { raw: 'true' }), JSON_TYPE));
  const resourceSpans = recordsIn(data).flatMap((trace) => openTelemetryOf(trace).resourceSpans);
  if (resourceSpans.length === 0) throw new RemoteProblem('not-found');
  const bytes = new TextEncoder().encode(JSON.stringify({ resourceSpans }));
  return { encoding: 'json', bytes, partial: null };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
