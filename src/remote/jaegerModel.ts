/**
 * A trace as Jaeger's user interface gets it (internal/uimodel/model.go in jaegertracing/jaeger) as OTLP/JSON, by the
 * specification's "OpenTelemetry to Jaeger Transformation" read backwards. Times are whole microseconds there.
 */
import { isRecord } from '../protocol/jsonObject';
import { ownValue } from '../protocol/ownValue';
import { recordsIn } from './remoteProblem';

export interface OpenTelemetryTrace {
  resourceSpans: Record<string, unknown>[];
}

interface KeyValue {
  key: string;
  value: Record<string, unknown>;
}

/** Kinds of OTLP's Span.SpanKind by what Jaeger calls them. */
const KINDS: Readonly<Record<string, number>> = {
  internal: 1,
  server: 2,
  client: 3,
  producer: 4,
  consumer: 5,
};

/** OTLP's Status.StatusCode. */
const STATUS_CODES: Readonly<Record<string, number>> = { OK: 1, ERROR: 2 };

/** Tags that stand for something else than an attribute. */
const OWN_TAGS = {
  kind: ['span.kind'],
  status: ['otel.status_code'],
  statusMessage: ['otel.status_description'],
  scope: ['otel.scope.name', 'otel.library.name'],
  scopeVersion: ['otel.scope.version', 'otel.library.version'],
  traceState: ['w3c.tracestate'],
} as const;
const ALL_OWN_TAGS: readonly string[] = Object.values(OWN_TAGS).flat();

export function openTelemetryOf(trace: Record<string, unknown>): OpenTelemetryTrace {
  const processes = isRecord(trace.processes) ? trace.processes : {};
  return {
    resourceSpans: recordsIn(trace.spans).map((span) => {
      const process = isRecord(span.process) ? span.process : processes[String(span.processID)];
      const tags = recordsIn(span.tags);
      const [scope, version] = [own(tags, 'scope'), own(tags, 'scopeVersion')];
      return {
        resource: { attributes: resourceAttributes(process) },
        scopeSpans: [{ scope: { name: scope ?? '', version: version ?? '' }, spans: [spanOf(span, tags)] }],
      };
    }),
  };
}

function spanOf(span: Record<string, unknown>, tags: Record<string, unknown>[]): Record<string, unknown> {
  const traceId = idOf(span.traceID, 32);
  const references = recordsIn(span.references);
  const isParent = ({ refType, traceID }: Record<string, unknown>) =>
    refType === 'CHILD_OF' && idOf(traceID, 32) === traceId;
  const parent = references.find(isParent);
  const start = microseconds(span.startTime);
  const hasFailed = tags.some(({ key, value }) => key === 'error' && String(value) === 'true');
  return {
    traceId,
    spanId: idOf(span.spanID, 16),
    parentSpanId: idOf(parent?.spanID ?? span.parentSpanID, 16),
    traceState: own(tags, 'traceState') ?? '',
    name: typeof span.operationName === 'string' ? span.operationName : '',
    kind: ownValue(KINDS, own(tags, 'kind') ?? '') ?? 0,
    startTimeUnixNano: nanoseconds(start),
    endTimeUnixNano: nanoseconds(start + microseconds(span.duration)),
    attributes: attributesOf(tags.filter(({ key }) => !ALL_OWN_TAGS.includes(String(key)))),
    events: recordsIn(span.logs).map(eventOf),
    links: references
      .filter((reference) => reference !== parent)
      .map(({ traceID, spanID }) => ({ traceId: idOf(traceID, 32), spanId: idOf(spanID, 16) })),
    status: {
      code: ownValue(STATUS_CODES, own(tags, 'status') ?? '') ?? (hasFailed ? STATUS_CODES.ERROR : 0),
      message: own(tags, 'statusMessage') ?? '',
    },
  };
}

function resourceAttributes(process: unknown): KeyValue[] {
  if (!isRecord(process)) return [];
  const { serviceName } = process;
  const stringValue = typeof serviceName === 'string' ? serviceName : '';
  return [{ key: 'service.name', value: { stringValue } }, ...attributesOf(recordsIn(process.tags))];
}

function eventOf({ timestamp, fields }: Record<string, unknown>): Record<string, unknown> {
  const all = recordsIn(fields);
  const name = all.find(({ key }) => key === 'event')?.value;
  return {
    timeUnixNano: nanoseconds(microseconds(timestamp)),
    name: typeof name === 'string' ? name : '',
    attributes: attributesOf(all.filter(({ key }) => key !== 'event')),
  };
}

function own(tags: readonly Record<string, unknown>[], name: keyof typeof OWN_TAGS): string | undefined {
  const names: readonly string[] = OWN_TAGS[name];
  const value = tags.find(({ key }) => names.includes(String(key)))?.value;
  return typeof value === 'string' ? value : undefined;
}

function attributesOf(tags: readonly Record<string, unknown>[]): KeyValue[] {
  return tags.flatMap(({ key, type, value }) =>
    typeof key === 'string' ? [{ key, value: valueOf(type, value) }] : [],
  );
}

/** Integers beyond what JavaScript counts exactly come as texts. */
function valueOf(type: unknown, value: unknown): Record<string, unknown> {
  switch (type) {
    case 'bool':
      return { boolValue: value === true || value === 'true' };
    case 'int64':
      return { intValue: String(value) };
    case 'float64':
      return { doubleValue: Number(value) };
    case 'binary':
      return { bytesValue: String(value) };
    default:
      return { stringValue: typeof value === 'string' ? value : JSON.stringify(value ?? '') };
  }
}

/** Jaeger leaves out zeros at the front. */
function idOf(value: unknown, digits: number): string {
  return typeof value === 'string' && value !== '' ? value.toLowerCase().padStart(digits, '0') : '';
}

function microseconds(value: unknown): bigint {
  return typeof value === 'number' && Number.isFinite(value) ? BigInt(Math.round(value)) : 0n;
}

function nanoseconds(value: bigint): string {
  return String(value * 1_000n);
}
