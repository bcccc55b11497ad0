/** The big numbers of a session, each leading to what it counts. */
import type { Loop } from '../../src/protocol/loops';
import type { Finding } from '../../src/protocol/review';
import { el } from '../dom';
import {
  formatDecimal,
  formatDuration,
  formatShare,
  formatTokens,
  formatUsd,
  UNKNOWN_FIGURE,
} from '../figures';
import { formatCount, t } from '../l10n';
import type { SessionIndex } from '../session/sessionIndex';

export interface FigureActions {
  fitAll: () => void;
  focusTurns: () => void;
  nextTool: () => void;
  byTokens: () => void;
  byCost: () => void;
  nextError: () => void;
  nextLoop: () => void;
  fullestTurn: () => void;
}

interface Figure {
  name: string;
  value: string;
  label: string;
  /** What a press does, for the tooltip; null makes it plain text. */
  hint: string | null;
  action: () => void;
  tone?: 'error' | 'loop';
}

export class Figures {
  readonly element = el('div', { class: 'figures', attrs: { role: 'group', 'aria-label': t('Figures') } });
  private shown = '';
  private index: SessionIndex | null = null;
  /** How many times the usual cost of its agent the session cost; null as long as that is nothing unusual. */
  private costMultiple: number | null = null;

  constructor(private readonly actions: FigureActions) {}

  set(index: SessionIndex): void {
    this.index = index;
    this.render();
  }

  /** What the review of the session found. */
  setReview(findings: readonly Finding[]): void {
    const highCost = findings.find(({ kind }) => kind === 'high-cost');
    this.costMultiple = highCost?.figures.find(({ unit }) => unit === 'times')?.value ?? null;
    this.render();
  }

  private render(): void {
    if (!this.index) return;
    const figures = sessionFigures(this.index, this.costMultiple, this.actions);
    // Rebuilding would take the focus from a figure that somebody stands on.
    const text = figures.map(({ value, label, hint }) => `${value}|${label}|${hint}`).join();
    if (text === this.shown) return;
    this.shown = text;
    const focused = document.activeElement?.closest<HTMLElement>('[data-figure]')?.dataset.figure;
    this.element.replaceChildren(...figures.map(render));
    if (focused) this.element.querySelector<HTMLElement>(`[data-figure="${focused}"]`)?.focus();
  }
}

function sessionFigures(index: SessionIndex, costMultiple: number | null, actions: FigureActions): Figure[] {
  const { summary, loops } = index.session;
  const { usage } = summary;
  const context = index.fullestContext();
  const figures: Figure[] = [
    {
      name: 'duration',
      value: formatDuration(summary.endTime - summary.startTime),
      label: t('duration'),
      hint: t('Show the whole session'),
      action: actions.fitAll,
    },
    {
      name: 'turns',
      value: formatCount(summary.turnCount),
      label: t('{0, plural, one {turn} other {turns}}', summary.turnCount),
      hint: summary.turnCount > 0 ? t('Go through the turns') : null,
      action: actions.focusTurns,
    },
    {
      name: 'tools',
      value: formatCount(summary.toolCalls),
      label: t('{0, plural, one {tool call} other {tool calls}}', summary.toolCalls),
      hint: summary.toolCalls > 0 ? t('Go to the next tool call') : null,
      action: actions.nextTool,
    },
    {
      name: 'input',
      value: formatTokens(usage.input),
      label: labelled(t('input tokens'), cachedShare(usage.input, usage.cacheRead)),
      hint: usage.input === null ? null : t('Show where the tokens went'),
      action: actions.byTokens,
    },
    {
      name: 'output',
      value: formatTokens(usage.output),
      label: labelled(
        t('output'),
        usage.reasoning === null ? null : t('{0} reasoning', formatTokens(usage.reasoning)),
      ),
      hint: usage.output === null ? null : t('Show where the tokens went'),
      action: actions.byTokens,
    },
    {
      name: 'cost',
      value: costFigure(summary.costUsd, summary.flags.includes('cost-incomplete')),
      label: labelled(
        t('cost'),
        costMultiple === null ? null : t('{0}× usual for this agent', formatDecimal(costMultiple, 1)),
      ),
      hint: summary.costUsd === null ? null : t('Show where the money went'),
      action: actions.byCost,
    },
    {
      name: 'errors',
      value: formatCount(summary.errors),
      label: t('{0, plural, one {error} other {errors}}', summary.errors),
      hint: summary.errors > 0 ? t('Go to the next error (e)') : null,
      action: actions.nextError,
      ...(summary.errors > 0 ? { tone: 'error' as const } : {}),
    },
    {
      name: 'loops',
      value: summary.loopCount > 0 ? `↻ ${formatCount(summary.loopCount)}` : '0',
      label: labelled(t('{0, plural, one {loop} other {loops}}', summary.loopCount), wastedByAll(loops)),
      hint: summary.loopCount > 0 ? t('Go to the next loop (l)') : null,
      action: actions.nextLoop,
      ...(summary.loopCount > 0 ? { tone: 'loop' as const } : {}),
    },
  ];
  if (context) {
    figures.push({
      name: 'context',
      value: formatShare(context.share),
      label: t('of the context window'),
      hint: t('Go to turn {0}, which filled it most', context.turn.index),
      action: actions.fullestTurn,
    });
  }
  return figures;
}

function render(figure: Figure): HTMLElement {
  const tone = figure.tone ? ` is-${figure.tone}` : '';
  const content = [el('b', { text: figure.value }), el('span', { text: figure.label })];
  if (figure.hint === null) {
    return el('div', { class: `figure${tone}`, attrs: { 'data-figure': figure.name } }, ...content);
  }
  return el(
    'button',
    {
      class: `figure${tone}`,
      title: figure.hint,
      attrs: { type: 'button', 'data-figure': figure.name },
      on: { click: figure.action },
    },
    ...content,
  );
}

function cachedShare(input: number | null, cacheRead: number | null): string | null {
  if (cacheRead === null || input === null || input === 0) return null;
  return t('{0} cached', formatShare(cacheRead / input));
}

/** The money, or else the tokens, that went into repetitions; null where neither is known of any loop. */
function wastedByAll(loops: readonly Loop[]): string | null {
  const sumOf = (values: (number | null)[]) => values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
  const costUsd = sumOf(loops.map(({ wasted }) => wasted.costUsd));
  if (costUsd > 0) return t('{0} wasted', formatUsd(costUsd));
  const tokens = sumOf(loops.map(({ wasted }) => wasted.tokens));
  return tokens > 0 ? t('{0} tokens wasted', formatTokens(tokens)) : null;
}

/** A sum that misses some calls is a lower bound and says so. */
function costFigure(usd: number | null, incomplete: boolean): string {
  if (usd === null) return UNKNOWN_FIGURE;
  return incomplete ? `≥ ${formatUsd(usd)}` : formatUsd(usd);
}

function labelled(label: string, addition: string | null): string {
  return addition === null ? label : `${label} · ${addition}`;
}
