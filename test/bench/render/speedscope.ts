/** The same spans for speedscope, a widely used viewer of flame graphs. */
import type { BenchSpan } from './session';

/**
 * Speedscope's "evented" profile: what opens and closes, in order. The spans have to nest, as those of the shape
 * `agents` do.
 */
export function speedscopeProfile(spans: readonly BenchSpan[]): string {
  const frames: { name: string }[] = [];
  const frameOf = new Map<string, number>();
  const children = new Map<string, BenchSpan[]>();
  for (const span of spans) {
    if (!frameOf.has(span.name)) frameOf.set(span.name, frames.push({ name: span.name }) - 1);
    const siblings = children.get(span.parentSpanId);
    if (siblings) siblings.push(span);
    else children.set(span.parentSpanId, [span]);
  }
  const events: string[] = [];
  let last = 0;
  const write = (span: BenchSpan) => {
    const frame = frameOf.get(span.name)!;
    events.push(`{"type":"O","frame":${frame},"at":${span.start}}`);
    for (const child of children.get(span.spanId) ?? []) write(child);
    events.push(`{"type":"C","frame":${frame},"at":${span.end}}`);
    last = Math.max(last, span.end);
  };
  for (const root of children.get('') ?? []) write(root);
  const profile = `{"type":"evented","name":"session","unit":"microseconds","startValue":0,"endValue":${last},"events":[${events.join(',')}]}`;
  return `{"$schema":"https://www.speedscope.app/file-format-schema.json","shared":{"frames":${JSON.stringify(frames)}},"profiles":[${profile}]}`;
}
