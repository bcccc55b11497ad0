/** What was received of a span: its attributes with all around them, and the whole of it. */
import type { JsonValue, SpanDetails, ValuePath } from '../../src/protocol/spans';
import type { Section } from '../ui/sections';
import { absent } from './parts';
import type { SpanView } from './spanView';
import { treePart } from './valuePart';

type Values = Record<string, JsonValue>;

export function attributesSections(view: SpanView): Section[] {
  const { attributes, events, links, resource, scope } = view.details.raw;
  const value: Values = {
    attributes: sorted(attributes),
    ...(events.length > 0 ? { events: events as unknown as JsonValue } : {}),
    ...(links.length > 0 ? { links: links as unknown as JsonValue } : {}),
    resource: sorted(resource),
    scope: { ...scope },
  };
  const lost = lostIn(view.details.raw);
  return [
    ...(lost === '' ? [] : [{ key: 'lost', state: lost, build: () => absent(lost) }]),
    {
      key: 'tree',
      state: [value, view.details.cut],
      build: () =>
        treePart(view, {
          heading: 'Attributes',
          value,
          where: (path) => ['raw', ...path],
          filters: true,
          name: 'attributes',
        }),
    },
  ];
}

/** With the names of OTLP's JSON, attributes as an object. */
export function rawSections(view: SpanView): Section[] {
  const { span, raw } = view.details;
  const { kind, startTimeUnixNano, endTimeUnixNano, traceState, statusMessage, ...rest } = raw;
  const value: Values = {
    traceId: span.traceId,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId,
    name: span.name,
    kind,
    startTimeUnixNano,
    endTimeUnixNano,
    status: { code: span.status, message: statusMessage },
    ...(traceState === '' ? {} : { traceState }),
    ...(rest as unknown as Values),
  };
  return [
    {
      key: 'tree',
      state: [value, view.details.cut],
      build: () => treePart(view, { heading: 'Span as received', value, where: whereInRaw, name: 'raw' }),
    },
  ];
}

function whereInRaw(path: ValuePath): ValuePath {
  return path[0] === 'status' ? ['raw', 'statusMessage'] : ['raw', ...path];
}

function sorted(values: Values): Values {
  return Object.fromEntries(Object.entries(values).sort(([a], [b]) => a.localeCompare(b)));
}

/** What the agent's SDK says that it left out. */
function lostIn(raw: SpanDetails['raw']): string {
  const counts = [
    [raw.droppedAttributesCount, 'attributes'],
    [raw.droppedEventsCount, 'events'],
    [raw.droppedLinksCount, 'links'],
  ] as const;
  const lost = counts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return lost.length === 0
    ? ''
    : `The agent’s SDK dropped ${lost.join(', ')}: its limits can be raised (OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT and the like).`;
}
