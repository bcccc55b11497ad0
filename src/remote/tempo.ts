/**
 * Grafana Tempo by its HTTP API (docs/sources/tempo/api_docs and pkg/tempopb/tempo.proto in grafana/tempo). A trace is
 * asked for as protobuf, for Tempo's JSON is not quite OTLP's.
 */
import { OtlpDecodeError } from '../otlp/decodeError';
import { tagOf, WIRE, WireReader } from '../otlp/wire';
import { isRecord } from '../protocol/jsonObject';
import { firstKnown, jsonOf, recordsIn, RemoteProblem, successful, textsIn } from './remoteProblem';
import type { FoundTrace, Get, TraceAnswer, TraceBackend } from './traceBackend';
import { below, JSON_TYPE } from './traceBackend';
import { traceIdOf } from './traceIdText';
import { epochMs, newestFirst } from './traceSummaries';

const PROTOBUF_TYPE = 'application/protobuf';

export const TEMPO: TraceBackend = {
  kind: 'tempo',
  name: 'Grafana Tempo',
  defaultUrl: 'http://localhost:3200',
  queryLanguage: 'TraceQL',
  services: async (get, base) => {
    const url = below(base, 'api/search/tag/service.name/values');
    return textsIn(jsonOf(await get(url, JSON_TYPE)).tagValues).sort((a, b) => a.localeCompare(b));
  },
  search: async (get, base, { service, query, from, to, limit }) => {
    const ofService = service === '' ? '{}' : `{ resource.service.name = ${JSON.stringify(service)} }`;
    const url = below(base, 'api/search', {
      q: query === '' ? ofService : query,
      // Unix epoch seconds.
      start: String(Math.floor(from / 1_000)),
      end: String(Math.ceil(to / 1_000)),
      limit: String(limit),
    });
    return newestFirst(recordsIn(jsonOf(await get(url, JSON_TYPE)).traces).flatMap(foundTrace));
  },
  trace: (get, base, traceId) =>
    firstKnown(
      () => traceOf(get, below(base, `api/v2/traces/${traceId}`), traceInResponse),
      () => traceOf(get, below(base, `api/traces/${traceId}`), (bytes) => ({ bytes, partial: null })),
    ),
};

type Unwrap = (body: Uint8Array) => Pick<TraceAnswer, 'bytes' | 'partial'>;

async function traceOf(get: Get, url: URL, unwrap: Unwrap): Promise<TraceAnswer> {
  const { body, contentType } = successful(await get(url, PROTOBUF_TYPE));
  // A proxy may decide on the form; the import reads Tempo's JSON, too.
  if (body[0] === '{'.charCodeAt(0)) return { encoding: 'json', bytes: body, partial: null };
  if (body.byteLength > 0 && !/protobuf|octet-stream/.test(contentType)) {
    throw new RemoteProblem('not-api', contentType);
  }
  const { bytes, partial } = unwrap(body);
  // API v2 answers 200 for a trace that it does not have.
  if (bytes.byteLength === 0) throw new RemoteProblem('not-found');
  return { encoding: 'protobuf', bytes, partial };
}

/** Fields of tempopb.TraceByIDResponse. */
const TAG = {
  trace: tagOf(1, WIRE.lengthDelimited),
  status: tagOf(3, WIRE.varint),
  message: tagOf(4, WIRE.lengthDelimited),
};
/** tempopb.PartialStatus. */
const PARTIAL = 1;

/** `tempopb.Trace` has OTLP's ResourceSpans in field 1, as OTLP's own TracesData has. */
const traceInResponse: Unwrap = (body) => {
  const traces: Uint8Array[] = [];
  let [status, message] = [0, ''];
  try {
    const reader = new WireReader(body);
    while (reader.more) {
      const tag = reader.tag();
      if (tag === TAG.trace) {
        const { start, end } = reader.pass();
        traces.push(body.subarray(start, end));
      } else if (tag === TAG.status) status = reader.uint32();
      else if (tag === TAG.message) message = reader.string();
      else reader.skip(tag);
    }
  } catch (error) {
    if (!(error instanceof OtlpDecodeError)) throw error;
    throw new RemoteProblem('refused', `a damaged message (${error.message})`, { cause: error });
  }
  return {
    bytes: traces.length === 1 ? traces[0]! : Buffer.concat(traces),
    partial: status === PARTIAL ? message : null,
  };
};

function foundTrace(trace: Record<string, unknown>): FoundTrace[] {
  const traceId = typeof trace.traceID === 'string' ? traceIdOf(trace.traceID) : null;
  if (traceId === null) return [];
  return [
    {
      traceId,
      name: textOf(trace.rootTraceName),
      service: textOf(trace.rootServiceName),
      startTime: epochMs(trace.startTimeUnixNano),
      // Left out when it is below a millisecond.
      durationMs: typeof trace.durationMs === 'number' ? trace.durationMs : 0,
      spanCount: spanCountOf(trace.serviceStats),
    },
  ];
}

/** Older versions do not say. */
function spanCountOf(serviceStats: unknown): number | null {
  if (!isRecord(serviceStats)) return null;
  return recordsIn(Object.values(serviceStats)).reduce(
    (sum, { spanCount }) => sum + Number(spanCount ?? 0),
    0,
  );
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
