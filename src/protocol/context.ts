/** What fills a model's context window, turn by turn, and where two prompts begin to differ. */
import type { MessagePart, MessageRole } from './messages';
import type { SpanId, Tokens, TraceId } from './units';

/** One thing that a request has and the one before had not. */
export interface ContextPiece {
  /**
   * `tools`: a tool's definition. `unrecorded`: tokens that the emitter reports and whose content it does not send,
   * such as tool definitions, images, or text that it cut off.
   */
  role: MessageRole | 'tools' | 'unrecorded';
  kind: MessagePart['type'] | 'tool_definition' | 'unrecorded';
  /** Of the tool: of a call, a result, a definition. */
  name: string | null;
  /** The call that a result or call belongs to. */
  callId: string | null;
  /** Where it is in the turn's `input` (`span/messages`); null for what is not in there. */
  message: number | null;
  part: number | null;
  /** Length in UTF-16 units; 0 for media. */
  chars: number;
  estimatedTokens: Tokens;
  /** Of all that was added, by estimated tokens; 0–1. */
  share: number;
}

/** What stands in a context window and came from the same source: a tool's results, the system text, … */
export interface ContextGroup {
  role: ContextPiece['role'];
  kind: ContextPiece['kind'];
  /** Of the tool: of calls and results. */
  name: string | null;
  pieces: number;
  estimatedTokens: Tokens;
  /** Of the whole window, by estimated tokens; 0–1. */
  share: number;
}

export interface ContextSum {
  messages: number;
  chars: number;
  estimatedTokens: Tokens;
}

/** A turn's request against that of the turn before it of the same agent. */
export interface TurnContext {
  /** Index of the turn. */
  turn: number;
  agent: string | null;
  traceId: TraceId;
  spanId: SpanId;
  contextTokens: Tokens | null;
  contextLimit: Tokens | null;
  /** Index of the turn that this one is compared with; null where the agent starts with an empty context. */
  since: number | null;
  /** `contextTokens` beyond those of `since`, negative when it shrank; null where one of them is unknown. */
  growth: Tokens | null;
  /**
   * In the order of the prompt, without `resent`. Where something came and nothing went, and `growth` is known and
   * positive, the estimated tokens add up to it.
   */
  added: ContextPiece[];
  /** Sent again as it was. */
  resent: ContextSum;
  /** Sent before and not any more. */
  dropped: ContextSum;
  /** The emitter put a summary in the place of history, or most of the history is gone. */
  compacted: boolean;
  /** The emitter sends only what is new; what came before is put together from the turns before. */
  delta: boolean;
  /** Whether the emitter sent the messages of the request: `cut` when not all of them. */
  content: 'whole' | 'cut' | 'none';
  /** All that is in the window, the most first: only where one turn was asked for. */
  groups?: ContextGroup[];
}

export interface SessionContextParams {
  sessionId: string;
  /** Only this turn, by its index: one entry, with `groups`. */
  turn?: number;
}

/** Where in a prompt, in the order that providers cache it: definitions of tools, system text, messages. */
export interface PromptPlace {
  section: 'tools' | 'system' | 'messages';
  /** 0-based place of the tool or message; 0 for the system text. */
  index: number;
  role: MessageRole | null;
  /** Of the tool. */
  name: string | null;
}

/** The first difference between the prompts of two turns. */
export interface PromptDiff {
  a: number;
  b: number;
  /** `extended`: `b` has all of `a` and more behind it; `shortened`: the other way round. */
  kind: 'same' | 'extended' | 'shortened' | 'changed' | 'unrecorded';
  /** What both begin with; 0 when unrecorded. */
  samePrefixChars: number;
  /** An estimate from `a`'s tokens; null where those are unknown. */
  samePrefixTokens: Tokens | null;
  /** Of the first difference; null when there is none. */
  where: PromptPlace | null;
  /** Characters before the difference, in that tool's definition, system text or message. */
  offset: number | null;
  /** What stands at the difference in each, with a little of what comes before; null where there is nothing. */
  before: string | null;
  after: string | null;
  /** Much less was read from the provider's cache than the earlier turn had put or found there. */
  cacheMiss: boolean;
  /** All of this in one sentence or two for a person. */
  sentence: string;
}
