/** The bars as options of a list box: what the mouse hits, the keyboard walks and assistive technology reads. */
import type { CssPixels } from '../../src/protocol/units';
import { el, setAttributes } from '../dom';
import { t } from '../l10n';

export interface TurnOption {
  label: string;
  left: CssPixels;
  width: CssPixels;
  selected: boolean;
  /** For styles and tests: what the bar holds. */
  data: Record<string, string | number | null>;
}

export interface TurnOptionActions {
  choose(place: number): void;
  /** The keyboard marks from the place where it began. */
  mark(from: number, to: number): void;
  hover(place: number, event: PointerEvent): void;
  leave(): void;
}

export class TurnOptions {
  readonly element = el('div', { class: 'turn-options' });
  /** Where marking by keyboard began. */
  private anchor: number | null = null;

  constructor(private readonly actions: TurnOptionActions) {
    this.element.addEventListener('keydown', (event) => {
      this.onKey(event);
    });
    this.element.addEventListener('pointerleave', () => {
      actions.leave();
    });
  }

  set(options: readonly TurnOption[]): void {
    const { element } = this;
    const any = options.length > 0;
    setAttributes(element, {
      role: any ? 'listbox' : null,
      'aria-label': any ? t('Turns') : null,
      'aria-orientation': any ? 'horizontal' : null,
    });
    while (element.children.length > options.length) element.lastElementChild?.remove();
    while (element.children.length < options.length) element.append(this.create());
    const tabStop = Math.max(
      0,
      options.findIndex(({ selected }) => selected),
    );
    for (const [place, { label, left, width, selected, data }] of options.entries()) {
      const option = element.children[place]! as HTMLElement;
      setAttributes(option, {
        'aria-label': label,
        'aria-selected': selected ? 'true' : 'false',
        tabindex: place === tabStop ? 0 : -1,
        'data-place': place,
      });
      for (const [name, value] of Object.entries(data)) setAttributes(option, { [`data-${name}`]: value });
      option.style.left = `${left}px`;
      option.style.width = `${width}px`;
    }
  }

  focus(): void {
    this.element.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
  }

  private create(): HTMLElement {
    const option = el('div', {
      class: 'turn-option',
      attrs: { role: 'option' },
      on: {
        click: () => {
          option.focus({ preventScroll: true });
          this.actions.choose(Number(option.dataset.place));
        },
        pointermove: (event) => {
          this.actions.hover(Number(option.dataset.place), event);
        },
      },
    });
    return option;
  }

  private onKey(event: KeyboardEvent): void {
    const last = this.element.children.length - 1;
    const focused = [...this.element.children].findIndex((option) => option === document.activeElement);
    const step = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
    const target =
      step === undefined ? { Home: 0, End: last, Enter: focused, ' ': focused }[event.key] : focused + step;
    if (target === undefined || target < 0 || target > last) return;
    event.preventDefault();
    event.stopPropagation();
    (this.element.children[target] as HTMLElement).focus();
    if (event.shiftKey && step !== undefined) {
      this.anchor ??= focused;
      this.actions.mark(this.anchor, target);
      return;
    }
    this.anchor = null;
    this.actions.choose(target);
  }
}
