/** Spans as the OpenTelemetry SDK makes them, with everything that a span can carry. */
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, TraceFlags, trace } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';

const LINKED = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  traceFlags: TraceFlags.SAMPLED,
};

/** A failed tool call and, behind it, the model call that is its parent. */
export function realSpans(): ReadableSpan[] {
  const exporter = new InMemorySpanExporter();
  const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  const tracer = provider.getTracer('weather-agent', '1.2.3');
  const model = tracer.startSpan('chat gpt-4o-mini', { kind: SpanKind.CLIENT, startTime: [1544712660, 0] });
  model.setAttributes({
    'gen_ai.usage.input_tokens': 1137,
    'gen_ai.request.temperature': 0.25,
    'gen_ai.response.finish_reasons': ['tool_calls'],
    'gen_ai.request.stream': false,
    'app.scores': [0.5, 1, -3],
    'app.text': 'Grüße, 世界 🌍 "quoted" \\ \u2028',
    'app.empty': '',
    'app.large': Number.MAX_SAFE_INTEGER,
  });
  model.addEvent('first token', { 'app.index': 0 }, [1544712660, 123456789]);
  model.addLink({ context: LINKED, attributes: { reason: 'retry' } });
  const tool = tracer.startSpan(
    'execute_tool search_docs',
    { kind: SpanKind.INTERNAL, startTime: [1544712660, 300000001] },
    trace.setSpan(ROOT_CONTEXT, model),
  );
  tool.setStatus({ code: SpanStatusCode.ERROR, message: 'Tëst failed' });
  tool.end([1544712661, 999999999]);
  model.end([1544712662, 5]);
  return exporter.getFinishedSpans();
}
