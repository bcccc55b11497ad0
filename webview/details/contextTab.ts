/** What fills the model's context window at this turn, and what this turn added to it. */
import type { ContextGroup, ContextPiece, TurnContext } from '../../src/protocol/context';
import { formatTokens } from '../../src/protocol/format';
import { el, type Child } from '../dom';
import type { SessionIndex } from '../session/sessionIndex';
import type { Section } from '../ui/sections';
import { linkButton } from '../ui/toolkit';
import { absent, section } from './parts';
import type { SpanView } from './spanView';

/** Bars that are told apart; the rest is one bar. */
const MAX_BARS = 14;

export async function contextSections(view: SpanView): Promise<Section[]> {
  const context = view.turn && (await view.data.context(view.turn.index));
  if (!context) return [{ key: 'none', state: null, build: () => absent('This turn is no longer there.') }];
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
    return section('Context window', absent('The agent does not report how many tokens this request had.'));
  }
  if (contextLimit === null || contextLimit === 0) {
    const text = `${formatTokens(contextTokens)} tokens. The limit of this model is not known.`;
    return section('Context window', el('p', { class: 'line', text }));
  }
  const share = contextTokens / contextLimit;
  const text = `${percent(share)} of ${formatTokens(contextLimit)} tokens`;
  return section(
    'Context window',
    el('p', { class: 'line' }, el('b', { text: formatTokens(contextTokens) }), ` tokens · ${text}`),
    bar(Math.min(1, share), share >= 0.8 ? 'full' : 'other'),
  );
}

function changeState({ since, growth, added, resent, dropped, compacted, delta }: TurnContext): unknown {
  return [since, growth, added.length, resent, dropped, compacted, delta];
}

function changes(view: SpanView, context: TurnContext): HTMLElement {
  const { since, growth, resent, dropped, compacted, delta } = context;
  const turn = since === null ? undefined : view.index.session.turns[since - 1];
  const link: Child =
    since === null
      ? null
      : linkButton(`turn ${since}`, () => {
          if (turn) view.actions.select(turn);
        });
  const grown = growth === null ? null : `${growth < 0 ? '−' : '+'}${formatTokens(Math.abs(growth))} tokens`;
  const lines: Child[][] = [
    since === null
      ? ['The agent starts with an empty context here.']
      : [grown ?? 'Compared with', grown === null ? ' ' : ' since ', link, '.'],
  ];
  if (resent.messages > 0) {
    lines.push([
      `Sent again as it was: ${counted(resent.messages)}, about ${formatTokens(resent.estimatedTokens)} tokens.`,
    ]);
  }
  if (dropped.messages > 0) {
    lines.push([
      `Left out: ${counted(dropped.messages)}, about ${formatTokens(dropped.estimatedTokens)} tokens.`,
    ]);
  }
  if (compacted)
    lines.push(['The history was compacted: a summary stands in its place, or most of it is gone.']);
  if (delta) lines.push(['The agent records only what is new in each request.']);
  return el('div', { class: 'lines-of-text' }, ...lines.map((line) => el('p', { class: 'line' }, ...line)));
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
          'What fills it',
          barList(bars),
          absent('Estimated from the lengths of the texts and the tokens that were reported.'),
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
          `New since turn ${since}`,
          barList(bars),
          el(
            'p',
            { class: 'line' },
            linkButton('Show what is new in the conversation', () => {
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
    label: `${rest.length.toLocaleString('en-US')} more`,
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
      ? 'The agent’s SDK cut the request off, so some of this is not told apart.'
      : `The messages of the request were not recorded. ${contentSwitch}`;
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
        el('span', { class: 'bar-share dim', text: percent(share) }),
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
  system: 'system prompt',
  user: 'user',
  assistant: 'assistant',
  tool: 'tool',
  other: 'other messages',
  tools: 'tool definitions',
  unrecorded: 'not recorded',
};

function groupLabel({ role, kind, name, pieces }: ContextGroup): string {
  const times = pieces > 1 ? ` ×${pieces}` : '';
  if (kind === 'tool_result') return `${name ?? 'tool'} results${times}`;
  if (kind === 'tool_call') return `${name ?? 'tool'} calls${times}`;
  if (kind === 'text' || kind === 'tool_definition' || kind === 'unrecorded')
    return `${ROLE_NAME[role]}${times}`;
  return `${ROLE_NAME[role]}: ${kind.replace('_', ' ')}${times}`;
}

function pieceLabel(piece: ContextPiece, index: SessionIndex): string {
  const { role, kind, callId } = piece;
  const name = piece.name ?? (callId === null ? null : (index.callById(callId)?.name ?? null));
  if (kind === 'tool_result') return `${name ?? 'tool'} result`;
  if (kind === 'tool_call') return `${name ?? 'tool'} call`;
  if (kind === 'tool_definition') return `definition of ${name ?? 'a tool'}`;
  return kind === 'text' || kind === 'unrecorded'
    ? ROLE_NAME[role]
    : `${ROLE_NAME[role]}: ${kind.replace('_', ' ')}`;
}

function colourOf(role: ContextGroup['role']): string {
  return role === 'tools' || role === 'unrecorded' ? 'other' : role;
}

function counted(messages: number): string {
  return `${messages.toLocaleString('en-US')} ${messages === 1 ? 'message' : 'messages'}`;
}

function percent(share: number): string {
  const value = share * 100;
  return value > 0 && value < 1 ? '<1 %' : `${Math.round(value)} %`;
}
