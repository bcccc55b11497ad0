import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { JsonTraceSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { OtlpDecodeError } from '../../../src/otlp/decodeError';
import { decodeTracesRequestJson } from '../../../src/otlp/json';
import {
  DecodeNotes,
  MAX_ATTRIBUTES,
  MAX_RECORDS,
  MAX_VALUE_DEPTH,
  TOO_DEEP,
} from '../../../src/otlp/limits';
import {
  decodeResource,
  decodeScope,
  decodeSpan,
  decodeTracesRequest,
  encodeResource,
  encodeScope,
  encodeSpan,
  encodeTracesRequest,
} from '../../../src/otlp/protobuf';
import type { AnyValue, Attributes, Span, TracesRequest } from '../../../src/otlp/records';
import { Random } from '../support/random';
import { event, otlpSpan, resource, scope } from '../support/spans';
import { realSpans } from './realSpans';

const RECORDED = join(import.meta.dirname, '../../fixtures/otlp');

function spansOf(request: TracesRequest): Span[] {
  return request.resourceSpans.flatMap((each) => each.scopeSpans).flatMap((each) => each.spans);
}

function serialised(): Uint8Array {
  const bytes = ProtobufTraceSerializer.serializeRequest(realSpans());
  if (!bytes) throw new Error('nothing serialised');
  return bytes;
}

/** A request with one span that has one attribute of this AnyValue. */
function requestWithValue(anyValue: Uint8Array): Uint8Array {
  const nested = (number: number, content: Uint8Array) =>
    new BinaryWriter().tag(number, WireType.LengthDelimited).bytes(content).finish();
  return [2, 9, 2, 2, 1].reduce((content, number) => nested(number, content), anyValue);
}

function valueIn(bytes: Uint8Array): AnyValue | undefined {
  return spansOf(decodeTracesRequest(bytes))[0]?.attributes.get('');
}

function anyValue(write: (writer: BinaryWriter) => BinaryWriter): Uint8Array {
  return requestWithValue(write(new BinaryWriter()).finish());
}

describe("the OpenTelemetry SDK's requests", () => {
  const request = decodeTracesRequest(serialised());
  const [tool, model] = spansOf(request) as [Span, Span];

  it('are the same records in protobuf and JSON', () => {
    const json = new TextDecoder().decode(JsonTraceSerializer.serializeRequest(realSpans()));
    const fromJson = decodeTracesRequestJson(json);
    const [otherTool, otherModel] = spansOf(fromJson) as [Span, Span];
    // The ids are random each time.
    for (const [one, other] of [
      [tool, otherTool],
      [model, otherModel],
    ] as const) {
      Object.assign(other, { traceId: one.traceId, spanId: one.spanId, parentSpanId: one.parentSpanId });
    }
    expect(fromJson).toEqual(request);
  });

  it('keep nanoseconds, ids, kind, status and flags', () => {
    expect(tool).toMatchObject({
      name: 'execute_tool search_docs',
      traceId: model.traceId,
      parentSpanId: model.spanId,
      kind: 1,
      startTimeUnixNano: 1544712660300000001n,
      endTimeUnixNano: 1544712661999999999n,
      status: { code: 2, message: 'Tëst failed' },
    });
    expect(model).toMatchObject({ kind: 3, parentSpanId: '', flags: 257, status: { code: 0, message: '' } });
    expect(model.traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(model.spanId).toMatch(/^[0-9a-f]{16}$/);
  });

  it('keep the type of every attribute value, in order', () => {
    expect([...model.attributes]).toEqual([
      ['gen_ai.usage.input_tokens', 1137n],
      ['gen_ai.request.temperature', 0.25],
      ['gen_ai.response.finish_reasons', ['tool_calls']],
      ['gen_ai.request.stream', false],
      ['app.scores', [0.5, 1n, -3n]],
      ['app.text', 'Grüße, 世界 🌍 "quoted" \\ \u2028'],
      ['app.empty', ''],
      ['app.large', 9007199254740991n],
    ]);
  });

  it('keep events, links, resource and scope', () => {
    expect(model.events).toEqual([
      {
        name: 'first token',
        timeUnixNano: 1544712660123456789n,
        attributes: new Map([['app.index', 0n]]),
        droppedAttributesCount: 0,
      },
    ]);
    expect(model.links).toMatchObject([
      {
        traceId: '0af7651916cd43dd8448eb211c80319c',
        spanId: 'b7ad6b7169203331',
        attributes: new Map([['reason', 'retry']]),
      },
    ]);
    expect(request.resourceSpans[0]?.resource.attributes.get('telemetry.sdk.language')).toBe('nodejs');
    expect(request.resourceSpans[0]?.scopeSpans[0]?.scope).toMatchObject({
      name: 'weather-agent',
      version: '1.2.3',
    });
  });
});

describe('recorded requests', () => {
  const recordings = readdirSync(RECORDED, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('truth.json'))
    .map((file) => join(RECORDED, file, '..'));

  it.each(recordings)('%s decode to as many spans as were sent', (directory) => {
    const truth = JSON.parse(readFileSync(join(directory, 'truth.json'), 'utf8')) as { spans: number };
    const spans = readdirSync(directory)
      .filter((file) => file.includes('-traces.'))
      .map((file) => readFileSync(join(directory, file)))
      .flatMap((body) =>
        spansOf(body[0] === 0x7b ? decodeTracesRequestJson(body.toString()) : decodeTracesRequest(body)),
      );
    expect(spans).toHaveLength(truth.spans);
    for (const span of spans) expect(decodeSpan(encodeSpan(span))).toEqual(span);
  });
});

describe('the rules of proto3', () => {
  it('take the last value of a repeated scalar field and append repeated messages', () => {
    const span = new BinaryWriter();
    span.tag(5, WireType.LengthDelimited).string('first').tag(5, WireType.LengthDelimited).string('last');
    for (const name of ['a', 'b']) {
      span.tag(11, WireType.LengthDelimited).fork().tag(2, WireType.LengthDelimited).string(name).join();
    }
    const decoded = decodeSpan(span.finish());
    expect(decoded.name).toBe('last');
    expect(decoded.events.map((event) => event.name)).toEqual(['a', 'b']);
  });

  it('merge embedded messages', () => {
    const span = new BinaryWriter();
    span.tag(15, WireType.LengthDelimited).fork().tag(2, WireType.LengthDelimited).string('why').join();
    span.tag(15, WireType.LengthDelimited).fork().tag(3, WireType.Varint).int32(2).join();
    expect(decodeSpan(span.finish()).status).toEqual({ code: 2, message: 'why' });
  });

  it('merge lists of a value and let the last member of a oneof win', () => {
    const list = (text: string) => (writer: BinaryWriter) =>
      writer
        .tag(5, WireType.LengthDelimited)
        .fork()
        .tag(1, WireType.LengthDelimited)
        .fork()
        .tag(1, WireType.LengthDelimited)
        .string(text)
        .join()
        .join();
    expect(valueIn(anyValue((w) => list('b')(list('a')(w))))).toEqual(['a', 'b']);
    expect(valueIn(anyValue((w) => list('a')(w).tag(3, WireType.Varint).int64(-5n)))).toBe(-5n);
  });

  it('skip unknown fields, and known ones of another wire type', () => {
    const span = new BinaryWriter();
    span.tag(99, WireType.LengthDelimited).string('future').tag(5, WireType.Varint).uint32(1);
    span.tag(200, WireType.StartGroup).tag(1, WireType.Varint).uint32(1).tag(200, WireType.EndGroup);
    span.tag(7, WireType.Varint).uint32(5).tag(5, WireType.LengthDelimited).string('kept');
    expect(decodeSpan(span.finish())).toMatchObject({ name: 'kept', startTimeUnixNano: 0n });
  });

  it('keep enum numbers that have no name', () => {
    const span = new BinaryWriter().tag(6, WireType.Varint).int32(-7).finish();
    expect(decodeSpan(span).kind).toBe(-7);
    expect(decodeSpan(encodeSpan(decodeSpan(span))).kind).toBe(-7);
  });

  it('know a value that is not set from a default one', () => {
    expect(valueIn(anyValue((w) => w))).toBeNull();
    expect(valueIn(anyValue((w) => w.tag(1, WireType.LengthDelimited).string('')))).toBe('');
    expect(valueIn(anyValue((w) => w.tag(2, WireType.Varint).bool(false)))).toBe(false);
    expect(valueIn(anyValue((w) => w.tag(5, WireType.LengthDelimited).bytes(new Uint8Array(0))))).toEqual([]);
    expect(valueIn(anyValue((w) => w.tag(7, WireType.LengthDelimited).bytes(Uint8Array.of(1))))).toEqual(
      Uint8Array.of(1),
    );
  });

  it('make no difference between an empty request and empty envelopes', () => {
    expect(decodeTracesRequest(new Uint8Array(0))).toEqual({ resourceSpans: [] });
    const envelope = new BinaryWriter().tag(1, WireType.LengthDelimited).bytes(new Uint8Array(0)).finish();
    expect(spansOf(decodeTracesRequest(envelope))).toEqual([]);
  });

  it('read a parent of zero bytes as no parent', () => {
    const span = new BinaryWriter().tag(4, WireType.LengthDelimited).bytes(new Uint8Array(8)).finish();
    expect(decodeSpan(span).parentSpanId).toBe('');
  });
});

describe('round trip', () => {
  const random = new Random(42);
  const TEXTS = ['', 'a', 'gen_ai.request.model', 'é世🌍', 'x'.repeat(300), '__proto__', '\u0000'] as const;

  function randomValue(depth: number): AnyValue {
    switch (random.below(depth > 3 ? 6 : 8)) {
      case 0:
        return null;
      case 1:
        return random.pick(TEXTS);
      case 2:
        return random.next() < 0.5;
      case 3:
        return BigInt.asIntN(64, random.uint64() >> BigInt(random.below(64)));
      case 4:
        return random.pick([0, -0, 1, 0.1, -1e-300, NaN, Infinity]);
      case 5:
        return random.bytes(random.below(200));
      case 6:
        return Array.from({ length: random.below(4) }, () => randomValue(depth + 1));
      default:
        return randomAttributes(depth + 1);
    }
  }

  function randomAttributes(depth = 0): Attributes {
    return new Map(
      Array.from({ length: random.below(6) }, (_, i) => [
        random.pick(TEXTS) + String(i % 3),
        randomValue(depth),
      ]),
    );
  }

  function hex(bytes: number): string {
    return Buffer.from(random.bytes(bytes)).toString('hex');
  }

  function randomSpan(): Span {
    const count = () => random.below(3) * random.below(2 ** 32);
    return {
      traceId: hex(16),
      spanId: hex(8),
      parentSpanId: random.pick(['', hex(8)]),
      traceState: random.pick(TEXTS),
      flags: random.below(2 ** 32),
      name: random.pick(TEXTS),
      kind: random.below(6),
      startTimeUnixNano: random.uint64(),
      endTimeUnixNano: random.uint64(),
      attributes: randomAttributes(),
      droppedAttributesCount: count() % 2 ** 32,
      events: Array.from({ length: random.below(4) }, () => ({
        timeUnixNano: random.uint64(),
        name: random.pick(TEXTS),
        attributes: randomAttributes(),
        droppedAttributesCount: count() % 2 ** 32,
      })),
      droppedEventsCount: random.below(5),
      links: Array.from({ length: random.below(4) }, () => ({
        traceId: hex(16),
        spanId: hex(8),
        traceState: random.pick(TEXTS),
        attributes: randomAttributes(),
        droppedAttributesCount: random.below(5),
        flags: random.below(2 ** 32),
      })),
      droppedLinksCount: random.below(5),
      status: { code: random.below(3), message: random.pick(TEXTS) },
    };
  }

  it('of spans is exact, attribute order included', () => {
    for (let round = 0; round < 500; round++) {
      const span = randomSpan();
      const decoded = decodeSpan(encodeSpan(span));
      expect(decoded).toEqual(span);
      expect([...decoded.attributes.keys()]).toEqual([...span.attributes.keys()]);
    }
  });

  it('of resource, scope and request is exact', () => {
    const resource = { attributes: randomAttributes(), droppedAttributesCount: 3 };
    const scope = { name: 'ai', version: '7', attributes: randomAttributes(), droppedAttributesCount: 1 };
    const request = {
      resourceSpans: [
        {
          resource,
          schemaUrl: 'https://a',
          scopeSpans: [{ scope, schemaUrl: 'https://b', spans: [randomSpan()] }],
        },
      ],
    };
    expect(decodeResource(encodeResource(resource))).toEqual(resource);
    expect(decodeScope(encodeScope(scope))).toEqual(scope);
    expect(decodeTracesRequest(encodeTracesRequest(request))).toEqual(request);
  });
});

describe('malformed requests', () => {
  /** Runs the decoder; anything but success or an OtlpDecodeError fails the test. */
  function decodes(bytes: Uint8Array): boolean {
    try {
      decodeTracesRequest(bytes);
      return true;
    } catch (error) {
      if (!(error instanceof OtlpDecodeError)) throw error;
      return false;
    }
  }

  it('say where they stop making sense', () => {
    const request = decodeTracesRequest(serialised());
    const bytes = encodeTracesRequest({
      resourceSpans: [...request.resourceSpans, ...request.resourceSpans],
    });
    expect(() => decodeTracesRequest(bytes.subarray(0, bytes.length - 3))).toThrow(
      /^resourceSpans\[1\]: \d+ bytes announced/,
    );

    // A string that claims to be longer than the attribute around it.
    const broken = new BinaryWriter();
    const attribute = (writer: BinaryWriter, bytes: number[]) =>
      writer.tag(9, WireType.LengthDelimited).bytes(Uint8Array.from(bytes));
    attribute(broken, [0x0a, 0x01, 0x61]);
    attribute(broken, [0x0a, 0x05, 0x62]);
    const scope = new BinaryWriter().tag(2, WireType.LengthDelimited).fork().join();
    const inScope = scope.tag(2, WireType.LengthDelimited).bytes(broken.finish()).finish();
    const inResource = new BinaryWriter().tag(2, WireType.LengthDelimited).bytes(inScope).finish();
    const whole = new BinaryWriter().tag(1, WireType.LengthDelimited).bytes(inResource).finish();
    expect(() => decodeTracesRequest(whole)).toThrow(
      'resourceSpans[0].scopeSpans[0].spans[1].attributes[1]: 5 bytes announced, 1 left: the message is cut off',
    );
  });

  it('cut off at any byte fail cleanly or are a shorter request', () => {
    const bytes = serialised();
    for (let length = 1; length < bytes.length; length++)
      expect(decodes(bytes.subarray(0, length))).toBe(false);
  });

  it('with random damage fail cleanly', () => {
    const bytes = serialised();
    const random = new Random(7);
    let refused = 0;
    for (let round = 0; round < 20_000; round++) {
      const damaged = Uint8Array.from(bytes);
      for (let hits = 1 + random.below(4); hits > 0; hits--)
        damaged[random.below(damaged.length)] = random.below(256);
      if (!decodes(damaged)) refused++;
    }
    expect(refused).toBeGreaterThan(1000);
    for (let round = 0; round < 20_000; round++) decodes(random.bytes(random.below(64)));
  });

  it('may nest values only so deep', () => {
    const nested = (levels: number) => {
      let value: Uint8Array = new BinaryWriter().tag(2, WireType.Varint).bool(true).finish();
      for (let level = 0; level < levels; level++) {
        const list = new BinaryWriter().tag(1, WireType.LengthDelimited).bytes(value).finish();
        value = new BinaryWriter().tag(5, WireType.LengthDelimited).bytes(list).finish();
      }
      return requestWithValue(value);
    };
    expect(decodes(nested(MAX_VALUE_DEPTH))).toBe(true);
    expect(JSON.stringify(valueIn(nested(MAX_VALUE_DEPTH + 1)))).toBe(
      '['.repeat(MAX_VALUE_DEPTH) + JSON.stringify(TOO_DEEP) + ']'.repeat(MAX_VALUE_DEPTH),
    );
    const notes = new DecodeNotes();
    decodeTracesRequest(nested(2_000), notes);
    expect(notes.truncated).toEqual([{ reason: 'nested-too-deep', count: 1 }]);
  });

  it.each<[string, boolean, (writer: BinaryWriter) => BinaryWriter]>([
    ['one string', true, (writer) => writer.tag(1, WireType.LengthDelimited).string('a')],
    [
      'a string after a string',
      false,
      (writer) =>
        writer.tag(1, WireType.LengthDelimited).string('a').tag(1, WireType.LengthDelimited).string('b'),
    ],
    [
      'a number after a string',
      false,
      (writer) => writer.tag(1, WireType.LengthDelimited).string('a').tag(3, WireType.Varint).int64(1),
    ],
    ['an unknown field', false, (writer) => writer.tag(99, WireType.LengthDelimited).string('a')],
    ['a known one of another type', false, (writer) => writer.tag(2, WireType.LengthDelimited).string('a')],
  ])('are noted as read completely, or not: %s', (_what, complete, write) => {
    const notes = new DecodeNotes();
    decodeTracesRequest(anyValue(write), notes);
    expect(notes.complete).toBe(complete);
  });

  it('are noted as not read completely when a name or an attribute comes twice', () => {
    const field = (number: number, content: Uint8Array) =>
      new BinaryWriter().tag(number, WireType.LengthDelimited).bytes(content).finish();
    const inRequest = (...fields: Uint8Array[]) => field(1, field(2, field(2, Buffer.concat(fields))));
    const [name, attribute] = [field(5, Buffer.from('name')), field(9, field(1, Buffer.from('key')))];
    const complete = (...fields: Uint8Array[]) => {
      const notes = new DecodeNotes();
      decodeTracesRequest(inRequest(...fields), notes);
      return notes.complete;
    };
    expect(complete(name, attribute)).toBe(true);
    expect(complete(name, name)).toBe(false);
    expect(complete(attribute, attribute)).toBe(false);
  });

  it('lose what is beyond the most attributes, and count it where it was', () => {
    const entries = Array.from({ length: MAX_ATTRIBUTES + 5 }, (_, index): [string, AnyValue] => [
      `k${index}`,
      1n,
    ]);
    const many = new Map(entries);
    const sent = otlpSpan({ droppedAttributesCount: 2, events: [event('few', { a: 1 }), event('many')] });
    sent.attributes = many;
    sent.events[1]!.attributes = many;
    const list = otlpSpan();
    list.attributes = new Map([['list', many]]);
    const notes = new DecodeNotes();
    const request = decodeTracesRequest(
      encodeTracesRequest({
        resourceSpans: [
          {
            resource: resource(),
            schemaUrl: '',
            scopeSpans: [{ scope: scope(), schemaUrl: '', spans: [sent, list] }],
          },
        ],
      }),
      notes,
    );
    const [kept, keptList] = spansOf(request);
    expect(kept).toMatchObject({
      droppedAttributesCount: 7,
      events: [{ droppedAttributesCount: 0 }, { droppedAttributesCount: 5 }],
    });
    expect([...kept!.attributes]).toEqual(entries.slice(0, MAX_ATTRIBUTES));
    // Each an attribute's own value, whatever its size.
    expect(keptList!.attributes).toEqual(list.attributes);
    expect(notes.truncated).toEqual([{ reason: 'too-many-attributes', count: 10 }]);
  });

  it('may not turn a few bytes into gigabytes', { timeout: 30_000 }, () => {
    // An empty event takes two bytes.
    const events = Buffer.alloc(2 * (MAX_RECORDS + 1), Buffer.of(0x5a, 0x00));
    expect(() => decodeSpan(events)).toThrow(/^events\[\d+\]: more than 1000000 records/);
    expect(decodeSpan(events.subarray(0, 2_000)).events).toHaveLength(1_000);
  });
});
