/** A tool call as loop rules compare it. */
import type { AgentSpan, ToolStatus } from '../../protocol/agentModel';
import { textHash } from '../../protocol/textHash';
import { linesHash, maskVolatile, sortedLines } from '../volatile';
import { isAcknowledgement } from './acknowledgement';
import { comparedArguments } from './comparedArguments';
import { failureClass } from './failureClass';
import { maskIdentifiers } from './identifiers';

/** Where systems make folders for one run. */
const TEMPORARY = /\/(?:tmp|var\/folders)\//;

/** Texts are masked when somebody wants to compare them. Made when a call is read, and not kept. */
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
  private maskedText: string | null | undefined;
  private askedHash: number | undefined;
  private nearlyAskedHash: number | undefined;
  private saidHash: number | undefined;
  private acknowledges: boolean | undefined;
  private failure: string | undefined;

  /** `span`: of a tool call. */
  constructor(readonly span: AgentSpan) {
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
    if (this.maskedText === undefined)
      this.maskedText = this.result === null ? null : maskVolatile(this.result);
    return this.maskedText;
  }

  /** Equal for calls that ask for the same and end alike. */
  get asked(): number {
    return (this.askedHash ??= this.hashAsked(this.args ?? ''));
  }

  /** As `asked`, but for numbers, ids and folders of one run in the arguments. */
  get nearlyAsked(): number {
    return (this.nearlyAskedHash ??= this.hashNearlyAsked());
  }

  /** Equal for results that say the same. */
  get said(): number {
    return (this.saidHash ??= linesHash(this.masked ?? ''));
  }

  /** Whether the result only says that it was done (see `acknowledgement.ts`). */
  get isAcknowledged(): boolean {
    return (this.acknowledges ??= this.result !== null && isAcknowledgement(sortedLines(this.masked!)));
  }

  /** Equal for calls of one tool that failed in the same way. */
  get failedAs(): string {
    return (this.failure ??= `failure ${this.name}\n${failureClass(this)}`);
  }

  /** Whether it asks for the same as another one but for numbers and ids, with the same result. */
  isNearly(other: ComparedCall): boolean {
    return (
      this.name === other.name &&
      this.status === other.status &&
      this.nearlyAsked === other.nearlyAsked &&
      (this.result === other.result || this.said === other.said)
    );
  }

  private hashNearlyAsked(): number {
    const args = this.args ?? '';
    if (!/\d/.test(args)) return this.asked;
    // Of what is volatile, only folders have more than numbers and ids in them.
    return this.hashAsked(maskIdentifiers(TEMPORARY.test(args) ? maskVolatile(args) : args));
  }

  private hashAsked(args: string): number {
    const { name } = this;
    return textHash(args, 0, args.length, textHash(name, 0, name.length, STATUS_SEED[this.status]));
  }
}

/** Any numbers that differ. */
const STATUS_SEED: Record<ToolStatus, number> = {
  ok: 0,
  error: 1,
  timeout: 2,
  rate_limited: 3,
  invalid_args: 4,
  denied: 5,
  cancelled: 6,
};

/** Whether two spans say the same of a tool call: one that is put together anew has the same texts. */
export function tellTheSame(one: AgentSpan, other: AgentSpan): boolean {
  if (one === other) return true;
  const [tool, otherTool] = [one.tool!, other.tool!];
  return (
    tool.name === otherTool.name &&
    tool.status === otherTool.status &&
    tool.arguments === otherTool.arguments &&
    tool.result === otherTool.result &&
    tool.resultBytes === otherTool.resultBytes &&
    tool.errorClass === otherTool.errorClass &&
    one.errorClass === other.errorClass &&
    one.errorMessage === other.errorMessage
  );
}

function errorText({ errorClass, errorMessage }: AgentSpan): string | null {
  return errorClass === null && errorMessage === null ? null : `${errorClass ?? ''}: ${errorMessage ?? ''}`;
}
