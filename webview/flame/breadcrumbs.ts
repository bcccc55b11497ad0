/** The way into the session: what was fitted into the view, one within the other. A click goes back there. */
import { el } from '../dom';
import { t } from '../l10n';
import type { View } from './viewport';

interface Crumb {
  label: string;
  view: View;
}

/** How far the view may leave a crumb, as a share of the crumb, before it no longer lies in it. */
const SLACK = 0.05;

export class Breadcrumbs {
  readonly element: HTMLElement;
  private readonly list = el('ol');
  private crumbs: Crumb[] = [];
  private shown = '';

  /** `onBack` gets the view to go back to, null for the whole session. */
  constructor(private readonly onBack: (view: View | null) => void) {
    this.element = el('nav', { class: 'breadcrumbs', attrs: { 'aria-label': t('Zoom') } }, this.list);
    this.render();
  }

  /** Something has been fitted: it is named within what it lies in. */
  push(label: string, view: View): void {
    this.leave(view);
    if (this.crumbs.at(-1)?.label !== label) this.crumbs.push({ label, view });
    this.render();
  }

  /** The view has moved: what it has left is no longer named. */
  sync(view: View): void {
    this.leave(view);
    this.render();
  }

  clear(): void {
    this.crumbs = [];
    this.render();
  }

  /** One step back. */
  back(): void {
    this.crumbs.pop();
    this.onBack(this.crumbs.at(-1)?.view ?? null);
    this.render();
  }

  private leave(view: View): void {
    while (this.crumbs.length > 0 && !contains(this.crumbs.at(-1)!.view, view)) this.crumbs.pop();
  }

  private render(): void {
    const labels = [t('Session'), ...this.crumbs.map(({ label }) => label)];
    const text = labels.join('\n');
    if (text === this.shown) return;
    this.shown = text;
    const last = labels.length - 1;
    this.list.replaceChildren(
      ...labels.map((label, i) =>
        el(
          'li',
          {},
          el('button', {
            text: label,
            title: i === 0 ? t('Show the whole session (0)') : t('Back to {0}', label),
            attrs: { type: 'button', 'aria-current': i === last ? 'true' : null },
            on: {
              click: () => {
                this.crumbs = this.crumbs.slice(0, i);
                this.onBack(this.crumbs.at(-1)?.view ?? null);
                this.render();
              },
            },
          }),
        ),
      ),
    );
  }
}

function contains(outer: View, inner: View): boolean {
  const slack = (outer.to - outer.from) * SLACK;
  return inner.from >= outer.from - slack && inner.to <= outer.to + slack;
}
