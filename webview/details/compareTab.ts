/** Where this turn's prompt begins to differ from another turn's, and what that did to the provider's cache. */
import type { PromptDiff } from '../../src/protocol/context';
import type { Turn } from '../../src/protocol/turns';
import { el } from '../dom';
import { formatTokens } from '../figures';
import { t } from '../l10n';
import type { Section } from '../ui/sections';
import { select } from '../ui/select';
import { facts, section } from './parts';
import type { SpanView } from './spanView';

/** As `turns/diff` cuts its excerpts: so much of what is the same comes before the difference. */
const EXCERPT_BEFORE = 40;

export async function compareSections(view: SpanView): Promise<Section[]> {
  const { turn } = view;
  if (!turn) return [];
  const memory = view.memory('compare');
  const chosen = Number(memory.query) || (await earlierTurn(view, turn));
  const { turns } = view.index.session;
  const other = turns[chosen - 1] ?? turns.find(({ index }) => index !== turn.index);
  if (!other) return [];
  const diff = await view.data.diff(turn.index, other.index);
  const [a, b] = diff.a === turn.index ? [turn, other] : [other, turn];
  return [
    {
      key: 'choice',
      state: [other.index, turns.length],
      build: () =>
        el(
          'div',
          { class: 'compare-choice' },
          select({
            label: t('Compare turn {0} with', turn.index),
            options: turns
              .filter(({ index }) => index !== turn.index)
              .map((each) => ({ value: String(each.index), text: turnLabel(each) })),
            value: String(other.index),
            onChoose: (value) => {
              memory.query = value;
              view.actions.showTab('compare');
            },
          }),
        ),
    },
    { key: 'difference', state: [diff, cacheOf(a), cacheOf(b)], build: () => difference(diff, a, b) },
  ];
}

/** The turn that left the context for this one; else the one before. */
async function earlierTurn(view: SpanView, turn: Turn): Promise<number> {
  const context = await view.data.context(turn.index);
  return context?.since ?? (turn.index > 1 ? turn.index - 1 : turn.index + 1);
}

function turnLabel({ index, agent, model }: Turn): string {
  return [t('Turn {0}', index), agent, model].filter((part) => part !== null).join(' · ');
}

function cacheOf({ index, usage }: Turn): string | null {
  const { cacheRead, cacheWrite } = usage;
  if (cacheRead === null && cacheWrite === null) return null;
  const read = t('Turn {0}: {1} tokens read', index, formatTokens(cacheRead));
  return cacheWrite === null ? read : t('{0}, {1} written', read, formatTokens(cacheWrite));
}

function difference(diff: PromptDiff, a: Turn, b: Turn): HTMLElement {
  const { samePrefixChars, samePrefixTokens, kind, sentence, cacheMiss } = diff;
  const chars = t(
    '{0, plural, one {# character from the start} other {# characters from the start}}',
    samePrefixChars,
  );
  const same =
    samePrefixTokens === null ? chars : t('{0}, about {1} tokens', chars, formatTokens(samePrefixTokens));
  const caches = [cacheOf(a), cacheOf(b)].filter((text) => text !== null);
  return el(
    'div',
    { class: 'difference' },
    el('p', { class: `verdict${cacheMiss ? ' is-miss' : ''}`, text: sentence }),
    kind === 'unrecorded'
      ? null
      : facts([
          [t('The same'), same],
          [t('Cache'), caches.length === 0 ? t('not reported') : caches.join('; ')],
        ]),
    ...excerpts(diff),
  );
}

function excerpts({ a, b, before, after, offset, where }: PromptDiff): HTMLElement[] {
  if (before === null && after === null) return [];
  // Excerpts begin with what both have, after an ellipsis where there is more of that.
  const same = offset === null ? 0 : Math.min(offset, EXCERPT_BEFORE) + (offset > EXCERPT_BEFORE ? 1 : 0);
  const place = where === null ? null : placeName(where);
  const side = (turn: number, text: string | null, kind: 'before' | 'after') =>
    section(
      [t('Turn {0}', turn), place].filter((part) => part !== null).join(', '),
      text === null
        ? el('p', { class: 'absent', text: t('Nothing is there.') })
        : el(
            'pre',
            { class: `text excerpt is-${kind}` },
            el('span', { class: 'dim', text: text.slice(0, same) }),
            el(kind === 'before' ? 'del' : 'ins', { text: text.slice(same) }),
          ),
    );
  return [side(a, before, 'before'), side(b, after, 'after')];
}

function placeName({ section: part, index, role, name }: NonNullable<PromptDiff['where']>): string {
  if (part === 'system') return t('system prompt');
  if (part === 'tools') return t('definition of {0}', name ?? t('tool {0}', index + 1));
  return role === null ? t('message {0}', index + 1) : t('message {0} ({1})', index + 1, role);
}
