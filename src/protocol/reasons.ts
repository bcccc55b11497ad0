/** The reasons that `status` counts, in words: why something was not kept, and what to do about it. */
import { SETTING, SETTINGS_SECTION } from './ids';
import type { EpochMs } from './units';

/** Something that was not kept as it came, with why. */
export interface CountedReason {
  /** Short and stable, e.g. `malformed-protobuf`, `invalid-span-id`, `unsupported-signal`. */
  reason: string;
  /** Items (spans, log records, data points) where they could be counted, else requests. */
  count: number;
  last: EpochMs;
}

export interface ReasonText {
  /** What `count` counts, singular and plural. */
  noun: readonly [one: string, many: string];
  /** Completes "12 requests were refused: …". */
  why: string;
  /** A sentence or two. */
  advice: string;
}

const TOKEN_SETTING = `${SETTINGS_SECTION}.${SETTING.requireToken}`;

const REQUEST = ['request', 'requests'] as const;
const CALL = ['gRPC call', 'gRPC calls'] as const;
const ITEM = ['item', 'items'] as const;

const VALID_IDS =
  'Whoever made them does not follow OTLP: a trace id has 16 bytes, a span id 8, and neither is all zero. Let an OpenTelemetry SDK make the ids.';
const USE_OTLP_EXPORTER = 'Use an OTLP exporter as it is, without a proxy that rewrites its requests.';
const SMALLER_BATCHES = 'Lower the exporter’s batch size (OTEL_BSP_MAX_EXPORT_BATCH_SIZE).';
const SENDERS_RETRY = 'Nothing needs to be done while it stays rare: exporters send the same again.';

