/** Log records that were written inside of the span. */
import type { SessionEvent } from '../../src/protocol/agentEvents';
import { el } from '../dom';
import { formatDuration } from '../figures';
import { t } from '../l10n';
import { longText } from '../ui/longText';
import type { Section } from '../ui/sections';
import { absent, folding } from './parts';
import type { SpanView } from './spanView';
import { treePart } from './valuePart';
import { shownText } from './viewMemory';

export async function logsSections(view: SpanView): Promise<Section[]> {
  const { total, events } = await view.data.events(view.ref);
  const earlier = total - events.length;
  return [
    ...(earlier > 0 ? [{ key: 'earlier', state: earlier, build: () => absent(earlierText(earlier)) }] : []),
    ...events.map((event, place) => logSection(view, event, earlier + place)),
  ];
}

function earlierText(count: number): string {
  return t(
    '{0, plural, one {# earlier log record is not shown.} other {# earlier log records are not shown.}} The view “logs” of the SQL console has all of them.',
    count,
  );
}

function logSection(view: SpanView, event: SessionEvent, place: number): Section {
  const { time, name, severity, text, attributes } = event;
  const after = time - view.details.span.startTime;
  const key = `log ${place}`;
  return {
    key,
    state: event,
    build: () => {
      const memory = view.memory(key);
      const count = Object.keys(attributes).length;
      return el(
        'article',
        { class: `log is-${(severity ?? 'none').toLowerCase()}` },
        el(
          'h3',
          {},
          severity === null ? null : el('span', { class: 'log-severity', text: severity }),
          name === '' || name === 'log' ? null : el('span', { class: 'log-name', text: name }),
          el('span', {
            class: 'dim',
            text: after < 0 ? t('{0} before', formatDuration(-after)) : `+${formatDuration(after)}`,
            title: new Date(time).toISOString(),
          }),
        ),
        text === null || text === ''
          ? null
          : longText({ text, label: name, shown: shownText(memory, 'text') }),
        count === 0
          ? null
          : folding(memory, 'attributes', {
              class: 'log-attributes',
              title: t('{0, plural, one {# attribute} other {# attributes}}', count),
              content: () =>
                treePart(view, {
                  heading: t('Attributes'),
                  value: attributes,
                  name: `${key} attributes`,
                }),
            }),
      );
    },
  };
}
