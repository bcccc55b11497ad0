/**
 * What filled the context window: each turn's request against that of the turn before of the same agent. Requests
 * send the conversation again, so what is new is what was not there before.
 */
import type { ContextPiece, ContextSum, TurnContext } from '../protocol/context';
import type { Turn } from '../protocol/turns';
import { contextGroups } from './contextGroups';
import { CHARS_PER_TOKEN, MAX_TOKENS_PER_CHAR, partWeight, rateOf, weightOf } from './contextWeight';
import type { PromptDigest, PromptUnit } from './promptUnits';

/** A turn with its prompt; null where the emitter sent none. */
export interface TurnPrompt {
  turn: Turn;
  /** The agent's run that it is part of, by any key that is unique in the session. */
  run: string;
  prompt: PromptDigest | null;
}

/** A prompt that lost more of its messages than this was compacted. */
const COMPACTED_SHARE = 0.5;

/** The context that a turn leaves to the next one of its agent. */
interface Context {
  turn: number;
  run: string;
  tokens: number | null;
  units: readonly PromptUnit[];
  output: readonly PromptUnit[];
}

/** `turns` in order. */
export function contextGrowth(turns: readonly TurnPrompt[]): TurnContext[] {
  return comparisons(turns).map(({ context }) => context);
}

/** Of the last one of `turns`, with all that is in its window. */
export function contextOfLast(turns: readonly [TurnPrompt, ...TurnPrompt[]]): TurnContext {
  const { context, units } = comparisons(turns).at(-1)!;
  return { ...context, groups: contextGroups(units, context.contextTokens) };
}

/** Whether later turns are compared with this one: a request that failed is as if it had not been sent. */
export function countsForLater(turn: Turn): boolean {
  return turn.error === null || turn.contextTokens !== null;
}

function comparisons(turns: readonly TurnPrompt[]): { context: TurnContext; units: readonly PromptUnit[] }[] {
  const ofRun = new Map<string, Context>();
  const ofAgent = new Map<string | null, Context>();
  return turns.map(({ turn, run, prompt }) => {
    const before = ofRun.get(run) ?? continued(ofAgent.get(turn.agent), prompt, turn);
    const units = prompt === null ? (before?.units ?? []) : wholePrompt(prompt, before);
    if (countsForLater(turn)) {
      const context: Context = {
        turn: turn.index,
        run,
        tokens: turn.contextTokens,
        units,
        output: prompt?.output ?? [],
      };
      ofRun.set(run, context);
      ofAgent.set(turn.agent, context);
    }
    return { context: compare({ turn, prompt, units, before }), units };
  });
}

/** The context that another run of the agent left, when this one goes on with it. */
function continued(left: Context | undefined, prompt: PromptDigest | null, turn: Turn): Context | undefined {
  if (left === undefined || prompt === null) return undefined;
  if (prompt.delta) return (turn.contextTokens ?? 0) >= (left.tokens ?? Infinity) ? left : undefined;
  const known = new Set(left.units.filter(isConversation).map(({ hash }) => hash));
  return prompt.units.some((unit) => isConversation(unit) && known.has(unit.hash)) ? left : undefined;
}

function isConversation({ role }: PromptUnit): boolean {
  return role !== 'tools' && role !== 'system';
}

/** With what an emitter of news only leaves out: the conversation so far, and the last answer. */
function wholePrompt(prompt: PromptDigest, before: Context | undefined): readonly PromptUnit[] {
  if (!prompt.delta || before === undefined) return prompt.units;
  const earlier = [...before.units.filter(isConversation), ...before.output];
  return [
    ...prompt.units.filter((unit) => !isConversation(unit)),
    ...earlier.map((unit) => ({ ...unit, message: null })),
    ...prompt.units.filter(isConversation),
  ];
}