/** Why a request, or an item of one, was refused. */
const REJECTION: Readonly<Record<string, ReasonText>> = {
  'invalid-trace-id': {
    noun: ITEM,
    why: 'the trace id is not 16 bytes, or all zero',
    advice: VALID_IDS,
  },
  'invalid-span-id': {
    noun: ITEM,
    why: 'the span id, or the parent’s, is not 8 bytes, or all zero',
    advice: VALID_IDS,
  },
  'missing-metric-name': {
    noun: ['data point', 'data points'],
    why: 'the metric has no name',
    advice: 'Give the instrument a name in the program that records it.',
  },
  'forbidden-host': {
    noun: REQUEST,
    why: 'the Host header does not name this machine',
    advice: 'Send to http://127.0.0.1 or http://localhost, with the port that Turnline listens on.',
  },
  'forbidden-origin': {
    noun: REQUEST,
    why: 'sent by a web page',
    advice: 'Turnline takes traces from programs only. Export from the server’s side of the application.',
  },
  'missing-token': {
    noun: REQUEST,
    why: 'without the token that Turnline asks for',
    advice: `Run the agent in a traced terminal, or switch the setting ${TOKEN_SETTING} off.`,
  },
  'wrong-token': {
    noun: REQUEST,
    why: 'the token is not the one that Turnline asks for',
    advice: `Start the agent again in a new traced terminal, or switch the setting ${TOKEN_SETTING} off.`,
  },
  'grpc-on-http-port': {
    noun: ['connection', 'connections'],
    why: 'a gRPC exporter sends to the port for HTTP',
    advice: 'Set OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf, or point the exporter to the port for gRPC.',
  },
  'http-on-grpc-port': {
    noun: REQUEST,
    why: 'an HTTP exporter sends to the port for gRPC',
    advice: 'Set OTEL_EXPORTER_OTLP_PROTOCOL=grpc, or point the exporter to the port for HTTP.',
  },
  'tls-not-supported': {
    noun: ['connection', 'connections'],
    why: 'the sender wants TLS, and Turnline listens on this machine without it',
    advice: 'Use http:// in OTEL_EXPORTER_OTLP_ENDPOINT; for gRPC, set OTEL_EXPORTER_OTLP_INSECURE=true.',
  },
  'headers-too-large': {
    noun: REQUEST,
    why: 'the headers are larger than what Turnline takes',
    advice: 'Shorten OTEL_EXPORTER_OTLP_HEADERS.',
  },
  'unknown-path': {
    noun: REQUEST,
    why: 'the path is none of OTLP’s',
    advice:
      'OTEL_EXPORTER_OTLP_ENDPOINT is the address without a path; a signal’s own variable or setting needs the whole path, such as /v1/traces.',
  },
  'unsupported-signal': {
    noun: REQUEST,
    why: 'Turnline does not keep this signal',
    advice: 'Turnline keeps traces, logs and metrics. Switch the exporter of the other signal off.',
  },
  'method-not-allowed': {
    noun: REQUEST,
    why: 'OTLP is sent with POST',
    advice: 'Something other than an exporter asks at this port, such as a browser or a health check.',
  },
  'unsupported-content-type': {
    noun: REQUEST,
    why: 'the Content-Type is neither application/x-protobuf nor application/json',
    advice: 'Set OTEL_EXPORTER_OTLP_PROTOCOL to http/protobuf or http/json.',
  },
  'unsupported-content-encoding': {
    noun: REQUEST,
    why: 'compressed in a way that Turnline does not know',
    advice: 'Set OTEL_EXPORTER_OTLP_COMPRESSION to gzip or none.',
  },
  'body-too-large': {
    noun: REQUEST,
    why: 'larger than what Turnline takes at once',
    advice: SMALLER_BATCHES,
  },
  'too-many-records': {
    noun: REQUEST,
    why: 'holding more small records than Turnline takes into memory at once',
    advice: SMALLER_BATCHES,
  },
  'corrupt-compression': {
    noun: REQUEST,
    why: 'the compressed content is damaged',
    advice: `${USE_OTLP_EXPORTER} If it happens without one, set OTEL_EXPORTER_OTLP_COMPRESSION to none.`,
  },
  'unexpected-compression': {
    noun: CALL,
    why: 'a message is compressed although its call does not say how',
    advice: USE_OTLP_EXPORTER,
  },
  'incomplete-body': {
    noun: REQUEST,
    why: 'the sender went away before the end',
    advice:
      'Let the program flush before it ends: call forceFlush() or shutdown() of its tracer provider and wait for it.',
  },
  'slow-body': {
    noun: REQUEST,
    why: 'the sender took too long',
    advice: 'Look whether the sending program hangs, or stood in a debugger.',
  },
  'malformed-protobuf': {
    noun: REQUEST,
    why: 'the content is not OTLP in protobuf',
    advice: `Check that the exporter’s protocol fits its port. ${USE_OTLP_EXPORTER}`,
  },
  'malformed-json': {
    noun: REQUEST,
    why: 'the content is not OTLP in JSON',
    advice: `Set OTEL_EXPORTER_OTLP_PROTOCOL to http/protobuf if the exporter can do both. ${USE_OTLP_EXPORTER}`,
  },
  'malformed-file': {
    noun: ['part of a file', 'parts of files'],
    why: 'what was to be imported there is not OTLP',
    advice: 'Import the file again: what is said at the end names the lines.',
  },
  'malformed-http': {
    noun: ['connection', 'connections'],
    why: 'what was sent is not HTTP/1.1',
    advice:
      'A gRPC exporter may be pointed at the HTTP port: set OTEL_EXPORTER_OTLP_PROTOCOL to fit the port, or the endpoint to fit the protocol.',
  },
  'malformed-grpc': {
    noun: CALL,
    why: 'what was sent is not a gRPC message',
    advice:
      'An HTTP exporter may be pointed at the gRPC port: set OTEL_EXPORTER_OTLP_PROTOCOL to fit the port, or the endpoint to fit the protocol.',
  },
  'too-many-connections': {
    noun: ['connection', 'connections'],
    why: 'too many were open at once',
    advice: 'Look for a program that opens a new connection for every export and does not close it.',
  },
  // Refused before anybody has read what is in it: reading it is what there is no room for.
  overloaded: {
    noun: REQUEST,
    why: 'more came at once than can be stored',
    advice: SENDERS_RETRY,
  },
  'memory-limit': {
    noun: ITEM,
    why: 'the memory limit is reached, and all sessions are live or pinned',
    advice: `Unpin sessions, or raise the setting ${SETTINGS_SECTION}.${SETTING.memoryMaxMegabytes}.`,
  },
  'journal-unavailable': {
    noun: ITEM,
    why: 'Turnline could not write to its journal first',
    advice: 'Exporters send the same again, for some minutes at most: see what is said of the journal.',
  },
  'internal-error': {
    noun: ITEM,
    why: 'Turnline itself failed',
    advice: 'This is a defect of Turnline. Please report it with the log (command “Turnline: Show Log”).',
  },
};

const VALUE = ['value', 'values'] as const;
const LOG_RECORD = ['log record', 'log records'] as const;

/** Why something is kept, but not as it came. `why` completes "5 values were shortened: …". */
const TRUNCATION: Readonly<Record<string, ReasonText>> = {
  'too-many-attributes': {
    noun: VALUE,
    why: 'more attributes than Turnline keeps of one span',
    advice: 'Let the program record fewer attributes, or several items in one attribute as JSON.',
  },
  'nested-too-deep': {
    noun: VALUE,
    why: 'lists within lists, deeper than Turnline keeps',
    advice: 'Let the program record such a value as JSON text.',
  },
  'invalid-trace-id': {
    noun: LOG_RECORD,
    why: 'the trace id is not 16 bytes, so that they belong to no span',
    advice: VALID_IDS,
  },
  'invalid-span-id': {
    noun: LOG_RECORD,
    why: 'the span id is not 8 bytes, so that they belong to no span',
    advice: VALID_IDS,
  },
};

/** What to say of a reason that has no text of its own: its name says something too. */
function unknownReason(reason: string): ReasonText {
  return {
    noun: ITEM,
    why: reason.replaceAll('-', ' '),
    advice: 'The log says more (command “Turnline: Show Log”).',
  };
}

export function rejectionText(reason: string): ReasonText {
  return REJECTION[reason] ?? unknownReason(reason);
}

export function truncationText(reason: string): ReasonText {
  return TRUNCATION[reason] ?? unknownReason(reason);
}

/** "12 requests", "1 item". */
export function counted(count: number, [one, many]: readonly [string, string]): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
}
