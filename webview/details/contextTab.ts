/** What fills the model's context window at this turn, and what this turn added to it. */
import type { ContextGroup, ContextPiece, TurnContext } from '../../src/protocol/context';
import { el, withElement, type Child } from '../dom';
import { formatShare, formatTokens } from '../figures';
import { t } from '../l10n';
import type { SessionIndex } from '../session/sessionIndex';
import type { Section } from '../ui/sections';
import { linkButton } from '../ui/toolkit';
import { absent, section } from './parts';
import type { SpanView } from './spanView';

/** Bars that are told apart; the rest is one bar. */
const MAX_BARS = 14;

export async function contextSections(view: SpanView): Promise<Section[]> {
  const context = view.turn && (await view.data.context(view.turn.index));
  if (!context)
    return [{ key: 'none', state: null, build: () => absent(t('This turn is no longer there.')) }];
  return [
    { key: 'fill', state: fillState(context), build: () => fill(context) },
    { key: 'changes', state: changeState(context), build: () => changes(view, context) },
    ...groupSection(context.groups ?? []),
    ...addedSection(view, context),
    ...(context.content === 'whole' ? [] : [missing(view, context)]),
  ];
}

type Fill = Pick<TurnContext, 'contextTokens' | 'contextLimit' | 'resent'>;

function fillState({ contextTokens, contextLimit }: Fill): unknown {
  return [contextTokens, contextLimit];
}

function fill({ contextTokens, contextLimit }: Fill): HTMLElement {
  if (contextTokens === null) {
    return section(
      t('Context window'),
      absent(t('The agent does not report how many tokens this request had.')),
    );
  }
  if (contextLimit === null || contextLimit === 0) {
    const text = t('{0} tokens. The limit of this model is not known.', formatTokens(contextTokens));
    return section(t('Context window'), el('p', { class: 'line', text }));
  }
  const share = contextTokens / contextLimit;
  const text = t('{0} of {1} tokens', formatShare(share), formatTokens(contextLimit));
  return section(
    t('Context window'),
    el('p', { class: 'line' }, el('b', { text: t('{0} tokens', formatTokens(contextTokens)) }), ` · ${text}`),
    bar(Math.min(1, share), share >= 0.8 ? 'full' : 'other'),
  );
}

function changeState({ since, growth, added, resent, dropped, compacted, delta }: TurnContext): unknown {
  return [since, growth, added.length, resent, dropped, compacted, delta];
}

function changes(view: SpanView, context: TurnContext): HTMLElement {
  const { since, growth, resent, dropped, compacted, delta } = context;
  const turn = since === null ? undefined : view.index.session.turns[since - 1];
  const lines: Child[][] = [
    since === null
      ? [t('The agent starts with an empty context here.')]
      : withElement(
          grownSince(growth),
          1,
          linkButton(t('turn {0}', since), () => {
            if (turn) view.actions.select(turn);
          }),
        ),
  ];
  if (resent.messages > 0) {
    lines.push([
      t(
        'Sent again as it was: {0}, about {1} tokens.',
        counted(resent.messages),
        formatTokens(resent.estimatedTokens),
      ),
    ]);
  }
  if (dropped.messages > 0) {
    lines.push([
      t('Left out: {0}, about {1} tokens.', counted(dropped.messages), formatTokens(dropped.estimatedTokens)),
    ]);
  }
  if (compacted)
    lines.push([t('The history was compacted: a summary stands in its place, or most of it is gone.')]);
  if (delta) lines.push([t('The agent records only what is new in each request.')]);
  return el('div', { class: 'lines-of-text' }, ...lines.map((line) => el('p', { class: 'line' }, ...line)));
}

/** With a place for the turn, `{1}`. */
function grownSince(growth: number | null): string {
  if (growth === null) return t('Compared with {1}.');
  return growth < 0
    ? t('−{0} tokens since {1}.', formatTokens(-growth))
    : t('+{0} tokens since {1}.', formatTokens(growth));
}

function groupSection(groups: readonly ContextGroup[]): Section[] {
  if (groups.length === 0) return [];
  const bars = mostOf(groups, groupLabel);
  return [
    {
      key: 'groups',
      state: bars,
      build: () =>
        section(
          t('What fills it'),
          barList(bars),
          absent(t('Estimated from the lengths of the texts and the tokens that were reported.')),
        ),
    },
  ];
}

function addedSection(view: SpanView, { added, since }: TurnContext): Section[] {
  if (since === null || added.length === 0) return [];
  const largest = added.toSorted((a, b) => b.estimatedTokens - a.estimatedTokens);
  const bars = mostOf(largest, (piece) => pieceLabel(piece, view.index));
  return [
    {
      key: 'added',
      state: bars,
      build: () =>
        section(
          t('New since turn {0}', since),
          barList(bars),
          el(
            'p',
            { class: 'line' },
            linkButton(t('Show what is new in the conversation'), () => {
              view.actions.showTab('conversation');
            }),
          ),
        ),
    },
  ];
}

