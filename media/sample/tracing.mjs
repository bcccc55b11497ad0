// A tiny tracer: what an OpenTelemetry SDK does, small enough to read. A span knows its parent through the
// asynchronous context it was started in, and is handed to the exporter the moment it ends.
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';

/** `SpanKind` and `SpanStatusCode` of the OpenTelemetry API. */
const KIND = { internal: 0, client: 2 };
const STATUS = { unset: 0, error: 2 };
const SAMPLED = 1;

const SCOPE = { name: 'turnline-sample', version: '1.0.0' };

export class Tracer {
  #current = new AsyncLocalStorage();
  #exporter;
  #resource;

  /**
   * @param {string} serviceName
   * @param {{ add(span: Span): void }} exporter
   */
  constructor(serviceName, exporter) {
    this.#exporter = exporter;
    // By the process, which an SDK's resource detectors tell, VS Code finds the terminal of an agent in a loop.
    this.#resource = { attributes: { 'service.name': serviceName, 'process.pid': process.pid } };
  }

  /**
   * Runs `work` inside a span, which ends with it. An error that leaves `work` is recorded and thrown on.
   *
   * @template T
   * @param {string} name
   * @param {{ kind?: keyof typeof KIND, attributes: object }} options
   * @param {(span: Span) => Promise<T>} work
   */
  async inSpan(name, { kind = 'internal', attributes }, work) {
    const parent = this.#current.getStore();
    const span = new Span({ name, kind: KIND[kind], parent, attributes, resource: this.#resource });
    try {
      return await this.#current.run(span, () => work(span));
    } catch (error) {
      span.recordError(error);
      throw error;
    } finally {
      span.end();
      this.#exporter.add(span);
    }
  }
}

/** Has the shape of the SDK's `ReadableSpan`, which OpenTelemetry's serializers take. */
class Span {
  events = [];
  links = [];
  status = { code: STATUS.unset };
  startTime = now();
  endTime = undefined;
  instrumentationScope = SCOPE;
  droppedAttributesCount = 0;
  droppedEventsCount = 0;
  droppedLinksCount = 0;

  #context;

  constructor({ name, kind, parent, attributes, resource }) {
    this.name = name;
    this.kind = kind;
    this.attributes = { ...attributes };
    this.resource = resource;
    this.parentSpanContext = parent?.spanContext();
    this.#context = {
      traceId: this.parentSpanContext?.traceId ?? randomBytes(16).toString('hex'),
      spanId: randomBytes(8).toString('hex'),
      traceFlags: SAMPLED,
    };
  }

  spanContext() {
    return this.#context;
  }

  setAttributes(attributes) {
    Object.assign(this.attributes, attributes);
  }

  /** An error with a `type` of its own (such as `timeout`) keeps it; else its class says what it is. */
  recordError(error) {
    this.status = { code: STATUS.error, message: error.message };
    this.setAttributes({ 'error.type': error.type ?? error.name });
    this.events.push({
      name: 'exception',
      time: now(),
      attributes: {
        'exception.type': error.name,
        'exception.message': error.message,
        'exception.stacktrace': error.stack,
      },
    });
  }

  end() {
    this.endTime = now();
  }
}

/** Seconds and nanoseconds since 1970. */
function now() {
  const ms = performance.timeOrigin + performance.now();
  return [Math.floor(ms / 1000), Math.floor((ms % 1000) * 1e6)];
}
