/** Building blocks of the tabs: headings with their actions, names and values, words about what is missing. */
import { el, type Child } from '../dom';
import { t } from '../l10n';
import { linkButton } from '../ui/toolkit';
import type { PartMemory } from './viewMemory';

/** The heading of a part, and what can be done with it. */
export function sectionHead(heading: string, note: Child, ...actions: (HTMLElement | null)[]): HTMLElement {
  return el(
    'div',
    { class: 'section-head' },
    el('h3', { text: heading }),
    note === null ? null : el('span', { class: 'section-note' }, note),
    el('span', { class: 'section-actions' }, ...actions),
  );
}

/** A part with a heading. */
export function section(heading: string, ...content: Child[]): HTMLElement {
  return el('section', { class: 'details-section' }, sectionHead(heading, null), ...content);
}

/** Names and values, those without a value left out. */
export function facts(rows: readonly (readonly [name: string, value: Child])[]): HTMLElement {
  return el(
    'dl',
    { class: 'facts' },
    ...rows.flatMap(([name, value]) =>
      value === null ? [] : [el('dt', { text: name }), el('dd', {}, value)],
    ),
  );
}

/** A line about something that is not there. */
export function absent(text: string): HTMLElement {
  return el('p', { class: 'absent', text });
}

/** Stands where the collector could not answer. */
export function failed(message: string, onRetry: () => void): HTMLElement {
  return el(
    'div',
    { class: 'absent' },
    el('p', { text: t('This could not be read: {0}', message) }),
    linkButton(t('Try again'), onRetry),
  );
}

/** Closed until somebody opens it, and then until somebody closes it; filled when it is first open. */
export function folding(
  { folds }: PartMemory,
  name: string,
  part: { class: string; title: string; content: () => HTMLElement },
): HTMLElement {
  const element = el(
    'details',
    { class: part.class, attrs: { open: folds.get(name) ?? false } },
    el('summary', { text: part.title }),
  );
  const fill = () => {
    folds.set(name, element.open);
    if (element.open && element.childElementCount === 1) element.append(part.content());
  };
  if (element.open) fill();
  element.addEventListener('toggle', fill);
  return element;
}