function compare(request: {
  turn: Turn;
  prompt: PromptDigest | null;
  units: readonly PromptUnit[];
  before: Context | undefined;
}): TurnContext {
  const { turn, prompt, units, before } = request;
  const { contextTokens, contextLimit } = turn;
  const { added, resent, dropped } = difference(before?.units ?? [], units);
  const growth =
    contextTokens === null
      ? null
      : before === undefined
        ? contextTokens
        : minus(contextTokens, before.tokens);
  const rate = rateOf(units, contextTokens);
  const pieces = added.flatMap(piecesOf);
  estimate(pieces, { growth: dropped.length === 0 ? growth : null, rate });
  const addedTokens = pieces.reduce((sum, { estimatedTokens }) => sum + estimatedTokens, 0);
  for (const piece of pieces) piece.share = addedTokens === 0 ? 0 : piece.estimatedTokens / addedTokens;
  const gone = dropped.filter(isConversation).length;
  const history = before?.units.filter(isConversation).length ?? 0;
  return {
    turn: turn.index,
    agent: turn.agent,
    traceId: turn.traceId,
    spanId: turn.spanId,
    contextTokens,
    contextLimit,
    since: before?.turn ?? null,
    growth,
    added: pieces,
    resent: sumOf(resent, rate),
    dropped:
      dropped.length > 0 && growth !== null
        ? { ...sumOf(dropped, rate), estimatedTokens: Math.max(0, addedTokens - growth) }
        : sumOf(dropped, rate),
    compacted:
      added.some(({ parts }) => parts.some(({ kind }) => kind === 'compaction')) ||
      (gone > 1 && gone > history * COMPACTED_SHARE),
    delta: prompt?.delta ?? false,
    content: prompt === null ? 'none' : units.some(({ truncated }) => truncated) ? 'cut' : 'whole',
  };
}

function minus(tokens: number, earlier: number | null): number | null {
  return earlier === null ? null : tokens - earlier;
}

/** Units are told apart by their content; the same one twice counts twice. */
function difference(before: readonly PromptUnit[], now: readonly PromptUnit[]) {
  const left = new Map<number, PromptUnit[]>();
  for (const unit of before) {
    const same = left.get(unit.hash);
    if (same) same.push(unit);
    else left.set(unit.hash, [unit]);
  }
  const added: PromptUnit[] = [];
  const resent: PromptUnit[] = [];
  for (const unit of now) (left.get(unit.hash)?.pop() ? resent : added).push(unit);
  return { added, resent, dropped: [...left.values()].flat() };
}

function sumOf(units: readonly PromptUnit[], rate: number): ContextSum {
  return {
    messages: units.length,
    chars: units.reduce((sum, { parts }) => sum + parts.reduce((chars, part) => chars + part.chars, 0), 0),
    estimatedTokens: Math.round(weightOf(units) * rate),
  };
}

/** With its weight in `estimatedTokens` for now. */
function piecesOf({ role, message, parts }: PromptUnit): ContextPiece[] {
  return parts.map((part, place) => ({
    role,
    kind: part.kind,
    name: part.name,
    callId: part.callId,
    message,
    part: message === null ? null : place,
    chars: part.chars,
    estimatedTokens: partWeight(part),
    share: 0,
  }));
}

/** Turns weights into tokens: shares of the growth where that is known, else by `rate`. */
function estimate(pieces: ContextPiece[], { growth, rate }: { growth: number | null; rate: number }): void {
  const weight = pieces.reduce((sum, { estimatedTokens }) => sum + estimatedTokens, 0);
  if (growth === null || growth <= 0) {
    for (const piece of pieces) piece.estimatedTokens = Math.round(piece.estimatedTokens * rate);
    return;
  }
  if (growth > weight * MAX_TOKENS_PER_CHAR) {
    for (const piece of pieces) piece.estimatedTokens = Math.round(piece.estimatedTokens / CHARS_PER_TOKEN);
    const explained = pieces.reduce((sum, { estimatedTokens }) => sum + estimatedTokens, 0);
    pieces.push(unrecorded(growth - explained));
    return;
  }
  // Running totals are rounded, so that the parts add up.
  let before = 0;
  for (const piece of pieces) {
    const total = before + piece.estimatedTokens;
    piece.estimatedTokens = Math.round((total / weight) * growth) - Math.round((before / weight) * growth);
    before = total;
  }
}

function unrecorded(estimatedTokens: number): ContextPiece {
  return {
    role: 'unrecorded',
    kind: 'unrecorded',
    name: null,
    callId: null,
    message: null,
    part: null,
    chars: 0,
    estimatedTokens,
    share: 0,
  };
}
