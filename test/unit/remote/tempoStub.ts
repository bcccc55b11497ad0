/**
 * Grafana Tempo's HTTP API as its sources have it: docs/sources/tempo/api_docs, pkg/tempopb/tempo.proto, pkg/api/http.go
 * and modules/frontend/combiner (what is found, not found and partial) of grafana/tempo.
 */
import { decodeTracesRequestJson } from '../../../src/otlp/json';
import { encodeTracesRequest } from '../../../src/otlp/protobuf';
import { rawField } from '../../../src/otlp/rawField';
import type { BackendStub, Route } from './backendStub';
import { answer, answerJson, startBackend } from './backendStub';
import type { StoredTrace } from './storedTraces';

const PROTOBUF = 'application/protobuf';

export interface TempoOptions {
  /** Before 2.6 there was no /api/v2/traces. */
  hasV2?: boolean;
  /** The message of a partial trace. */
  partial?: string;
  before?: readonly Route[];
}

export async function startTempo(
  traces: readonly StoredTrace[],
  { hasV2 = true, partial, before = [] }: TempoOptions = {},
): Promise<BackendStub> {
  const byId: Route = ({ pathname }, response, { headers }) => {
    const [, v2, id] = /^\/api\/(v2\/)?traces\/([^/]+)$/.exec(pathname) ?? [];
    if (id === undefined || (v2 !== undefined && !hasV2)) return false;
    if (!/^[0-9a-f]{1,32}$/i.test(id)) return answer(response, 400, 'text/plain', 'trace IDs must be hex');
    const trace = traces.find(({ traceId }) => traceId === id.padStart(32, '0'));
    // Its own JSON is not asked for here.
    if (headers.accept !== PROTOBUF) return answer(response, 406, 'text/plain', 'JSON');
    if (v2 === undefined) {
      return trace ? answer(response, 200, PROTOBUF, protobufOf(trace)) : answer(response, 404, '', '');
    }
    return answer(response, 200, PROTOBUF, traceByIdResponse(trace, partial));
  };
  const search: Route = ({ pathname, searchParams }, response) => {
    if (pathname !== '/api/search') return false;
    const q = searchParams.get('q') ?? '';
    if (!/^\{.*\}$/.test(q)) {
      return answer(response, 400, 'text/plain', 'invalid TraceQL query: parse error at line 1, col 1');
    }
    const [, service] = /^\{ resource\.service\.name = "([^"]+)" \}$/.exec(q) ?? [];
    const [start, end] = [Number(searchParams.get('start')), Number(searchParams.get('end'))];
    const found = traces
      .filter((trace) => service === undefined || trace.service === service)
      .filter(({ startMs }) => startMs >= start * 1_000 && startMs <= end * 1_000);
    return answerJson(response, { traces: found.map(searchMetadata), metrics: { completedJobs: 1 } });
  };
  const services: Route = ({ pathname }, response) =>
    pathname === '/api/search/tag/service.name/values' &&
    answerJson(response, { tagValues: [...new Set(traces.map(({ service }) => service))], metrics: {} });
  return startBackend([...before, byId, search, services], (response) => {
    answer(response, 404, 'text/plain; charset=utf-8', '404 page not found\n');
  });
}

function protobufOf({ request }: StoredTrace): Uint8Array {
  return encodeTracesRequest(decodeTracesRequestJson(JSON.stringify(request)));
}

/** `TraceByIDResponse{trace = 1, metrics = 2, status = 3, message = 4}`; without spans when there is no such trace. */
function traceByIdResponse(trace: StoredTrace | undefined, partial: string | undefined): Uint8Array {
  const inspectedBytes = new Uint8Array([0x08, 0x96, 0x01]);
  const status = partial === undefined ? [] : [new Uint8Array([0x18, 0x01])];
  const message = partial === undefined ? [] : rawField(4, [Buffer.from(partial)]);
  return Buffer.concat([
    ...rawField(1, [trace ? protobufOf(trace) : new Uint8Array()]),
    ...rawField(2, [inspectedBytes]),
    ...status,
    ...message,
  ]);
}

/** Ids without the zeros in front, as `TraceIDToHexString` writes them. */
function searchMetadata({ traceId, name, service, startMs, durationMs, spans }: StoredTrace): object {
  return {
    traceID: traceId.replace(/^0+/, ''),
    rootServiceName: service,
    rootTraceName: name,
    startTimeUnixNano: `${startMs}000000`,
    durationMs,
    spanSets: [{ spans: [], matched: 1 }],
    serviceStats: { [service]: { spanCount: spans } },
  };
}
