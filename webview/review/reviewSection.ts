/** What the review of the session found: one quiet line that unfolds to a list. */
import type { Finding, FindingSeverity } from '../../src/protocol/review';
import { FINDING_SEVERITIES, FINDING_TITLES } from '../../src/protocol/review';
import type { SpanRef } from '../../src/protocol/units';
import { atMostEveryWithRest, el } from '../dom';
import { formatCount, t, translated } from '../l10n';
import { icon, type IconName } from '../ui/icon';
import { linkButton } from '../ui/toolkit';

/** A review reads more than a redraw of a running session needs. */
const ASK_EVERY_MS = 1_000;
/** More places than these are named by their number. */
const SHOWN_PLACES = 6;

const ICONS: Record<FindingSeverity, IconName> = { critical: 'error', warning: 'warning', info: 'info' };
const SEVERITY_NAME: Record<FindingSeverity, string> = {
  critical: t('critical'),
  warning: t('warning'),
  info: t('note'),
};

export interface ReviewActions {
  load: () => Promise<Finding[]>;
  select: (ref: SpanRef) => void;
  /** It was folded or unfolded. */
  changed: () => void;
}

export class ReviewSection {
  readonly element = el('section', { class: 'review', attrs: { 'aria-label': t('Review'), hidden: true } });
  /** Asks for the findings and shows them. */
  readonly refresh = atMostEveryWithRest(ASK_EVERY_MS, () =>
    // A collector that does not answer is told of by the requests for the session.
    this.actions.load().then(
      (findings) => {
        this.set(findings);
      },
      () => undefined,
    ),
  );
  private open: boolean;
  private shown = '';
  private readonly list = el('ul', { class: 'review-list', attrs: { id: 'review-list' } });
  private readonly counts = el('span', { class: 'review-counts' });
  private readonly first = el('span', { class: 'review-first' });
  private readonly toggle = el(
    'button',
    {
      class: 'review-toggle',
      attrs: { type: 'button', 'aria-controls': 'review-list' },
      on: {
        click: () => {
          this.setOpen(!this.open);
          this.actions.changed();
        },
      },
    },
    el('span', { class: 'review-twistie', attrs: { 'aria-hidden': 'true' } }),
    el('b', { text: t('Review') }),
    this.counts,
    this.first,
  );

  constructor(
    private readonly actions: ReviewActions,
    open: boolean,
  ) {
    this.open = open;
    this.element.append(this.toggle, this.list);
    this.setOpen(open);
  }

  get isOpen(): boolean {
    return this.open;
  }

  /** Loops have a line of their own above, with more to do about them. */
  private set(all: readonly Finding[]): void {
    const findings = all.filter(({ kind }) => kind !== 'loop');
    const text = JSON.stringify(findings);
    if (text === this.shown) return;
    this.shown = text;
    this.element.hidden = findings.length === 0;
    this.counts.replaceChildren(
      ...FINDING_SEVERITIES.flatMap((severity) => {
        const count = findings.filter((finding) => finding.severity === severity).length;
        return count === 0 ? [] : [countOf(severity, count)];
      }),
    );
    this.first.textContent = findings[0]?.sentence ?? '';
    this.list.replaceChildren(...findings.map((finding) => this.item(finding)));
  }

  private setOpen(open: boolean): void {
    this.open = open;
    this.toggle.setAttribute('aria-expanded', String(open));
    this.list.hidden = !open;
    this.first.hidden = open;
  }

  private item(finding: Finding): HTMLElement {
    const { kind, severity, sentence, advice, evidence, evidenceCount } = finding;
    const places = evidence.slice(0, SHOWN_PLACES);
    const more = evidenceCount - places.length;
    return el(
      'li',
      { class: `review-item is-${severity}`, attrs: { 'data-kind': kind } },
      icon(ICONS[severity]),
      el(
        'div',
        { class: 'review-body' },
        el(
          'div',
          { class: 'review-sentence' },
          el('span', { class: 'visually-hidden', text: `${SEVERITY_NAME[severity]}: ` }),
          el('b', { text: translated(FINDING_TITLES[kind]) }),
          ` ${sentence}`,
        ),
        el('div', { class: 'review-advice', text: advice }),
        places.length === 0
          ? null
          : el(
              'div',
              { class: 'review-places' },
              ...places.map((place) =>
                linkButton(place.label, () => {
                  this.actions.select(place);
                }),
              ),
              more > 0
                ? el('span', { class: 'review-more', text: t('and {0} more', formatCount(more)) })
                : null,
            ),
      ),
    );
  }
}

function countOf(severity: FindingSeverity, count: number): HTMLElement {
  return el(
    'span',
    { class: `review-count is-${severity}` },
    icon(ICONS[severity]),
    countText(severity, count),
  );
}

function countText(severity: FindingSeverity, count: number): string {
  switch (severity) {
    case 'critical':
      return t('{0, plural, one {# critical} other {# critical}}', count);
    case 'warning':
      return t('{0, plural, one {# warning} other {# warnings}}', count);
    case 'info':
      return t('{0, plural, one {# note} other {# notes}}', count);
  }
}
