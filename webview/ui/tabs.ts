import { el } from '../dom';

export interface Tab {
  id: string;
  title: string;
}

/** Tabs with arrow keys, after the WAI-ARIA pattern. What stands in the panel is up to whoever made them. */
export class Tabs {
  readonly list = el('div', { class: 'tabs', attrs: { role: 'tablist' } });
  readonly panel = el('div', {
    class: 'tab-panel',
    attrs: { role: 'tabpanel', tabindex: 0, id: 'tab-panel' },
  });
  private tabs: readonly Tab[] = [];
  private current = '';

  constructor(
    label: string,
    private readonly onChoose: (id: string) => void,
  ) {
    this.list.setAttribute('aria-label', label);
    this.list.addEventListener('keydown', (event) => {
      this.onKey(event);
    });
  }

  /** Shows these tabs with that one chosen; those that stay keep the focus. */
  set(tabs: readonly Tab[], current: string): void {
    if (tabs.map(({ id }) => id).join() !== this.tabs.map(({ id }) => id).join()) {
      const old = new Map([...this.list.children].map((child) => [child.id, child]));
      this.list.replaceChildren(...tabs.map((tab) => old.get(`tab-${tab.id}`) ?? this.button(tab)));
    }
    this.tabs = tabs;
    this.current = current;
    for (const button of this.list.querySelectorAll('button')) {
      const chosen = button.id === `tab-${current}`;
      button.setAttribute('aria-selected', String(chosen));
      button.tabIndex = chosen ? 0 : -1;
      if (chosen) button.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    }
    this.panel.setAttribute('aria-labelledby', `tab-${current}`);
  }

  private button({ id, title }: Tab): HTMLElement {
    return el('button', {
      text: title,
      attrs: { type: 'button', role: 'tab', id: `tab-${id}`, 'aria-controls': 'tab-panel' },
      on: {
        click: () => {
          this.onChoose(id);
        },
      },
    });
  }

  private onKey(event: KeyboardEvent): void {
    const at = this.tabs.findIndex((tab) => tab.id === this.current);
    const last = this.tabs.length - 1;
    const place = {
      ArrowLeft: at === 0 ? last : at - 1,
      ArrowRight: at === last ? 0 : at + 1,
      Home: 0,
      End: last,
    }[event.key];
    const next = place === undefined ? undefined : this.tabs[place];
    if (!next) return;
    event.preventDefault();
    event.stopPropagation();
    this.onChoose(next.id);
    this.list.querySelector<HTMLElement>(`#tab-${next.id}`)?.focus();
  }
}
