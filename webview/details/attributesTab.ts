/** What was received of a span: its attributes with all around them, and the whole of it. */
import type { JsonValue, SpanDetails, ValuePath } from '../../src/protocol/spans';
import { t } from '../l10n';
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
          heading: t('Attributes'),
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
      build: () => treePart(view, { heading: t('Span as received'), value, where: whereInRaw, name: 'raw' }),
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
  const { droppedAttributesCount: attributes, droppedEventsCount: events, droppedLinksCount: links } = raw;
  const lost = [
    attributes > 0 ? t('{0, plural, one {# attribute} other {# attributes}}', attributes) : null,
    events > 0 ? t('{0, plural, one {# event} other {# events}}', events) : null,
    links > 0 ? t('{0, plural, one {# link} other {# links}}', links) : null,
  ].filter((part) => part !== null);
  return lost.length === 0
    ? ''
    : t(
        'The agent’s SDK dropped {0}: its limits can be raised (OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT and the like).',
        lost.join(', '),
      );
}
