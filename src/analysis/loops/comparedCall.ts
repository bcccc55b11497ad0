/** A tool call as loop rules compare it. */
import type { AgentSpan, ToolStatus } from '../../protocol/agentModel';
import { textHash } from '../../protocol/textHash';
import type { SpanNode } from '../spanTree';
import { comparableResult, maskVolatile } from '../volatile';
import { isAcknowledgement } from './acknowledgement';
import { comparedArguments } from './comparedArguments';
import { failureClass } from './failureClass';
import { maskIdentifiers } from './identifiers';

/** A session is looked at again whenever it grows, with the same calls in it; what was said of a span never changes. */
const known = new WeakMap<AgentSpan, ComparedCall>();

/** Where systems make folders for one run. */
const TEMPORARY = /\/(?:tmp|var\/folders)\//;

/** Of a tool call's node. Worked out once for each span. */
export function comparedCall({ span }: SpanNode): ComparedCall {
  let call = known.get(span!);
  if (!call) known.set(span!, (call = new ComparedCall(span!)));
  return call;
}

/**
 * Texts are masked when somebody wants to compare them, and kept as hashes: those of long sessions would take much of
 * the memory.
 */
export class ComparedCall {
  readonly name: string;
  readonly status: ToolStatus;
  /** Canonical; null when not captured. */
  readonly args: string | null;
  /** As it came; of a failed call without one its error; else its size. null when not even that is known. */
  readonly result: string | null;
  /** Whether `result` is a size: one of another size is another. */
  readonly isSize: boolean;
  /** The emitter's own; null when it did not fail. */
  readonly errorClass: string | null;
  private askedHash: number | undefined;
  private nearlyAskedHash: number | undefined;
  private saidHash: number | undefined;
  private acknowledges: boolean | undefined;
  private failure: string | undefined;

  constructor(span: AgentSpan) {
    const { name, status, arguments: args, result, resultBytes, errorClass } = span.tool!;
    this.name = name;
    this.status = status;
    this.errorClass = errorClass;
    this.args = args === null ? null : comparedArguments(args);
    const shown = status === 'ok' ? result : (result ?? errorText(span));
    this.isSize = shown === null;
    this.result = shown ?? (resultBytes === null ? null : `${resultBytes} bytes`);
  }

  /** The result with its volatile parts masked. */
  get masked(): string | null {
    return this.result === null ? null : comparableResult(this.result);
  }

  /** Equal for calls that ask for the same and end alike. */
  get asked(): number {
    return (this.askedHash ??= textHash(this.askedText()));
  }

  /** As `asked`, but for numbers, ids and folders of one run in the arguments. */
  get nearlyAsked(): number {
    return (this.nearlyAskedHash ??= this.hashNearlyAsked());
  }

  /** Equal for results that say the same. */
  get said(): number {
    return (this.saidHash ??= textHash(this.masked ?? ''));
  }

  /** Whether the result only says that it was done (see `acknowledgement.ts`). */
  get isAcknowledged(): boolean {
    return (this.acknowledges ??= this.result !== null && isAcknowledgement(this.masked!));
  }

  /** Equal for calls of one tool that failed in the same way. */
  get failedAs(): string {
    return (this.failure ??= `failure ${this.name}\n${failureClass(this)}`);
  }

  private hashNearlyAsked(): number {
    const args = this.args ?? '';
    if (!/\d/.test(args)) return this.asked;
    const text = this.askedText();
    // Of what is volatile, only folders have more than numbers and ids in them.
    return textHash(maskIdentifiers(TEMPORARY.test(args) ? maskVolatile(text) : text));
  }

  private askedText(): string {
    return `${this.status} ${this.name}\n${this.args ?? ''}`;
  }
}

function errorText({ errorClass, errorMessage }: AgentSpan): string | null {
  return errorClass === null && errorMessage === null ? null : `${errorClass ?? ''}: ${errorMessage ?? ''}`;
}
