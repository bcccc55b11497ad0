/** What the colours mean, and whether plumbing is shown. */
import { el } from '../dom';
import { formatCount, t } from '../l10n';
import type { LegendEntry } from './colouring';

/** More would not be told apart, and take the room of the drawing. */
const MAX_ENTRIES = 12;

export class Legend {
  readonly element: HTMLElement;
  private readonly entries = el('ul', { class: 'colour-legend', attrs: { 'aria-label': t('Colours') } });
  private readonly noise: HTMLButtonElement;
  private shown = '';

  constructor(onToggleNoise: () => void) {
    this.noise = el('button', {
      class: 'link plumbing',
      title: t('Spans that are not the agent’s doing: HTTP requests, database calls, framework steps'),
      attrs: { type: 'button', hidden: true },
      on: { click: onToggleNoise },
    });
    this.element = el('div', { class: 'legend-bar' }, this.entries, this.noise);
  }

  setColours(entries: readonly LegendEntry[]): void {
    const text = JSON.stringify(entries);
    if (text === this.shown) return;
    this.shown = text;
    const rest = entries.slice(MAX_ENTRIES).map(({ name }) => name);
    this.entries.replaceChildren(
      ...entries.slice(0, MAX_ENTRIES).map(({ name, colour }) => {
        const swatch = el('i', { class: 'swatch' });
        swatch.style.setProperty('background', colour);
        return el('li', { title: name }, swatch, el('span', { text: name }));
      }),
      ...(rest.length > 0 ? [el('li', { text: `+${rest.length}`, title: rest.join(', ') })] : []),
    );
    this.entries.hidden = entries.length === 0;
  }

  setNoise(count: number, hidden: boolean): void {
    this.noise.hidden = count === 0;
    this.noise.textContent = hidden
      ? t('Show plumbing ({0})', formatCount(count))
      : t('Hide plumbing ({0})', formatCount(count));
  }
}
