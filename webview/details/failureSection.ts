/** What went wrong: class, message, and the stack trace with the frames that the editor can open. */
import type { FilePlace } from '../../src/protocol/panel';
import type { SpanDetails, ValuePath } from '../../src/protocol/spans';
import { el } from '../dom';
import { t } from '../l10n';
import { longText } from '../ui/longText';
import { linkButton } from '../ui/toolkit';
import type { Section } from '../ui/sections';
import type { SpanView } from './spanView';
import { shownText } from './viewMemory';
import { stackLines, type StackLine } from './stackTrace';

/** More frames are shown as text. */
const MAX_FRAMES = 200;

export function failureSections(view: SpanView): Section[] {
  const { span, raw } = view.details;
  const failed = span.status === 'error' || span.errorClass !== null || span.tool?.errorClass;
  if (!failed) return [];
  const heading = span.errorClass ?? span.tool?.errorClass ?? t('Failed');
  const message = span.errorMessage ?? raw.statusMessage;
  const stack = stackOf(view.details);
  const sections: Section[] = [
    {
      key: 'failure',
      state: [heading, message],
      build: () =>
        el(
          'div',
          { class: 'failure' },
          el('b', { text: `✕ ${heading}` }),
          message
            ? longText({
                text: message,
                total: view.total(['span', 'errorMessage']),
                load: () => view.loadText(['span', 'errorMessage']),
                label: t('Error message'),
                prose: true,
                shown: shownText(view.memory('failure'), ''),
              })
            : null,
        ),
    },
  ];
  // Some put the trace into the message: once is enough.
  if (stack && stack.text !== message) {
    sections.push({ key: 'stack', state: stack, build: () => stackTrace(view, stack) });
  }
  return sections;
}

interface Stack {
  text: string;
  path: ValuePath;
}

/** As OpenTelemetry's exception events have it, or an attribute of the span. */
function stackOf({ raw }: SpanDetails): Stack | null {
  for (const [place, event] of raw.events.entries()) {
    const text = event.attributes['exception.stacktrace'];
    if (typeof text === 'string' && text !== '') {
      return { text, path: ['raw', 'events', place, 'attributes', 'exception.stacktrace'] };
    }
  }
  for (const key of ['exception.stacktrace', 'error.stack']) {
    const text = raw.attributes[key];
    if (typeof text === 'string' && text !== '') return { text, path: ['raw', 'attributes', key] };
  }
  return null;
}

function stackTrace(view: SpanView, { text, path }: Stack): HTMLElement {
  const lines = stackLines(text);
  const places = lines.flatMap(({ place }) => place ?? []).slice(0, MAX_FRAMES);
  const body = el('pre', { class: 'text stack' });
  const draw = (opens: ReadonlySet<string>) => {
    body.replaceChildren(
      ...lines.flatMap((line, at) => [at > 0 ? '\n' : '', ...stackLine(view, line, opens)]),
    );
  };
  draw(new Set());
  const files = [...new Set(places.map(({ file }) => file))];
  if (files.length > 0) {
    // Frames stay text where the editor cannot say whether it has their files.
    void view.data.hasFiles(files).then(
      (known) => {
        draw(new Set(files.filter((_, at) => known[at])));
      },
      () => undefined,
    );
  }
  return el(
    'details',
    { class: 'stack-trace', attrs: { open: true } },
    el('summary', { text: t('Stack trace') }),
    view.total(path) === undefined
      ? body
      : longText({ text, total: view.total(path), load: () => view.loadText(path), label: t('Stack trace') }),
  );
}

function stackLine(
  view: SpanView,
  { text, place }: StackLine,
  opens: ReadonlySet<string>,
): (Node | string)[] {
  if (!place || !opens.has(place.file)) return [text];
  const { file, line, column, from, to } = place;
  const target: FilePlace = { file, line, column };
  const link = linkButton(text.slice(from, to), () => void view.data.openFile(target));
  link.title = t('Open {0}:{1}', file, line);
  return [text.slice(0, from), link, text.slice(to)];
}
