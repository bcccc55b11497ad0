/** Text as it was sent: its beginning, and all of it in a box that scrolls when somebody wants that. */
import { messageOf } from '../../src/protocol/rpc';
import { el } from '../dom';
import { t } from '../l10n';
import { markMatches } from './marks';
import { linkButton } from './toolkit';

/** Shown at first: so many UTF-16 units, and so many lines. */
const SHORT_CHARS = 1_500;
const SHORT_LINES = 24;
/** What goes into one element of the box: the browser lays out only those that are seen. */
const CHUNK_CHARS = 4_000;

export interface LongTextOptions {
  text: string;
  /** Length of the whole where `text` is its beginning only; `load` gives the rest. */
  total?: number | undefined;
  load?: (() => Promise<string>) | undefined;
  /** Shows all of it in another way, and takes the focus there when somebody asked for it just now. */
  open?: ((focus: boolean) => Promise<void>) | undefined;
  /** Of the text, for screen readers: "Result", … */
  label: string;
  shortChars?: number;
  /** Written for people, not by machines: set in the font of the window, not in that of code. */
  prose?: boolean;
  /** Marked in what is shown at first. */
  query?: string;
  shown?: { all: boolean } | undefined;
}

export function longText(options: LongTextOptions): HTMLElement {
  const element = el('div', { class: 'long-text' });
  const shown = options.shown ?? { all: false };
  const kind = options.prose ? 'text is-prose' : 'text';
  const showShort = () => {
    const { text, total = text.length } = options;
    const short = shorten(text, options.shortChars ?? SHORT_CHARS);
    const shownText = (end: string) =>
      el('pre', { class: kind }, ...markMatches(short, options.query ?? ''), end);
    if (short.length === total) {
      element.replaceChildren(shownText(''));
      return;
    }
    const more = linkButton(t('Show all {0, plural, one {# character} other {# characters}}', total), () => {
      shown.all = true;
      void showAll(true).then((box) => {
        box?.focus();
      });
    });
    element.replaceChildren(shownText('…'), more);
  };
  const showAll = async (byHand: boolean): Promise<HTMLElement | null> => {
    const { text, total = text.length, open, load } = options;
    let whole = text;
    element.setAttribute('aria-busy', 'true');
    try {
      if (open) {
        await open(byHand);
        return null;
      }
      if (total !== text.length && load) whole = await load();
    } catch (error) {
      shown.all = false;
      element.append(el('p', { class: 'absent', text: t('It could not be loaded: {0}', messageOf(error)) }));
      return null;
    } finally {
      element.removeAttribute('aria-busy');
    }
    const box = textBox(whole, options.label, kind);
    const less = linkButton(t('Show less'), () => {
      shown.all = false;
      showShort();
      element.querySelector('button')?.focus();
    });
    element.replaceChildren(box, less);
    return box;
  };
  showShort();
  if (shown.all) void showAll(false);
  return element;
}

/** Puts the focus on a text or tree that took the place of the button that asked for it. */
export function focusOpened(element: HTMLElement): void {
  element.querySelector<HTMLElement>('.text-box, [role="treeitem"][tabindex="0"]')?.focus();
}

/** All of a text in a box of its own that scrolls. */
function textBox(text: string, label: string, kind: string): HTMLElement {
  return el(
    'div',
    { class: 'text-box', attrs: { tabindex: 0, role: 'region', 'aria-label': label } },
    ...chunksOf(text).map((chunk) => el('div', { class: `${kind} text-chunk`, text: chunk })),
  );
}

/** At ends of lines where there are any. */
function chunksOf(text: string): string[] {
  const chunks: string[] = [];
  for (let from = 0; from < text.length;) {
    const line = text.lastIndexOf('\n', from + CHUNK_CHARS);
    const end = from + CHUNK_CHARS >= text.length ? text.length : line > from ? line : from + CHUNK_CHARS;
    chunks.push(text.slice(from, end));
    from = text[end] === '\n' ? end + 1 : end;
  }
  return chunks;
}

function shorten(text: string, chars: number): string {
  // Little is gained by hiding a few characters behind a button.
  let end = text.length <= chars * 1.2 ? text.length : chars;
  let line = -1;
  for (let count = 0; count < SHORT_LINES; count++) {
    line = text.indexOf('\n', line + 1);
    if (line < 0 || line >= end) return text.slice(0, end);
  }
  end = Math.min(end, line);
  // A line or two more are shown rather than announced.
  const rest = text.slice(end);
  return rest.length < 200 && rest.split('\n').length <= 3 ? text : text.slice(0, end);
}
