/** Context windows that run full, and what that led to. */
import { formatTokens } from '../../protocol/format';
import type { Finding } from '../../protocol/review';
import type { Turn } from '../../protocol/turns';
import type { Tokens } from '../../protocol/units';
import type { TurnNodes } from '../turnNodes';
import { isSameRun, threadsOf, type ReviewFacts, type ReviewRule, type Thread } from './facts';
import { counted, figure, finding, knownFigure, nameOf, percent, turnEvidence, turnList } from './finding';

/**
 * Coding agents compact their history between 70 % (Gemini CLI) and 95 % (Claude Code) of the window; beyond that the
 * next large tool result does not fit any more.
 */
const FULL = { warning: 0.8, critical: 0.95 };

/** A request of less than half of the one before, in the same conversation, has lost most of it. */
const SHRUNK_SHARE = 0.5;
/** With the messages at hand less will do. */
const MAYBE_SHRUNK_SHARE = 0.8;
/** Smaller contexts have nothing to compact. */
const MIN_COMPACTED_TOKENS = 4_000;
/** Reading prompts costs time: of a session with more than these the largest are looked at. */
const MAX_READ = 20;

/** Of how many turns in a row a growth is told. */
const GROWTH_TURNS = 10;
/** Half a window filled without anything removed: as many turns again and it is full. */
const GROWTH_SHARE = 0.5;
/** Where the window is not known: beyond this, prices and errors of most models rise. */
const GROWTH_TOKENS = 64_000;
/** What is added grows by itself: three times as much in the last third of the turns as in the first. */
const ACCELERATION = 3;
const MIN_ACCELERATED_TOKENS = 16_000;
/** Of the window, where that is known: with less in it there is no hurry. */
const MIN_ACCELERATED_SHARE = 0.25;
/** Where one turn brought more than this share of it, that is a jump, not a growth. */
const ONE_STEP = 0.5;
/** Token counts differ a little between requests with the same history. */
const NOT_SHRUNK = 0.98;

export const contextFullFindings: ReviewRule = ({ analysis }) =>
  threadsOf(analysis.list).flatMap(({ agent, turns }) => {
    const filled = turns
      .map(({ turn }) => ({ turn, share: shareOf(turn) }))
      .filter((each): each is { turn: Turn; share: number } => each.share !== null);
    // A window that was exceeded and answered is another one than the table says.
    const models = new Set(filled.filter(({ share }) => share > 1).map(({ turn }) => turn.model));
    const near = filled.filter(({ turn, share }) => share >= FULL.warning && !models.has(turn.model));
    const [first] = near;
    if (!first) return [];
    const fullest = near.reduce((most, each) => (each.share > most.share ? each : most));
    const { contextTokens, contextLimit, model } = fullest.turn;
    return finding({
      kind: 'context-full',
      severity: fullest.share >= FULL.critical ? 'critical' : 'warning',
      key: keyOf(agent, turns),
      agent,
      subject: model,
      sentence:
        `${nameOf(agent)} filled ${percent(fullest.share)} of the context window of ${model} in turn ${fullest.turn.index}: ${formatTokens(contextTokens)} of ${formatTokens(contextLimit)} tokens.` +
        (near.length > 1
          ? ` It was beyond ${percent(FULL.warning)} in ${counted(near.length, 'turn')}.`
          : ''),
      advice:
        'Shorten large tool results before they go into the history, compact the history earlier, or let a sub-agent do what needs much reading.',
      figures: [
        figure('share', fullest.share, 'share'),
        figure('contextTokens', contextTokens!, 'tokens'),
        figure('contextLimit', contextLimit!, 'tokens'),
        figure('turns', near.length),
      ],
      evidence: near.map(({ turn, share }) => turnEvidence(turn, `turn ${turn.index}: ${percent(share)}`)),
    });
  });

export const contextCompactedFindings: ReviewRule = (facts) => {
  const { analysis, compactions } = facts;
  const shrinks = threadsOf(analysis.list).flatMap((thread) => shrinksOf(thread));
  const read = new Set(shrinks.toSorted((a, b) => b.before - a.before).slice(0, MAX_READ));
  const found = shrinks.filter(
    (shrink) => isTold(shrink, compactions) || (read.has(shrink) && isCompacted(shrink, facts)),
  );
  if (found.length === 0) return [];
  const largest = found.reduce((most, each) =>
    each.before - each.after > most.before - most.after ? each : most,
  );
  const lost = `from ${formatTokens(largest.before)} to ${formatTokens(largest.after)} tokens in turn ${largest.turn.index}`;
  return [
    finding({
      kind: 'context-compacted',
      // Each time the agent forgets details; again and again it forgets what it was doing.
      severity: found.length >= 3 ? 'warning' : 'info',
      agent: largest.turn.agent,
      sentence:
        found.length === 1
          ? `The history was compacted or cut ${lost}.`
          : `The history was compacted or cut ${found.length} times (${turnList(found.map(({ turn }) => turn.index))}), most of all ${lost}.`,
      advice:
        'Check whether the agent still knew its task and its findings afterwards: what must survive belongs into the system prompt, a plan or a file.',
      figures: [
        figure('compactions', found.length),
        figure('tokensBefore', largest.before, 'tokens'),
        figure('tokensAfter', largest.after, 'tokens'),
      ],
      evidence: found.map(({ turn, before, after }) =>
        turnEvidence(turn, `turn ${turn.index}: ${formatTokens(before)} → ${formatTokens(after)}`),
      ),
    }),
  ];
};

