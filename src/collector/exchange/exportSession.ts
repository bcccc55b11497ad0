/** A session as a file: all of its spans, log records and data points, exactly as they were received. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  logRecordToJson,
  metricToJson,
  resourceToJson,
  scopeToJson,
  spanToJson,
} from '../../otlp/encodeJson';
import {
  decodeLogRecord,
  decodeMetric,
  decodeResource,
  decodeScope,
  decodeSpan,
  encodeLogRecord,
} from '../../otlp/protobuf';
import { rawField } from '../../otlp/rawField';
import type { Signal } from '../../otlp/records';
import { REQUEST_KEYS, RESOURCE_FIELD, RESOURCE_MESSAGE, SCOPE_MESSAGE } from '../../otlp/sessionMessage';
import type { ExportFormat } from '../../protocol/exchange';
import type { RawOrigin, RawRecord, RawRecords, SessionRecords } from '../../store/sessionRecords';

/** Then calls and timers have their turn. */
const SLICE_MS = 8;
/**
 * Bytes of a line of JSON, beyond which there is another one. Larger than nearly every session, so that the traces of
 * one are one object, which every tool reads; small enough for those that read line by line.
 */
const LINE_BYTES = 16 * 1024 * 1024;
/** Sections that are gathered, so that few have the same resource. */
const GATHERED_BYTES = 1024 * 1024;

const MICROSECONDS_PER_MS = 1_000;
const NANOSECONDS_PER_MICROSECOND = 1_000n;

/** Resolves with the bytes of the file. `format`: see `ExportFormat`. */
export async function exportSession(
  records: SessionRecords,
  sessionId: string,
  format: ExportFormat,
): Promise<Uint8Array> {
  const writer = format === 'otlp-json' ? new JsonLines() : new SessionMessage();
  const signals: [Signal, Iterable<RawRecords>][] = [
    ['traces', records.spans(sessionId)],
    ['logs', records.logRecords(sessionId)],
    ['metrics', records.dataPoints(sessionId)],
  ];
  let until = performance.now() + SLICE_MS;
  for (const [signal, groups] of signals) {
    for (const section of gathered(groups)) {
      writer.add(signal, section);
      if (performance.now() < until) continue;
      await nextTurn();
      until = performance.now() + SLICE_MS;
    }
  }
  return writer.finish();
}

interface Section {
  resource: Uint8Array;
  schemaUrl: string;
  scopes: { scope: Uint8Array; schemaUrl: string; records: RawRecord[] }[];
}

/** Records that stand one after the other and have the same resource, and within it those of the same scope. */
function* gathered(groups: Iterable<RawRecords>): Generator<Section> {
  let section: Section | null = null;
  let bytes = 0;
  for (const { origin, records } of groups) {
    if (!section || !hasResource(section, origin) || bytes > GATHERED_BYTES) {
      if (section) yield section;
      section = { resource: origin.resource, schemaUrl: origin.resourceSchemaUrl, scopes: [] };
      bytes = 0;
    }
    let scope = section.scopes.at(-1);
    if (scope?.schemaUrl !== origin.scopeSchemaUrl || !same(scope.scope, origin.scope)) {
      scope = { scope: origin.scope, schemaUrl: origin.scopeSchemaUrl, records: [] };
      section.scopes.push(scope);
    }
    for (const record of records) {
      scope.records.push(record);
      bytes += record.payload.byteLength;
    }
  }
  if (section) yield section;
}

