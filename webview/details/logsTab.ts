/** Log records that were written inside of the span. */
import type { SessionEvent } from '../../src/protocol/agentEvents';
import { formatDuration } from '../../src/protocol/format';
import { el } from '../dom';
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
  return `${count.toLocaleString('en-US')} earlier log records are not shown. The view “logs” of the SQL console has all of them.`;
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
            text: after < 0 ? `${formatDuration(-after)} before` : `+${formatDuration(after)}`,
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
              title: `${count} ${count === 1 ? 'attribute' : 'attributes'}`,
              content: () =>
                treePart(view, { heading: 'Attributes', value: attributes, name: `${key} attributes` }),
            }),
      );
    },
  };
}
