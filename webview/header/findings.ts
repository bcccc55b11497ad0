/** What went wrong, one line each: loops first, the dearest above the others, then what makes the figures less than exact. */
import type { PanelCommand } from '../../src/protocol/panel';
import type { Loop } from '../../src/protocol/loops';
import type { SessionFlag, SessionSummary } from '../../src/protocol/sessions';
import { el } from '../dom';
import { t } from '../l10n';
import type { SessionIndex } from '../session/sessionIndex';
import { icon } from '../ui/icon';
import { linkButton } from '../ui/toolkit';

export interface FindingActions {
  showLoop(loop: Loop): void;
  compareIterations(loop: Loop): void;
  goToTool(loop: Loop): void;
  explain(loop: Loop): void;
  run(command: PanelCommand): void;
}

/** An answer that was cut is a finding of the review. */
type ShownFlag = Exclude<SessionFlag, 'truncated-answer'>;
const FLAG_ORDER: readonly ShownFlag[] = ['no-llm-spans', 'pending-spans', 'cost-incomplete'];
const FOLDED_LINES = 1;

export class Findings {
  readonly element = el('section', { class: 'findings', attrs: { 'aria-label': t('Findings') } });
  private unfolded = false;
  private index: SessionIndex | null = null;
  private shown = '';

  constructor(private readonly actions: FindingActions) {}

  set(index: SessionIndex): void {
    this.index = index;
    const { loops, summary } = index.session;
    const text = JSON.stringify([loops.map((loop) => [loop.id, loop.reason, loop.wasted]), summary.flags]);
    if (text === this.shown) return;
    this.shown = text;
    this.render();
  }

  private render(): void {
    if (!this.index) return;
    const { loops, summary } = this.index.session;
    const flags = FLAG_ORDER.filter((flag) => summary.flags.includes(flag));
    const lines = [
      ...loops.toSorted(byWaste).map((loop) => this.loopLine(loop)),
      ...flags.map((flag) => this.flagLine(flag, summary)),
    ];
    const shown = this.unfolded ? lines : lines.slice(0, FOLDED_LINES);
    const hidden = lines.length - FOLDED_LINES;
    if (hidden > 0) {
      const label = this.unfolded
        ? t('Show fewer')
        : t('{0, plural, one {# more finding} other {# more findings}}', hidden);
      const toggle = linkButton(label, () => {
        this.unfolded = !this.unfolded;
        this.render();
        this.element.querySelector<HTMLElement>('.more')?.focus();
      });
      toggle.classList.add('more');
      toggle.setAttribute('aria-expanded', String(this.unfolded));
      shown[0]?.append(toggle);
    }
    this.element.hidden = lines.length === 0;
    this.element.replaceChildren(...shown);
  }

  private flagLine(flag: ShownFlag, summary: SessionSummary): HTMLElement {
    const [label, command] = FLAG_ACTION[flag] ?? [];
    const body = el(
      'div',
      { class: 'finding-body' },
      el('span', { class: 'finding-text', text: flagText(flag, summary) }),
    );
    if (label && command) {
      body.append(
        linkButton(label, () => {
          this.actions.run(command);
        }),
      );
    }
    return el('div', { class: 'finding' }, icon('info'), body);
  }

  private loopLine(loop: Loop): HTMLElement {
    return el(
      'div',
      { class: `finding is-loop is-${loop.severity}`, attrs: { 'data-loop': loop.id } },
      el('span', { class: 'finding-mark', text: '↻', attrs: { 'aria-hidden': 'true' } }),
      el(
        'div',
        { class: 'finding-body' },
        el('span', { class: 'finding-text' }, ...emphasised(loop)),
        el(
          'span',
          { class: 'finding-actions' },
          linkButton(t('Show loop'), () => {
            this.actions.showLoop(loop);
          }),
          linkButton(t('Compare iterations'), () => {
            this.actions.compareIterations(loop);
          }),
          linkButton(t('Go to tool'), () => {
            this.actions.goToTool(loop);
          }),
          linkButton(t('Explain'), () => {
            this.actions.explain(loop);
          }),
        ),
      ),
    );
  }
}

/** What can be done about it in the editor. */
const FLAG_ACTION: Partial<Record<ShownFlag, readonly [label: string, command: PanelCommand]>> = {
  'no-llm-spans': [t('Run Doctor'), 'doctor'],
  'cost-incomplete': [t('Set Prices'), 'openSettings'],
};

function flagText(flag: ShownFlag, summary: SessionSummary): string {
  switch (flag) {
    case 'no-llm-spans':
      return t('No model call was recognised, so turns, tokens and cost are unknown.');
    case 'pending-spans':
      return t('Some spans have not arrived yet: faded frames keep their place.');
    case 'cost-incomplete':
      return summary.costUsd === null
        ? t(
            'The cost is unknown: no span reports it, and the models or their tokens are not known well enough to compute it.',
          )
        : t('The cost of some model calls is unknown: the sum is a lower bound.');
  }
}

/** What wasted most comes first; where money or tokens are unknown, by what is known of both. */
function byWaste({ wasted: a }: Loop, { wasted: b }: Loop): number {
  if (a.costUsd !== null && b.costUsd !== null && a.costUsd !== b.costUsd) return b.costUsd - a.costUsd;
  if (a.tokens !== null && b.tokens !== null && a.tokens !== b.tokens) return b.tokens - a.tokens;
  return b.durationMs - a.durationMs;
}

/** The reason with the tool's name in bold where it comes first. */
function emphasised(loop: Loop): (Node | string)[] {
  const tool = loop.toolNames.find((name) => loop.reason.startsWith(name));
  return tool ? [el('b', { text: tool }), loop.reason.slice(tool.length)] : [loop.reason];
}
