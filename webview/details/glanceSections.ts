/** What the details show while nothing is selected: the session at a glance, each row leading to what it sums up. */
import type { SpanRef } from '../../src/protocol/units';
import { el, type Child } from '../dom';
import { formatDuration, formatTokens, formatUsd } from '../figures';
import { formatCount, t } from '../l10n';
import type { SessionIndex } from '../session/sessionIndex';
import type { Section } from '../ui/sections';
import { linkButton } from '../ui/toolkit';
import { sessionGlance, type ModelGlance, type ToolGlance } from './glance';

/** Sessions with more tools, agents or models than these have a long tail. */
const MAX_ROWS = 12;

export function glanceSections(index: SessionIndex, select: (ref: SpanRef) => void): Section[] {
  const { tools, agents, models } = sessionGlance(index);
  const sections: Section[] = [{ key: 'hint', state: null, build: hint }];
  if (tools.length > 0) {
    sections.push({ key: 'tools', state: tools, build: () => toolTable(tools, select) });
  }
  // One agent did everything: the figures say what that was.
  if (agents.length > 1) {
    sections.push({
      key: 'agents',
      state: agents,
      build: () => sumTable(t('Agents'), t('no agent'), agents, select),
    });
  }
  if (models.length > 0) {
    sections.push({
      key: 'models',
      state: models,
      build: () => sumTable(t('Models'), t('unknown'), models, select),
    });
  }
  return sections;
}

function hint(): HTMLElement {
  return el('p', {
    class: 'glance-hint',
    text: t('Select a frame or a turn to see what it did: click, or press an arrow key.'),
  });
}

function toolTable(tools: readonly ToolGlance[], select: (ref: SpanRef) => void): HTMLElement {
  const loops = tools.some(({ inLoops }) => inLoops > 0);
  return table(
    [t('Tools'), t('Calls'), t('Failed'), ...(loops ? [t('In loops')] : []), t('Time')],
    tools.map((tool) => [
      named(tool.name, tool.example, select),
      formatCount(tool.calls),
      marked(tool.failed, '✕', 'is-error'),
      ...(loops ? [marked(tool.inLoops, '↻', 'is-loop')] : []),
      formatDuration(tool.durationMs),
    ]),
  );
}

function sumTable(
  heading: string,
  nameless: string,
  sums: readonly ModelGlance[],
  select: (ref: SpanRef) => void,
): HTMLElement {
  return table(
    [heading, t('Turns'), t('Failed'), t('Tokens'), t('Cost')],
    sums.map(({ name, turns, failed, tokens, costUsd, example }) => [
      named(name ?? nameless, example, select),
      formatCount(turns),
      marked(failed, '✕', 'is-error'),
      formatTokens(tokens),
      formatUsd(costUsd),
    ]),
  );
}

/** The first column names the rows, and its heading the table. */
function table(headings: readonly string[], rows: readonly Child[][]): HTMLElement {
  const more = rows.length - MAX_ROWS;
  return el(
    'section',
    { class: 'details-section' },
    el(
      'table',
      { class: 'glance', attrs: { 'aria-label': headings[0] ?? null } },
      el('thead', {}, el('tr', {}, ...headings.map((text) => el('th', { text, attrs: { scope: 'col' } })))),
      el(
        'tbody',
        {},
        ...rows
          .slice(0, MAX_ROWS)
          .map(([name, ...figures]) =>
            el(
              'tr',
              {},
              el('th', { attrs: { scope: 'row' } }, name ?? null),
              ...figures.map((figure) => el('td', {}, figure)),
            ),
          ),
      ),
    ),
    more > 0 ? el('p', { class: 'absent', text: t('and {0} more', formatCount(more)) }) : null,
  );
}

function named(name: string, example: SpanRef, select: (ref: SpanRef) => void): HTMLElement {
  const button = linkButton(name, () => {
    select(example);
  });
  button.title = name;
  return button;
}

function marked(value: number, mark: string, tone: string): Child {
  return value === 0
    ? el('span', { class: 'dim', text: '0' })
    : el('span', { class: tone, text: `${mark} ${formatCount(value)}` });
}
