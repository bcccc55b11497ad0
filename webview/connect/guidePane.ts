/** The guides: a list of agents and frameworks, and the steps of the chosen one. */
import type { ConnectGuide, ConnectStep } from '../../src/protocol/connect';
import { el } from '../dom';
import { t, translated } from '../l10n';
import { copyButton } from './copyButton';

export class GuidePane {
  private readonly choice = el('div', {
    class: 'connect-choice',
    attrs: { role: 'radiogroup', 'aria-label': t('Agent or framework') },
  });
  private readonly steps = el('ol', { class: 'connect-steps' });
  readonly element = el('div', { class: 'connect-guides' }, this.choice, this.steps);
  private guides: readonly ConnectGuide[] = [];
  /** What was shown last: nothing is rebuilt under the pointer of a person without need. */
  private shown = '';

  constructor(
    private chosen: string | null,
    private readonly onChoose: (guide: string) => void,
  ) {
    this.choice.addEventListener('change', (event) => {
      if (!(event.target instanceof HTMLInputElement)) return;
      this.chosen = event.target.value;
      this.onChoose(this.chosen);
      this.showSteps();
    });
  }

  set(guides: readonly ConnectGuide[]): void {
    const now = JSON.stringify(guides);
    if (now === this.shown) return;
    this.shown = now;
    this.guides = guides;
    if (!guides.some(({ id }) => id === this.chosen)) this.chosen = guides[0]?.id ?? null;
    const groups = [...new Set(guides.map(({ group }) => group))];
    this.choice.replaceChildren(
      ...groups.flatMap((group) => [
        el('h3', { text: translated(group) }),
        ...guides.filter((guide) => guide.group === group).map((guide) => this.option(guide)),
      ]),
    );
    this.showSteps();
  }

  private option({ id, name }: ConnectGuide): HTMLElement {
    const radio = el('input', { attrs: { type: 'radio', name: 'guide', value: id } });
    radio.checked = id === this.chosen;
    return el('label', {}, radio, el('span', { text: name }));
  }

  private showSteps(): void {
    const guide = this.guides.find(({ id }) => id === this.chosen);
    this.steps.setAttribute('aria-label', guide?.name ?? '');
    this.steps.replaceChildren(...(guide?.steps ?? []).map(stepItem));
  }
}

function stepItem({ text: english, language, code }: ConnectStep): HTMLElement {
  const text = translated(english);
  return el(
    'li',
    {},
    el('p', { text }),
    el(
      'div',
      { class: 'connect-code' },
      el(
        'pre',
        { attrs: { tabindex: 0, 'data-language': language, 'aria-label': text } },
        el('code', { text: code }),
      ),
      copyButton(t('Copy'), () => code),
    ),
  );
}
