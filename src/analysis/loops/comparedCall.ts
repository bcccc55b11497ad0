/** A tool call as loop rules compare it. */
import type { ToolStatus } from '../../protocol/agentModel';
import type { SpanNode } from '../spanTree';
import { comparableResult } from '../volatile';
import { comparedArguments } from './comparedArguments';

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
  private maskedResult: string | undefined;

  constructor({ span }: SpanNode) {
    const { name, status, arguments: args, result, resultBytes, errorClass } = span!.tool!;
    this.name = name;
    this.status = status;
    this.errorClass = errorClass;
    this.args = args === null ? null : comparedArguments(args);
    const shown = status === 'ok' ? result : (result ?? errorText(span!));
    this.isSize = shown === null;
    this.result = shown ?? (resultBytes === null ? null : `${resultBytes} bytes`);
  }

  static mask(result: string): string {
    return comparableResult(result);
  }

  /** The result with its volatile parts masked. */
  get masked(): string | null {
    if (this.result !== null) this.maskedResult ??= ComparedCall.mask(this.result);
    return this.maskedResult ?? null;
  }
}

/** Equal for calls that ask for the same and end alike. */
export function askedOf({ name, status, args }: ComparedCall): string {
  return `${status} ${name}\n${args ?? ''}`;
}

function errorText({ errorClass, errorMessage }: NonNullable<SpanNode['span']>): string | null {
  return errorClass === null && errorMessage === null ? null : `${errorClass ?? ''}: ${errorMessage ?? ''}`;
}
