/** Values of a span as parts of a tab: JSON as a tree, everything else as text; what is cut is loaded on demand. */
import type { JsonValue, ValuePath } from '../../src/protocol/spans';
import { el, type Child } from '../dom';
import { t } from '../l10n';
import { focusOpened, longText } from '../ui/longText';
import type { Section } from '../ui/sections';
import { iconButton } from '../ui/toolkit';
import { structureIn } from './json/jsonNode';
import { JsonTree } from './json/jsonTree';
import { sectionHead } from './parts';
import type { SpanView } from './spanView';
import { shownText } from './viewMemory';

export interface TreePart {
  heading: string;
  value: JsonValue;
  /** Where in `SpanDetails` what is at a path of the value is; absent where it is whole. */
  where?: (path: ValuePath) => ValuePath;
  note?: Child;
  /** Shows only what is searched for. */
  filters?: boolean;
  openLevels?: number;
  /** What is remembered of it goes by this name; the heading when absent. */
  name?: string;
}

export function treePart(view: SpanView, part: TreePart): HTMLElement {
  const { heading, value, where, note = null, filters = false, name = heading } = part;
  const tree = new JsonTree({
    label: heading,
    value,
    memory: view.memory(name),
    filters,
    ...(part.openLevels === undefined ? {} : { openLevels: part.openLevels }),
    ...(where
      ? { total: (path) => view.total(where(path)), load: (path) => view.loadText(where(path)) }
      : {}),
    copy: (text, what, button) => {
      view.copy(text, what, button);
    },
  });
  tree.element.classList.toggle('is-wrapped', view.settings.wrap);
  const copy = iconButton('copy', t('Copy {0}', heading), () => {
    tree.copyAll(copy);
  });
  const search = filters
    ? null
    : iconButton('search', t('Search in {0}', heading), () => {
        tree.search.open();
      });
  return el(
    'section',
    { class: 'details-section' },
    sectionHead(heading, note, search, wrapButton(view), copy),
    tree.element,
  );
}

/** For all trees and texts at once: whoever wants long lines broken wants it everywhere. */
function wrapButton({ settings, actions }: SpanView): HTMLElement {
  const wrap = iconButton('word-wrap', t('Wrap long lines'), () => {
    settings.wrap = !settings.wrap;
    for (const each of document.querySelectorAll('.json')) each.classList.toggle('is-wrapped', settings.wrap);
    document.querySelector('.details')?.classList.toggle('is-unwrapped', !settings.wrap);
    for (const each of document.querySelectorAll('.wrap-button')) {
      each.setAttribute('aria-pressed', String(settings.wrap));
    }
    actions.changed();
  });
  wrap.classList.add('wrap-button');
  wrap.setAttribute('aria-pressed', String(settings.wrap));
  return wrap;
}

export interface TextPart {
  heading: string;
  text: string;
  /** Where it is in `SpanDetails`. */
  path: ValuePath;
  /** Written for people. */
  prose?: boolean;
}

/** Text as a tree when it is JSON, else as it is. */
export function textSection(view: SpanView, part: TextPart): Section {
  const { heading, text, path } = part;
  const total = view.total(path);
  return {
    key: heading,
    state: [text, path, total],
    build: () => {
      const value = total === undefined ? structureIn(text) : null;
      return value ? treePart(view, { heading, value }) : textPart(view, part);
    },
  };
}

function textPart(view: SpanView, { heading, text, path, prose = false }: TextPart): HTMLElement {
  const total = view.total(path);
  const load = () => view.loadText(path);
  const shown = shownText(view.memory(heading), '');
  const copy = iconButton('copy', t('Copy {0}', heading), () => {
    void (total === undefined ? Promise.resolve(text) : load()).then((whole) => {
      view.copy(whole, heading, copy);
    });
  });
  const body = el('div');
  const part = el(
    'section',
    { class: 'details-section' },
    sectionHead(heading, null, prose ? null : wrapButton(view), copy),
    body,
  );
  // JSON that is cut is no JSON: all of it is worth a tree as soon as it is here.
  const openTree = async (focus: boolean) => {
    const whole = await load();
    const value = structureIn(whole);
    const opened = value ? treePart(view, { heading, value }) : null;
    if (opened) part.replaceWith(opened);
    else body.replaceChildren(longText({ text: whole, label: heading, shown, prose }));
    if (focus) focusOpened(opened ?? body);
  };
  const isCutJson = total !== undefined && /^\s*[[{]/.test(text);
  body.append(
    longText({ text, total, load, label: heading, shown, prose, open: isCutJson ? openTree : undefined }),
  );
  return part;
}
