/**
 * An ExportTraceServiceRequest in protobuf whose spans are decoded one after the other, when they are wanted: hundreds
 * of decoded spans at once are megabytes that a garbage collector has to copy.
 */
import { readMessage } from './protobuf';
import type { Resource, Scope, Span } from './records';
import type { Message } from './schema';
import { RESOURCE, SCOPE, SPAN } from './schema';
import type { Stretch } from './wire';
import { tagOf, WIRE, WireReader } from './wire';

/** What the spans of one ScopeSpans share, and the spans. */
export interface LazyScopeSpans {
  resource: Resource;
  resourceSchemaUrl: string;
  scope: Scope;
  scopeSchemaUrl: string;
  spans: LazySpans;
}

// trace_service.proto and trace.proto: ExportTraceServiceRequest, ResourceSpans and ScopeSpans.
const RESOURCE_SPANS = tagOf(1, WIRE.lengthDelimited);
/** The resource of ResourceSpans, the scope of ScopeSpans. */
const ORIGIN = tagOf(1, WIRE.lengthDelimited);
/** ScopeSpans of ResourceSpans, spans of ScopeSpans. */
const MEMBERS = tagOf(2, WIRE.lengthDelimited);
const SCHEMA_URL = tagOf(3, WIRE.lengthDelimited);

/** Decoded anew each time; an `OtlpDecodeError` comes when the broken span is reached. */
export class LazySpans implements Iterable<Span> {
  constructor(
    private readonly bytes: Uint8Array,
    private readonly stretches: readonly Stretch[],
  ) {}

  get count(): number {
    return this.stretches.length;
  }

  /** The spans as they were sent, undecoded. */
  *messages(): Generator<Uint8Array, void, undefined> {
    for (const { start, end } of this.stretches) yield this.bytes.subarray(start, end);
  }

  *[Symbol.iterator](): Generator<Span, void, undefined> {
    const reader = new WireReader(this.bytes);
    for (const stretch of this.stretches) {
      const outerEnd = reader.goTo(stretch);
      reader.budget.take();
      yield readMessage(reader, SPAN, SPAN.create());
      reader.leave(outerEnd);
    }
  }
}

/** Throws an `OtlpDecodeError` when what is around the spans is broken. */
export function decodeTracesLazily(bytes: Uint8Array): LazyScopeSpans[] {
  const reader = new WireReader(bytes);
  const scopes: LazyScopeSpans[] = [];
  while (reader.more) {
    const tag = reader.tag();
    if (tag !== RESOURCE_SPANS) reader.skip(tag);
    else readResourceSpans(reader, bytes, scopes);
  }
  return scopes;
}

function readResourceSpans(reader: WireReader, bytes: Uint8Array, scopes: LazyScopeSpans[]): void {
  const resource = RESOURCE.create();
  const own: LazyScopeSpans[] = [];
  let schemaUrl = '';
  const outerEnd = reader.enter();
  while (reader.more) {
    const tag = reader.tag();
    if (tag === ORIGIN) readInto(reader, RESOURCE, resource);
    else if (tag === MEMBERS) own.push(readScopeSpans(reader, bytes, resource));
    else if (tag === SCHEMA_URL) schemaUrl = reader.string();
    else reader.skip(tag);
  }
  reader.leave(outerEnd);
  for (const each of own) scopes.push({ ...each, resourceSchemaUrl: schemaUrl });
}

function readScopeSpans(reader: WireReader, bytes: Uint8Array, resource: Resource): LazyScopeSpans {
  const scope = SCOPE.create();
  const stretches: Stretch[] = [];
  let scopeSchemaUrl = '';
  const outerEnd = reader.enter();
  while (reader.more) {
    const tag = reader.tag();
    if (tag === ORIGIN) readInto(reader, SCOPE, scope);
    else if (tag === MEMBERS) stretches.push(reader.pass());
    else if (tag === SCHEMA_URL) scopeSchemaUrl = reader.string();
    else reader.skip(tag);
  }
  reader.leave(outerEnd);
  return { resource, resourceSchemaUrl: '', scope, scopeSchemaUrl, spans: new LazySpans(bytes, stretches) };
}

/** Steps into a message that is the resource or scope, or a part of it. */
function readInto<T extends object>(reader: WireReader, message: Message<T>, record: T): void {
  const outerEnd = reader.enter();
  readMessage(reader, message, record);
  reader.leave(outerEnd);
}