export const contextGrowthFindings: ReviewRule = ({ analysis }) =>
  threadsOf(analysis.list).flatMap((thread) => {
    const turns = lastGrowth(thread);
    if (turns.length < GROWTH_TURNS) return [];
    return growthFinding(thread, turns);
  });

function growthFinding({ agent, turns: all }: Thread, turns: readonly Turn[]): Finding[] {
  const tokens = turns.map(({ contextTokens }) => contextTokens!);
  const [first, last] = [tokens[0]!, tokens.at(-1)!];
  const latest = turns.at(-1)!;
  const share = shareOf(latest);
  const isLarge = share !== null && share <= 1 ? share >= GROWTH_SHARE : last >= GROWTH_TOKENS;
  const isHalfWay = last >= MIN_ACCELERATED_TOKENS && (share === null || share >= MIN_ACCELERATED_SHARE);
  const isAccelerating = isHalfWay && acceleration(tokens) >= ACCELERATION;
  if ((!isLarge && !isAccelerating) || last < first * 2 || largestStep(tokens) > (last - first) * ONE_STEP)
    return [];
  const perTurn = (last - first) / (turns.length - 1);
  const left = share === null || share > 1 ? null : Math.floor((latest.contextLimit! - last) / perTurn);
  const paid = tokens.reduce((sum, each) => sum + each, 0);
  return [
    finding({
      kind: 'context-growth',
      severity: isLarge ? 'warning' : 'info',
      key: keyOf(agent, all),
      agent,
      subject: latest.model,
      sentence:
        `${nameOf(agent)}’s context grew in ${turns.length} turns in a row, from ${formatTokens(first)} to ${formatTokens(last)} tokens${share !== null && share <= 1 ? ` (${percent(share)} of the window)` : ''}, and nothing was ever removed.` +
        (isAccelerating
          ? ` The last turns add ${Math.floor(acceleration(tokens))} times as much as the first.`
          : '') +
        (left === null ? '' : ` At this rate it is full after ${counted(left, 'more turn')}.`),
      advice:
        'Drop or summarise old tool results, and keep large results out of the history: every turn sends, and pays for, all of it again.',
      figures: [
        figure('turns', turns.length),
        figure('tokensFirst', first, 'tokens'),
        figure('tokensLast', last, 'tokens'),
        figure('tokensPerTurn', Math.round(perTurn), 'tokens'),
        figure('inputTokens', paid, 'tokens'),
        ...knownFigure('turnsLeft', left, 'count'),
      ],
      evidence: [turns[0]!, latest].map((turn) =>
        turnEvidence(turn, `turn ${turn.index}: ${formatTokens(turn.contextTokens)}`),
      ),
    }),
  ];
}

/** The turns at the end of a conversation in which its context never shrank. */
function lastGrowth({ turns }: Thread): Turn[] {
  const known = turns.map(({ turn }) => turn).filter(({ contextTokens }) => contextTokens !== null);
  let start = known.length - 1;
  while (start > 0 && known[start]!.contextTokens! >= known[start - 1]!.contextTokens! * NOT_SHRUNK) start--;
  return known.slice(Math.max(start, 0));
}

/** How much more the last third of the turns adds than the first. */
function acceleration(tokens: readonly Tokens[]): number {
  const third = Math.floor((tokens.length - 1) / 3);
  const early = tokens[third]! - tokens[0]!;
  const late = tokens.at(-1)! - tokens.at(-1 - third)!;
  return early <= 0 ? 0 : late / early;
}

function largestStep(tokens: readonly Tokens[]): Tokens {
  return Math.max(...tokens.slice(1).map((each, i) => each - tokens[i]!));
}

interface Shrink {
  turn: Turn;
  startTimeBefore: number;
  before: Tokens;
  after: Tokens;
  sameRun: boolean;
  sameModel: boolean;
  /** The turn after is as large as the one before: this was another request in between. */
  bouncesBack: boolean;
}

function shrinksOf({ turns }: Thread): Shrink[] {
  const known = turns.filter(({ turn }) => turn.contextTokens !== null);
  return known.flatMap((node, i): Shrink[] => {
    const earlier: TurnNodes | undefined = known[i - 1];
    if (!earlier) return [];
    const [before, after] = [earlier.turn.contextTokens!, node.turn.contextTokens!];
    if (before < MIN_COMPACTED_TOKENS || after > before * MAYBE_SHRUNK_SHARE) return [];
    const next = known[i + 1]?.turn.contextTokens ?? 0;
    return [
      {
        ...{ turn: node.turn, before, after, startTimeBefore: earlier.turn.startTime },
        sameRun: isSameRun(earlier, node),
        sameModel: earlier.turn.model === node.turn.model,
        bouncesBack: next > before * MAYBE_SHRUNK_SHARE,
      },
    ];
  });
}

function isTold({ turn, startTimeBefore }: Shrink, compactions: readonly number[]): boolean {
  return compactions.some((time) => time >= startTimeBefore && time <= turn.startTime + turn.durationMs);
}

function isCompacted(shrink: Shrink, { contextOf }: ReviewFacts): boolean {
  if (shrink.bouncesBack) return false;
  const context = contextOf(shrink.turn);
  if (context.content !== 'none') return context.since !== null && context.compacted;
  return shrink.sameRun && shrink.sameModel && shrink.after <= shrink.before * SHRUNK_SHARE;
}

function shareOf({ contextTokens, contextLimit }: Turn): number | null {
  return contextTokens === null || contextLimit === null || contextLimit <= 0
    ? null
    : contextTokens / contextLimit;
}

function keyOf(agent: string | null, turns: readonly TurnNodes[]): string {
  return `${agent ?? ''}:${turns[0]!.turn.spanId}`;
}