/** The first `MAX_BARS` of `parts`, which are the largest, and the rest as one. */
function mostOf<T extends ContextGroup | ContextPiece>(
  parts: readonly T[],
  label: (part: T) => string,
): Bar[] {
  const rest = parts.slice(MAX_BARS);
  const sum = (of: (part: T) => number) => rest.reduce((total, part) => total + of(part), 0);
  const bars: Bar[] = parts.slice(0, MAX_BARS).map((part) => ({
    label: label(part),
    tokens: part.estimatedTokens,
    share: part.share,
    colour: colourOf(part.role),
  }));
  if (rest.length === 0) return bars;
  const others = {
    label: t('{0, plural, one {# more} other {# more}}', rest.length),
    tokens: sum(({ estimatedTokens }) => estimatedTokens),
    share: sum(({ share }) => share),
    colour: 'other',
  };
  return [...bars, others];
}

function missing(view: SpanView, { content }: TurnContext): Section {
  const { contentSwitch } = view.details.emitter;
  const text =
    content === 'cut'
      ? t('The agent’s SDK cut the request off, so some of this is not told apart.')
      : t('The messages of the request were not recorded. {0}', contentSwitch);
  return { key: 'missing', state: text, build: () => absent(text) };
}

interface Bar {
  label: string;
  tokens: number;
  share: number;
  /** Of `details.css`. */
  colour: string;
}

function barList(bars: readonly Bar[]): HTMLElement {
  const largest = Math.max(...bars.map(({ tokens }) => tokens), 1);
  return el(
    'ul',
    { class: 'context-bars' },
    ...bars.map(({ label, tokens, share, colour }) =>
      el(
        'li',
        {},
        el('span', { class: 'bar-label', text: label, title: label }),
        bar(tokens / largest, colour),
        el('span', { class: 'bar-figure', text: formatTokens(tokens) }),
        el('span', { class: 'bar-share dim', text: formatShare(share) }),
      ),
    ),
  );
}

function bar(share: number, colour: string): HTMLElement {
  const filled = el('span', { class: `bar-fill is-${colour}` });
  filled.style.setProperty('width', `${Math.max(0.5, share * 100)}%`);
  return el('span', { class: 'bar', attrs: { 'aria-hidden': 'true' } }, filled);
}

const ROLE_NAME: Readonly<Record<ContextGroup['role'], string>> = {
  system: t('system prompt'),
  user: t('user'),
  assistant: t('assistant'),
  tool: t('tool'),
  other: t('other messages'),
  tools: t('tool definitions'),
  unrecorded: t('not recorded'),
};

const KIND_NAME: Readonly<Record<ContextGroup['kind'], string>> = {
  text: t('text'),
  reasoning: t('reasoning'),
  tool_call: t('tool call'),
  tool_result: t('tool result'),
  tool_definition: t('tool definition'),
  compaction: t('compaction'),
  image: t('image'),
  audio: t('audio'),
  video: t('video'),
  file: t('file'),
  other: t('other'),
  unrecorded: t('not recorded'),
};

function groupLabel({ role, kind, name, pieces }: ContextGroup): string {
  const times = pieces > 1 ? ` ×${pieces}` : '';
  if (kind === 'tool_result') return t('{0} results', name ?? t('tool')) + times;
  if (kind === 'tool_call') return t('{0} calls', name ?? t('tool')) + times;
  if (kind === 'text' || kind === 'tool_definition' || kind === 'unrecorded')
    return `${ROLE_NAME[role]}${times}`;
  return `${ROLE_NAME[role]}: ${KIND_NAME[kind]}${times}`;
}

function pieceLabel(piece: ContextPiece, index: SessionIndex): string {
  const { role, kind, callId } = piece;
  const name = piece.name ?? (callId === null ? null : (index.callById(callId)?.name ?? null));
  if (kind === 'tool_result') return t('{0} result', name ?? t('tool'));
  if (kind === 'tool_call') return t('{0} call', name ?? t('tool'));
  if (kind === 'tool_definition') return t('definition of {0}', name ?? t('a tool'));
  return kind === 'text' || kind === 'unrecorded'
    ? ROLE_NAME[role]
    : `${ROLE_NAME[role]}: ${KIND_NAME[kind]}`;
}

function colourOf(role: ContextGroup['role']): string {
  return role === 'tools' || role === 'unrecorded' ? 'other' : role;
}

function counted(messages: number): string {
  return t('{0, plural, one {# message} other {# messages}}', messages);
}
