// Sends spans over OTLP/HTTP in small batches while the run goes on, so that whoever watches sees it grow.
import { JsonTraceSerializer, ProtobufTraceSerializer } from './vendor/otlp-transformer.mjs';

const BATCH_EVERY_MS = 200;
const MOST_SPANS_PER_REQUEST = 64;
const REQUEST_TIMEOUT_MS = 5_000;

/**
 * Reads the standard variables `OTEL_EXPORTER_OTLP_ENDPOINT`, `OTEL_EXPORTER_OTLP_HEADERS` and
 * `OTEL_EXPORTER_OTLP_PROTOCOL` (`http/protobuf`, the default, or `http/json`). While the collector cannot be reached, spans wait for the next batch.
 */
export class OtlpExporter {
  #queue = [];
  #sending = undefined;
  #timer = setInterval(() => this.#flush(), BATCH_EVERY_MS);
  #sent = 0;
  #refusals = new Set();
  #unreachable = false;

  constructor(env = process.env) {
    this.endpoint = env.OTEL_EXPORTER_OTLP_ENDPOINT || 'http://127.0.0.1:4318';
    const json = env.OTEL_EXPORTER_OTLP_PROTOCOL === 'http/json';
    this.serializer = json ? JsonTraceSerializer : ProtobufTraceSerializer;
    this.headers = {
      ...headersOf(env.OTEL_EXPORTER_OTLP_HEADERS ?? ''),
      'content-type': json ? 'application/json' : 'application/x-protobuf',
    };
  }

  add(span) {
    this.#queue.push(span);
  }

  /** Sends what is left. Resolves to one plain sentence about how it went; never rejects. */
  async shutdown() {
    clearInterval(this.#timer);
    await this.#sending;
    await this.#flush();
    if (this.#refusals.size > 0) {
      return `The collector at ${this.endpoint} refused spans: ${[...this.#refusals].join('; ')}.`;
    }
    if (this.#unreachable) {
      return (
        `No collector answers at ${this.endpoint}, so ${this.#queue.length} spans were not recorded: ` +
        'run this in a traced terminal of Turnline.'
      );
    }
    return `Sent ${this.#sent} spans to ${this.endpoint}.`;
  }

  /** One request at a time: a collector that is slow gets fewer and larger batches. */
  #flush() {
    this.#sending ??= this.#sendQueue().finally(() => (this.#sending = undefined));
    return this.#sending;
  }

  async #sendQueue() {
    while (this.#queue.length > 0) {
      const batch = this.#queue.slice(0, MOST_SPANS_PER_REQUEST);
      const response = await this.#post(this.serializer.serializeRequest(batch));
      this.#unreachable = response === undefined;
      if (this.#unreachable) return;
      this.#queue.splice(0, batch.length);
      await this.#read(response, batch.length);
    }
  }

  /** A collector may also take a request and yet refuse some of its spans. */
  async #read(response, count) {
    const body = new Uint8Array(await response.arrayBuffer());
    if (!response.ok) {
      this.#refusals.add(`HTTP ${response.status}`);
      return;
    }
    const { partialSuccess } = this.serializer.deserializeResponse(body);
    this.#sent += count - Number(partialSuccess?.rejectedSpans ?? 0);
    if (partialSuccess?.errorMessage) this.#refusals.add(partialSuccess.errorMessage);
  }

  /** Undefined when nobody answers. */
  async #post(body) {
    try {
      return await fetch(`${this.endpoint.replace(/\/$/, '')}/v1/traces`, {
        method: 'POST',
        headers: this.headers,
        body,
        signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
      });
    } catch {
      return undefined;
    }
  }
}

/** `name=value,name=value`, percent-encoded. */
function headersOf(text) {
  const pairs = text.split(',').filter((pair) => pair.includes('='));
  return Object.fromEntries(
    pairs.map((pair) => {
      const [name, ...value] = pair.split('=');
      return [name, value.join('=')].map((part) => decodeURIComponent(part.trim()));
    }),
  );
}
