/** Shows a value whole, in a dialog. */
import { el } from '../dom';
import { t } from '../l10n';

export class ValueReader {
  readonly element: HTMLDialogElement;
  private readonly title = el('h2');
  private readonly text = el('pre', { attrs: { tabindex: 0 } });

  constructor() {
    this.element = el(
      'dialog',
      { class: 'sql-reader', attrs: { 'aria-label': t('Value') } },
      this.title,
      this.text,
      el('form', { attrs: { method: 'dialog' } }, el('button', { class: 'link', text: t('Close') })),
    );
  }

  /** A text that is JSON, and any other value, is indented. */
  show(title: string, value: unknown): void {
    this.title.textContent = title;
    this.text.textContent = typeof value === 'string' ? readable(value) : JSON.stringify(value, null, 2);
    this.element.showModal();
  }
}

function readable(text: string): string {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
