import { el } from '../dom';

export interface Tab {
  id: string;
  title: string;
  content: () => Node;
}

/** Tabs with arrow keys, after the WAI-ARIA pattern. The content of a tab is built when it is first shown. */
export class Tabs {
  readonly list = el('div', { class: 'tabs', attrs: { role: 'tablist' } });
  readonly panel = el('div', {
    class: 'tab-panel',
    attrs: { role: 'tabpanel', tabindex: 0, id: 'tab-panel' },
  });
  private tabs: readonly Tab[] = [];
  private current: string;

  constructor(label: string, initial: string) {
    this.current = initial;
    this.list.setAttribute('aria-label', label);
    this.list.addEventListener('keydown', (event) => {
      this.onKey(event);
    });
  }

  /** Replaces all tabs and keeps the chosen one where it still exists. */
  set(tabs: readonly Tab[]): void {
    this.tabs = tabs;
    this.list.replaceChildren(
      ...tabs.map((tab) =>
        el('button', {
          text: tab.title,
          attrs: { type: 'button', role: 'tab', id: `tab-${tab.id}`, 'aria-controls': 'tab-panel' },
          on: {
            click: () => {
              this.show(tab.id);
            },
          },
        }),
      ),
    );
    this.show(tabs.some((tab) => tab.id === this.current) ? this.current : (tabs[0]?.id ?? ''));
  }

  private show(id: string): void {
    this.current = id;
    for (const button of this.list.querySelectorAll('button')) {
      const chosen = button.id === `tab-${id}`;
      button.setAttribute('aria-selected', String(chosen));
      button.tabIndex = chosen ? 0 : -1;
    }
    this.panel.setAttribute('aria-labelledby', `tab-${id}`);
    const tab = this.tabs.find((candidate) => candidate.id === id);
    this.panel.replaceChildren(...(tab ? [tab.content()] : []));
    this.panel.scrollTop = 0;
  }

  private onKey(event: KeyboardEvent): void {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const at = this.tabs.findIndex((tab) => tab.id === this.current);
    const next = this.tabs[(at + step + this.tabs.length) % this.tabs.length];
    if (!next) return;
    this.show(next.id);
    this.list.querySelector<HTMLElement>(`#tab-${next.id}`)?.focus();
  }
}
