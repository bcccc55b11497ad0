/** One message as it is read. */
import type { MediaPart, MessagePart, ShownPart } from '../../../src/protocol/messages';
import { el, type Child } from '../../dom';
import { formatDuration } from '../../figures';
import { t } from '../../l10n';
import { STATUS_NAME } from '../../session/names';
import { focusOpened, longText } from '../../ui/longText';
import { linkButton } from '../../ui/toolkit';
import { structureIn } from '../json/jsonNode';
import { folding } from '../parts';
import type { SpanView } from '../spanView';
import { treePart } from '../valuePart';
import { shownText } from '../viewMemory';
import type { MessageEntry, PartEntry } from './conversation';
import { mediaView } from './media';

const ROLE_NAME: Readonly<Record<MessageEntry['role'], string>> = {
  system: t('System'),
  user: t('User'),
  assistant: t('Assistant'),
  tool: t('Tool'),
  other: t('Message'),
};

export function messageView(view: SpanView, entry: MessageEntry): HTMLElement {
  const { role, name, finishReason, truncated, parts } = entry;
  return el(
    'article',
    { class: `message is-${role}` },
    el(
      'h3',
      {},
      ROLE_NAME[role],
      name === null ? null : el('span', { class: 'dim', text: ` ${name}` }),
      finishReason === null ? null : el('span', { class: 'dim', text: ` · ${finishReason}` }),
    ),
    ...parts.map((part) => partView(view, part)),
    parts.length === 0 ? el('p', { class: 'absent', text: t('Empty.') }) : null,
    truncated
      ? cutMark(t('Cut off here by the agent’s SDK: its limit on the length of attributes was reached.'))
      : null,
    finishReason === 'length'
      ? cutMark(t('The model stopped here: its limit of output tokens was reached.'))
      : null,
  );
}

function cutMark(text: string): HTMLElement {
  return el('p', { class: 'cut-mark', text });
}

function partView(view: SpanView, entry: PartEntry): HTMLElement {
  const { content } = entry;
  switch (content.type) {
    case 'text':
      return text(view, entry, content.text, t('Text'));
    case 'reasoning':
      return folding(view.memory('messages'), nameOf(entry), {
        class: 'folded',
        title: t('Reasoning · {0}', counted(content.chars ?? content.text.length)),
        content: () => text(view, entry, content.text, t('Reasoning')),
      });
    case 'tool_call':
      return toolCall(view, entry, content);
    case 'tool_result':
      return toolResult(
        view,
        entry,
        content,
        content.name === null ? t('Result of a tool') : t('Result of {0}', content.name),
      );
    case 'compaction':
      return el(
        'div',
        { class: 'compaction' },
        el('p', { class: 'dim', text: t('The history up to here was replaced by a summary.') }),
        content.text === null ? null : text(view, entry, content.text, t('Summary')),
      );
    case 'other':
      return value(view, entry, content.json, content.kind);
    default:
      return mediaView(content, () => load(view, entry) as Promise<MediaPart>);
  }
}

function load(view: SpanView, { list, message, part }: PartEntry): Promise<MessagePart> {
  return view.data.messagePart(view.ref, { list, message, part });
}

/** The text of a part, whichever field has it. */
function textOf(part: MessagePart): string {
  switch (part.type) {
    case 'text':
    case 'reasoning':
      return part.text;
    case 'tool_call':
      return part.arguments ?? '';
    case 'tool_result':
      return part.result ?? '';
    case 'compaction':
      return part.text ?? '';
    case 'other':
      return part.json;
    default:
      return part.uri ?? '';
  }
}

function nameOf({ list, message, part }: PartEntry): string {
  return `${list} ${message} ${part}`;
}

function text(view: SpanView, entry: PartEntry, shown: string, label: string): HTMLElement {
  return longText({
    text: shown,
    total: entry.content.chars,
    load: async () => textOf(await load(view, entry)),
    label,
    // Structured answers are text, too.
    prose: structureIn(shown) === null,
    shown: shownText(view.memory('messages'), nameOf(entry)),
  });
}

/** JSON as a tree, also when its end comes later; everything else as text. */
function value(view: SpanView, entry: PartEntry, shown: string, heading: string): HTMLElement {
  const isCut = entry.content.chars !== undefined;
  const name = nameOf(entry);
  const tree = (whole: string) => {
    const structure = structureIn(whole);
    return structure && treePart(view, { heading, value: structure, name });
  };
  const now = isCut ? null : tree(shown);
  if (now) return el('div', { class: 'value' }, now);
  const element = el('div', { class: 'value' });
  const open = async (focus: boolean) => {
    const whole = textOf(await load(view, entry));
    const memory = shownText(view.memory('messages'), name);
    const opened = tree(whole) ?? longText({ text: whole, label: heading, shown: memory });
    element.replaceChildren(...(structureIn(whole) ? [] : [el('h4', { text: heading })]), opened);
    if (focus) focusOpened(element);
  };
  element.append(
    el('h4', { text: heading }),
    longText({
      text: shown,
      total: entry.content.chars,
      label: heading,
      shown: shownText(view.memory('messages'), name),
      ...(isCut ? { open } : {}),
    }),
  );
  return element;
}

type CallPart = Extract<ShownPart, { type: 'tool_call' }>;
type ResultPart = Extract<ShownPart, { type: 'tool_result' }>;

function toolCall(view: SpanView, entry: PartEntry, content: CallPart): HTMLElement {
  const { name, id } = content;
  const { result } = entry;
  return el(
    'div',
    { class: 'tool-call' },
    el(
      'p',
      { class: 'tool-head' },
      el('b', { text: name ?? t('tool') }),
      id === null ? null : el('span', { class: 'dim', text: ` ${id}` }),
      ...callLink(view, id),
    ),
    content.arguments === null || content.arguments === ''
      ? el('p', { class: 'absent', text: t('Without arguments.') })
      : value(view, entry, content.arguments, t('Arguments')),
    result?.content.type === 'tool_result' ? toolResult(view, result, result.content, t('Result')) : null,
  );
}

/** How the call went, as its own span tells. */
function callLink(view: SpanView, id: string | null): Child[] {
  const call = id === null ? undefined : view.index.callById(id);
  if (!call || call.derived) return [];
  const label = `${formatDuration(call.durationMs)} · ${STATUS_NAME[call.status]}`;
  const link = linkButton(label, () => {
    view.actions.select(call);
  });
  link.title = t('Show the call');
  return [' ', link];
}

function toolResult(view: SpanView, entry: PartEntry, content: ResultPart, heading: string): HTMLElement {
  const { result, isError } = content;
  return el(
    'div',
    { class: `tool-result${isError ? ' is-error' : ''}` },
    isError ? el('p', { class: 'error-mark', text: t('✕ The tool reported an error') }) : null,
    result === null || result === ''
      ? el('p', { class: 'absent', text: t('{0}: empty.', heading) })
      : value(view, entry, result, heading),
  );
}

function counted(characters: number): string {
  return t('{0, plural, one {# character} other {# characters}}', characters);
}
