/** What the model was told, asked and answered; first of all what is new in this request. */
import type { TurnContext } from '../../../src/protocol/context';
import type { ShownToolDefinition, SpanMessages } from '../../../src/protocol/messages';
import { el } from '../../dom';
import { t } from '../../l10n';
import { BlockList } from '../../ui/blockList';
import { longText } from '../../ui/longText';
import type { Section } from '../../ui/sections';
import { structureIn } from '../json/jsonNode';
import { absent, folding } from '../parts';
import type { SpanView } from '../spanView';
import { treePart } from '../valuePart';
import { shownText } from '../viewMemory';
import { readConversation, type MessageEntry, type Segment } from './conversation';
import { messageView } from './messageView';

/** Of a message that was not drawn yet, in CSS pixels. */
const MESSAGE_HEIGHT = 90;

export async function conversationSections(view: SpanView): Promise<Section[]> {
  const [messages, context] = await Promise.all([
    view.messages ?? view.data.messages(view.ref),
    view.turn ? view.data.context(view.turn.index) : undefined,
  ]);
  const { system, input, output } = readConversation(messages, isNewIn(context));
  return [
    ...hints(view, messages),
    ...(messages.tools.length > 0 ? [toolsSection(view, messages.tools)] : []),
    ...(system.length > 0 ? [systemSection(view, system, isNewSystem(context))] : []),
    ...input.flatMap((segment, place) => segmentSections(view, segment, place, context)),
    ...(output.length > 0 ? [listSection(view, 'answer', t('Answer'), output)] : []),
  ];
}

/** Whether a message of the request was not in the one before; all are where nothing came before. */
function isNewIn(context: TurnContext | undefined): (message: number) => boolean {
  if (context?.since == null) return () => true;
  const added = new Set(context.added.map(({ message }) => message));
  return (message) => added.has(message);
}

function isNewSystem(context: TurnContext | undefined): boolean {
  return context?.since !== null && (context?.added.some(({ role }) => role === 'system') ?? false);
}

function hints(view: SpanView, messages: SpanMessages): Section[] {
  const { emitter, span } = view.details;
  const { system, input, output, delta, truncated } = messages;
  const lines: string[] = [];
  const asked = input.length + system.length > 0;
  const failed = span.status === 'error';
  if (!asked && output.length === 0) {
    lines.push(t('No prompt or answer was recorded. {0}', emitter.contentSwitch));
  } else if (!asked) lines.push(t('No prompt was recorded. {0}', emitter.contentSwitch));
  else if (output.length === 0 && failed) lines.push(t('There is no answer: the call failed.'));
  else if (output.length === 0 && view.details.raw.endTimeUnixNano !== '0') {
    lines.push(
      emitter.withoutAnswers
        ? t('The answer is not here: {0} never records answers.', emitter.name)
        : t('No answer was recorded. {0}', emitter.contentSwitch),
    );
  }
  if (delta)
    lines.push(t('The agent records only what is new in each request; earlier turns have the rest.'));
  if (truncated) {
    lines.push(t('The agent’s SDK cut this conversation off: what is shown is its beginning.'));
  }
  return lines.map((text) => ({ key: text, state: text, build: () => absent(text) }));
}

function toolsSection(view: SpanView, tools: readonly ShownToolDefinition[]): Section {
  const title = t('{0, plural, one {# tool offered} other {# tools offered}}', tools.length);
  return {
    key: 'tools',
    state: tools,
    build: () =>
      group(view, 'tools', title, () =>
        el(
          'ul',
          { class: 'tool-list' },
          ...tools.map((tool) =>
            el(
              'li',
              {},
              el('b', { text: tool.name }),
              tool.description === null
                ? null
                : longText({
                    text: tool.description,
                    label: tool.name,
                    shortChars: 300,
                    prose: true,
                    shown: shownText(view.memory('tools'), tool.name),
                  }),
              schemaOf(view, tool),
            ),
          ),
        ),
      ),
  };
}

function schemaOf(view: SpanView, { name, schema, chars }: ShownToolDefinition): HTMLElement | null {
  if (schema === null) return null;
  const value = chars === undefined ? structureIn(schema) : null;
  if (value) return treePart(view, { heading: t('Schema'), value, openLevels: 0, name: `schema of ${name}` });
  return longText({
    text: schema,
    label: t('Schema'),
    shown: shownText(view.memory('tools'), `${name} schema`),
  });
}

function systemSection(view: SpanView, entries: readonly MessageEntry[], isNew: boolean): Section {
  const chars = entries.reduce(
    (sum, { parts }) =>
      sum + parts.reduce((each, { content }) => each + (content.chars ?? JSON.stringify(content).length), 0),
    0,
  );
  const title = t('System prompt · {0, plural, one {# character} other {# characters}}', chars);
  return {
    key: 'system',
    state: [entries, isNew],
    build: () =>
      group(view, 'system', isNew ? t('{0} · changed in this request', title) : title, () =>
        el('div', {}, ...entries.map((entry) => messageView(view, entry))),
      ),
  };
}

function segmentSections(
  view: SpanView,
  segment: Segment,
  place: number,
  context: TurnContext | undefined,
): Section[] {
  const { isNew, count, entries } = segment;
  const since = context?.since ?? null;
  if (isNew) {
    const title = since === null ? t('Request') : t('New in this request');
    return entries.length === 0 ? [] : [listSection(view, `new ${place}`, title, entries)];
  }
  const title =
    since === null
      ? t('{0, plural, one {# earlier message} other {# earlier messages}} · unchanged', count)
      : t(
          '{0, plural, one {# earlier message} other {# earlier messages}} · unchanged since turn {1}',
          count,
          since,
        );
  const name = `earlier ${place}`;
  return [
    { key: name, state: entries, build: () => group(view, name, title, () => messageList(view, entries)) },
  ];
}

function listSection(
  view: SpanView,
  key: string,
  heading: string,
  entries: readonly MessageEntry[],
): Section {
  return {
    key,
    state: entries,
    build: () =>
      el(
        'section',
        { class: 'details-section' },
        el('h3', { class: 'list-head', text: heading }),
        messageList(view, entries),
      ),
  };
}

function messageList(view: SpanView, entries: readonly MessageEntry[]): HTMLElement {
  const list = new BlockList<MessageEntry>({
    class: 'messages',
    rowHeight: MESSAGE_HEIGHT,
    render: (entry) => messageView(view, entry),
  });
  list.set(entries);
  return list.element;
}

function group(view: SpanView, name: string, title: string, content: () => HTMLElement): HTMLElement {
  return folding(view.memory('groups'), name, { class: 'group', title, content });
}
