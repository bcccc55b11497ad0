/**
 * What models were asked and answered, read from the store when somebody wants to know. Texts are read for the calls in
 * question only; of the others a digest is kept with the session (`SessionAnalyses.digests`).
 */
import type { PromptDiff, TurnContext } from '../protocol/context';
import type { Conversation, Message } from '../protocol/messages';
import type { Turn } from '../protocol/turns';
import type { SpanRef } from '../protocol/units';
import { contextGrowth, contextOfLast, countsForLater, type TurnPrompt } from '../analysis/contextGrowth';
import { promptDiff, type TurnConversation } from '../analysis/promptDiff';
import { digestOf, type PromptDigest } from '../analysis/promptUnits';
import type { SessionAnalysis } from '../analysis/sessionAnalysis';
import { spanKey, type SpanNode } from '../analysis/spanNode';
import { toldConversation } from '../analysis/toldConversation';
import { conversationOf } from '../semconv/conversation';
import type { StoredSpan } from '../store/store';

/**
 * An emitter records what models are asked, or it does not: where so many turns in a row have nothing of it, none
 * further back is read.
 */
const MOST_WITHOUT_PROMPT = 20;

/** Where the session's spans and records are. */
export interface PromptSource {
  /** Undefined when there is no such span. */
  span: (ref: SpanRef) => Pick<StoredSpan, 'record' | 'resource' | 'scope'> | undefined;
  /** Log records that were written inside of the span. */
  records: (ref: SpanRef) => Parameters<typeof conversationOf>[1];
}

export class SessionPrompts {
  /** By `spanKey`, those that may be others with the next record; `digests` has the rest. */
  private readonly unsettled = new Map<string, PromptDigest>();
  /** By place: that of the turn that left the context; worked out when somebody asks first. */
  private placesBefore: Int32Array | undefined;

  /** `digests`: by `spanKey`, those that are known already; new ones are added. */
  constructor(
    private readonly source: PromptSource,
    private readonly analysis: SessionAnalysis,
    private readonly digests: Map<string, PromptDigest>,
  ) {}

  /**
   * The conversation of a span; of a model call with what other spans have of it: the one that records the call a
   * second time, the step that is this call alone, and the records that tell of it and of its tools.
   */
  conversation(ref: SpanRef): Conversation {
    const own = this.read(ref);
    const node = this.analysis.tree.find(ref);
    if (node?.span?.kind !== 'llm') return own;
    const isWhole = own.input.length > 0 && own.output.length > 0;
    const outer = isWhole ? [] : this.others(node);
    const known = outer.reduce((known, other) => completed(known, this.read(other.ref)), own);
    if (!this.isTold(ref) || (isWhole && asksForTools(own.output))) return known;
    const told = toldConversation(this.analysis, ref);
    return withCalls(completed(known, told), told);
  }

  context(): TurnContext[] {
    return contextGrowth(this.analysis.turns.map((turn) => this.prompt(turn)));
  }

  /** One entry of `context`, with all that is in the window; reads no more turns than it needs. */
  contextOf(turn: Turn): TurnContext {
    const turns: [TurnPrompt, ...TurnPrompt[]] = [this.prompt(turn)];
    let at = this.analysis.turns.indexOf(turn);
    let without = 0;
    while (without < MOST_WITHOUT_PROMPT && (at = this.before(at)) >= 0) {
      const earlier = this.prompt(this.analysis.turns[at]!);
      turns.push(earlier);
      // This one says by itself what it left in the context.
      if (earlier.prompt !== null && !earlier.prompt.delta) break;
      without = earlier.prompt === null ? without + 1 : 0;
    }
    turns.reverse();
    return contextOfLast(turns);
  }

  diff(a: Turn, b: Turn): PromptDiff {
    return promptDiff(this.withPrompt(a), this.withPrompt(b));
  }

  private read(ref: SpanRef): Conversation {
    const stored = this.source.span(ref);
    if (!stored) return { system: [], input: [], output: [], tools: [], delta: false };
    return conversationOf(
      { span: stored.record, resource: stored.resource, scope: stored.scope },
      this.source.records(ref),
    );
  }

