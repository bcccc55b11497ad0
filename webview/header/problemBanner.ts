/** What was lost, refused or cut on the way, quietly: one line, the worst first, until it is dismissed. */
import type { StatusProblem } from '../../src/protocol/problems';
import { el } from '../dom';
import { t } from '../l10n';
import { icon } from '../ui/icon';
import { iconButton, linkButton } from '../ui/toolkit';

/** Id → the problem's count when it was dismissed. */
export type DismissedProblems = Record<string, number>;

const FOLDED_LINES = 1;

export class ProblemBanner {
  /** Always in the page, so that screen readers are told when something appears in it. */
  readonly element = el('div', { class: 'problems', attrs: { role: 'status', 'aria-label': t('Problems') } });
  private problems: readonly StatusProblem[] = [];
  private unfolded = false;
  private shown = '';

  /** `onDismiss` is told whether another problem is left in the banner. */
  constructor(
    private dismissed: DismissedProblems,
    private readonly onDismiss: (othersLeft: boolean) => void,
  ) {}

  get dismissedProblems(): DismissedProblems {
    return this.dismissed;
  }

  set(problems: readonly StatusProblem[]): void {
    this.problems = problems;
    // A problem that has gone may come back with the same count: that is news again.
    this.dismissed = Object.fromEntries(
      problems.flatMap(({ id }) => (id in this.dismissed ? [[id, this.dismissed[id]!]] : [])),
    );
    this.render();
  }

  /** Those whose count has changed since they were dismissed; it only ever grows until the collector starts anew. */
  private open(): StatusProblem[] {
    return this.problems.filter(({ id, count }) => this.dismissed[id] !== count);
  }

  private render(): void {
    const open = this.open();
    // Screen readers read the banner again whenever it is built again.
    const text = JSON.stringify([open, this.unfolded]);
    if (text === this.shown) return;
    this.shown = text;
    const hidden = open.length - FOLDED_LINES;
    const lines = (this.unfolded ? open : open.slice(0, FOLDED_LINES)).map((problem, i) =>
      this.line(problem, i === 0 && hidden > 0 ? this.toggle(hidden) : null),
    );
    this.element.replaceChildren(...lines);
  }

  private line(problem: StatusProblem, toggle: HTMLElement | null): HTMLElement {
    return el(
      'div',
      { class: `problem is-${problem.severity}`, attrs: { 'data-problem': problem.id } },
      icon(problem.severity),
      el(
        'div',
        { class: 'problem-body' },
        el('span', { text: problem.text }),
        ' ',
        el('span', { class: 'problem-advice', text: problem.advice }),
      ),
      toggle,
      iconButton('close', t('Dismiss'), () => {
        this.dismiss(problem);
      }),
    );
  }

  private toggle(hidden: number): HTMLElement {
    const label = this.unfolded ? t('Show fewer') : t('{0, plural, one {# more} other {# more}}', hidden);
    const toggle = linkButton(label, () => {
      this.unfolded = !this.unfolded;
      this.render();
      this.element.querySelector<HTMLElement>('[aria-expanded]')?.focus();
    });
    toggle.setAttribute('aria-expanded', String(this.unfolded));
    return toggle;
  }

  private dismiss({ id, count }: StatusProblem): void {
    this.dismissed = { ...this.dismissed, [id]: count };
    this.render();
    const next = this.element.querySelector<HTMLElement>('.icon-button');
    next?.focus();
    this.onDismiss(next !== null);
  }
}