function hasResource({ resource, schemaUrl }: Section, origin: RawOrigin): boolean {
  return schemaUrl === origin.resourceSchemaUrl && same(resource, origin.resource);
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

/**
 * A log record that says neither when it happened nor when it was observed was observed when it was received: with
 * that it has its place among the others wherever it is imported (logs/v1/logs.proto, observed_time_unix_nano).
 */
function withTime({ payload, time }: RawRecord) {
  const record = decodeLogRecord(payload);
  if (record.timeUnixNano !== 0n || record.observedTimeUnixNano !== 0n || time === null) return null;
  const microseconds = BigInt(Math.round(time * MICROSECONDS_PER_MS));
  return { ...record, observedTimeUnixNano: microseconds * NANOSECONDS_PER_MICROSECOND };
}

/** JSON lines, each an export request. */
class JsonLines {
  private readonly lines: Buffer[] = [];
  private signal: Signal = 'traces';
  private sections: string[] = [];
  private length = 0;

  add(signal: Signal, section: Section): void {
    if (signal !== this.signal || this.length > LINE_BYTES) this.endLine();
    this.signal = signal;
    const json = jsonOf(signal, section);
    this.sections.push(json);
    this.length += json.length;
  }

  finish(): Uint8Array {
    this.endLine();
    return new Uint8Array(Buffer.concat(this.lines));
  }

  private endLine(): void {
    const { sections, signal } = this;
    if (sections.length > 0) {
      const list = sections.join(',');
      this.lines.push(Buffer.from(`{"${REQUEST_KEYS[signal].resources}":[${list}]}\n`, 'utf8'));
    }
    this.sections = [];
    this.length = 0;
  }
}

function jsonOf(signal: Signal, { resource, schemaUrl, scopes }: Section): string {
  const keys = REQUEST_KEYS[signal];
  const list = scopes.map((each) => {
    const records = each.records.map((record) => RECORD_TO_JSON[signal](record)).join(',');
    const scope = scopeToJson(decodeScope(each.scope));
    return `{"scope":${scope},"${keys.records}":[${records}]${schemaUrlMember(each.schemaUrl)}}`;
  });
  const head = `"resource":${resourceToJson(decodeResource(resource))}`;
  return `{${head},"${keys.scopes}":[${list.join(',')}]${schemaUrlMember(schemaUrl)}}`;
}

const RECORD_TO_JSON: Readonly<Record<Signal, (record: RawRecord) => string>> = {
  traces: ({ payload }) => spanToJson(decodeSpan(payload)),
  logs: (record) => logRecordToJson(withTime(record) ?? decodeLogRecord(record.payload)),
  metrics: ({ payload }) => metricToJson(decodeMetric(payload)),
};

function schemaUrlMember(url: string): string {
  return url === '' ? '' : `,"schemaUrl":${JSON.stringify(url)}`;
}

/** One message of `otlp/sessionMessage.ts`, its records byte for byte as they came. */
class SessionMessage {
  private readonly parts: Uint8Array[] = [];

  add(signal: Signal, { resource, schemaUrl, scopes }: Section): void {
    const list = scopes.flatMap((each) =>
      rawField(RESOURCE_MESSAGE.scopes, [
        ...rawField(SCOPE_MESSAGE.scope, [each.scope]),
        ...each.records.flatMap((record) => rawField(SCOPE_MESSAGE.records, [bytesOf(signal, record)])),
        ...textField(SCOPE_MESSAGE.schemaUrl, each.schemaUrl),
      ]),
    );
    const section = rawField(RESOURCE_FIELD[signal], [
      ...rawField(RESOURCE_MESSAGE.resource, [resource]),
      ...list,
      ...textField(RESOURCE_MESSAGE.schemaUrl, schemaUrl),
    ]);
    // One copy now, so that the packs that the records lie in need not be kept.
    this.parts.push(Buffer.concat(section));
  }

  finish(): Uint8Array {
    return new Uint8Array(Buffer.concat(this.parts));
  }
}

function bytesOf(signal: Signal, record: RawRecord): Uint8Array {
  const changed = signal === 'logs' ? withTime(record) : null;
  return changed ? encodeLogRecord(changed) : record.payload;
}

function textField(number: number, text: string): Uint8Array[] {
  return text === '' ? [] : rawField(number, [Buffer.from(text, 'utf8')]);
}
