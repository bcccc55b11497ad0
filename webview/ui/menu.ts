/** A menu behind a button, after the WAI-ARIA pattern. Its items are asked for whenever it opens. */
import { el } from '../dom';
import type { IconName } from './icon';
import { icon } from './icon';

export interface MenuItem {
  label: string;
  /** The key that does the same, for showing. */
  key?: string;
  /** On or off; absent for what is neither. */
  checked?: boolean;
  disabled?: boolean;
  action: () => void;
}

/** Items of one group stand together, between lines. */
export type MenuGroup = readonly MenuItem[];

export class MenuButton {
  readonly element: HTMLElement;
  private readonly button: HTMLButtonElement;
  private readonly popup = el('div', { class: 'menu', attrs: { role: 'menu', hidden: true } });

  constructor(
    name: IconName,
    label: string,
    private readonly groups: () => readonly MenuGroup[],
  ) {
    this.popup.setAttribute('aria-label', label);
    this.button = el(
      'button',
      {
        class: 'icon-button',
        title: label,
        attrs: { type: 'button', 'aria-label': label, 'aria-haspopup': 'menu', 'aria-expanded': 'false' },
        on: {
          click: () => {
            if (this.popup.hidden) this.open();
            else this.close(true);
          },
        },
      },
      icon(name),
    );
    this.element = el('div', { class: 'menu-button' }, this.button, this.popup);
    this.element.addEventListener('keydown', (event) => {
      this.onKey(event);
    });
    this.element.addEventListener('focusout', (event) => {
      if (!this.element.contains(event.relatedTarget as Node | null)) this.close(false);
    });
  }

  private open(): void {
    const groups = this.groups().filter((group) => group.length > 0);
    this.popup.replaceChildren(
      ...groups.flatMap((group, i) => [
        ...(i > 0 ? [el('div', { class: 'menu-separator', attrs: { role: 'separator' } })] : []),
        ...group.map((item) => this.item(item)),
      ]),
    );
    this.popup.hidden = false;
    this.button.setAttribute('aria-expanded', 'true');
    this.items()[0]?.focus();
  }

  private close(refocus: boolean): void {
    this.popup.hidden = true;
    this.button.setAttribute('aria-expanded', 'false');
    if (refocus) this.button.focus();
  }

  private item({ label, key, checked, disabled, action }: MenuItem): HTMLElement {
    return el(
      'button',
      {
        class: 'menu-item',
        attrs: {
          type: 'button',
          role: checked === undefined ? 'menuitem' : 'menuitemcheckbox',
          'aria-checked': checked === undefined ? null : String(checked),
          'aria-disabled': disabled ? 'true' : null,
          tabindex: -1,
        },
        on: {
          click: () => {
            if (disabled) return;
            this.close(true);
            action();
          },
        },
      },
      el('span', { class: 'menu-check', text: checked ? '✓' : '', attrs: { 'aria-hidden': 'true' } }),
      el('span', { class: 'menu-label', text: label }),
      key ? el('kbd', { text: key }) : null,
    );
  }

  private items(): HTMLElement[] {
    return [...this.popup.querySelectorAll<HTMLElement>('.menu-item')];
  }

  private onKey(event: KeyboardEvent): void {
    if (this.popup.hidden) return;
    const items = this.items();
    const at = items.indexOf(document.activeElement as HTMLElement);
    const next = {
      ArrowDown: (at + 1) % items.length,
      ArrowUp: (at - 1 + items.length) % items.length,
      Home: 0,
      End: items.length - 1,
    }[event.key];
    if (next !== undefined) items[next]?.focus();
    else if (event.key === 'Escape') this.close(true);
    else if (event.key === 'Tab') return;
    // What is typed while a menu is open is not meant for the drawing.
    event.stopPropagation();
    if (next !== undefined || event.key === 'Escape') event.preventDefault();
  }
}