  /** Innermost first. */
  private others(node: SpanNode): SpanNode[] {
    const { turnOf, duplicates } = this.analysis;
    const turn = turnOf(node.ref);
    const result: SpanNode[] = [];
    for (let outer = node.parent; outer; outer = outer.parent) {
      const kind = outer.span?.kind;
      if (kind === 'agent' || kind === 'tool') break;
      if (turnOf(outer.ref) !== turn) continue;
      if (kind === 'step' || (kind === 'llm' && duplicates.has(spanKey(outer.ref)))) result.push(outer);
    }
    return result;
  }

  private prompt(turn: Turn): TurnPrompt {
    return { turn, run: this.runOf(turn), prompt: this.digest(turn) };
  }

  /** Place of the turn that left the context for the one at `at`: of the same run, else of the same agent; or -1. */
  private before(at: number): number {
    return (this.placesBefore ??= this.findPlacesBefore())[at]!;
  }

  private findPlacesBefore(): Int32Array {
    const ofRun = new Map<string, number>();
    const ofAgent = new Map<string | null, number>();
    return Int32Array.from(this.analysis.turns, (turn, place) => {
      const run = this.runOf(turn);
      const before = ofRun.get(run) ?? ofAgent.get(turn.agent) ?? -1;
      if (countsForLater(turn)) {
        ofRun.set(run, place);
        ofAgent.set(turn.agent, place);
      }
      return before;
    });
  }

  private digest(turn: Turn): PromptDigest | null {
    const key = spanKey(turn);
    let digest = this.digests.get(key) ?? this.unsettled.get(key);
    if (digest === undefined) {
      digest = digestOf(this.conversation(turn));
      // What has no content yet may get it from a log record that is late, and more of it.
      const isWhole = digest.units.length > 0 && digest.output.length > 0;
      (isWhole && !this.isTold(turn) ? this.digests : this.unsettled).set(key, digest);
    }
    return digest.units.length === 0 ? null : digest;
  }

  private isTold(ref: SpanRef): boolean {
    return this.analysis.told.calls.has(spanKey(ref));
  }

  private runOf(turn: Turn): string {
    const actor = this.analysis.tree.find(turn)?.actor;
    return actor ? spanKey(actor.ref) : turn.traceId;
  }

  /** With the whole prompt, where the emitter sends only what is new. */
  private withPrompt(turn: Turn): TurnConversation {
    const conversation = this.conversation(turn);
    const { system, input, tools, delta } = conversation;
    if (system.length + input.length + tools.length === 0) return { turn, conversation: null };
    if (!delta) return { turn, conversation };
    const run = this.runOf(turn);
    const earlier = this.analysis.turns
      .filter((each) => each.index < turn.index && each.error === null && this.runOf(each) === run)
      .flatMap((each) => {
        const past = this.conversation(each);
        return [...past.input, ...past.output];
      });
    return { turn, conversation: { ...conversation, input: [...earlier, ...input] } };
  }
}

/** What `known` lacks, from `other`. */
function completed(known: Conversation, other: Conversation): Conversation {
  const isAsked = known.input.length > 0;
  return {
    system: known.system.length > 0 ? known.system : other.system,
    input: isAsked ? known.input : other.input,
    output: known.output.length > 0 ? known.output : other.output,
    tools: known.tools.length > 0 ? known.tools : other.tools,
    delta: isAsked ? known.delta : other.delta,
  };
}

function asksForTools(answer: readonly Message[]): boolean {
  return answer.some(({ parts }) => parts.some(({ type }) => type === 'tool_call'));
}

/** Where the answer has its text only: with the tool calls that it led to. */
function withCalls(known: Conversation, told: Conversation): Conversation {
  const last = known.output.at(-1);
  if (last === undefined || asksForTools(known.output)) return known;
  const calls = told.output.flatMap(({ parts }) => parts.filter(({ type }) => type === 'tool_call'));
  if (calls.length === 0) return known;
  const answer = { ...last, parts: [...last.parts, ...calls] };
  return { ...known, output: [...known.output.slice(0, -1), answer] };
}
