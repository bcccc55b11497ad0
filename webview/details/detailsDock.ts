/** Where the details stand: beside the drawings in a width of their own, or closed to a strip. */
import { el } from '../dom';
import { t } from '../l10n';
import { splitter } from '../ui/splitter';
import { iconButton } from '../ui/toolkit';
import type { DetailsSettings } from './detailsSettings';

/** What the pane and the drawings beside it need, in CSS pixels; `details.css` has the same. */
const LEAST_WIDTH = 280;
const LEAST_DRAWINGS = 320;

export class DetailsDock {
  readonly element: HTMLElement;
  private readonly reopen: HTMLElement;

  constructor(
    private readonly pane: HTMLElement,
    private readonly settings: DetailsSettings,
    private readonly events: { changed: () => void; opened: () => void },
  ) {
    const line = splitter({
      label: t('Width of the details'),
      controls: pane.id,
      bounds: () => ({ least: LEAST_WIDTH, most: Math.max(LEAST_WIDTH, this.room() - LEAST_DRAWINGS) }),
      width: () => this.pane.offsetWidth,
      resize: (width) => {
        this.setWidth(width);
      },
      reset: () => {
        this.setWidth(null);
      },
      close: () => {
        this.toggle();
      },
    });
    this.reopen = el(
      'aside',
      { class: 'details-strip', attrs: { 'aria-label': t('Details, closed') } },
      iconButton('layout-sidebar-right-off', t('Show the details (Q)'), () => {
        this.toggle();
      }),
    );
    pane.prepend(line);
    this.element = el('div', { class: 'details-dock' }, pane, this.reopen);
    this.apply();
  }

  toggle(): void {
    const hadFocus = this.element.contains(document.activeElement);
    this.settings.closed = !this.settings.closed;
    this.apply();
    this.events.changed();
    if (!this.settings.closed) this.events.opened();
    const button = this.settings.closed ? this.reopen : this.pane;
    if (hadFocus) button.querySelector('button')?.focus();
  }

  private setWidth(width: number | null): void {
    this.settings.width = width;
    this.apply();
    this.events.changed();
  }

  private apply(): void {
    const { width, closed } = this.settings;
    this.element.classList.toggle('is-closed', closed);
    if (width === null) this.element.style.removeProperty('--details-width');
    else this.element.style.setProperty('--details-width', `${width}px`);
  }

  private room(): number {
    return this.element.parentElement?.offsetWidth ?? innerWidth;
  }
}
