/** In which way a tool call failed, so that two failures of one kind have the same text. */
import type { ToolStatus } from '../../protocol/agentModel';
import { comparableResult } from '../volatile';
import { maskIdentifiers } from './identifiers';

/** Names for all that a tool can do wrong: they say nothing of why. */
export const GENERIC_ERROR =
  /^(?:\w*\.)*(?:error|exception|failed|failure|runtime_?error|(?:ai_)?(?:tool|command|execution|subprocess|called_?process|process)_?(?:call_?|execution_?|use_?|process_?)?(?:error|exception|failed|failure)|_other|unknown|exit_?code\D*\d+|1)$/i;
/** A kind of failure within a text: `KeyError`, `java.io.IOException`, `ENOENT`. */
const NAMED = /\b(?:[A-Z]\w*(?:Error|Exception|Failure)|E[A-Z]{4,})\b/g;
const MAX_TEXT = 300;

/** What a failed tool call tells of its failure, see `ComparedCall`. */
interface FailedCall {
  status: ToolStatus;
  errorClass: string | null;
  args: string | null;
  result: string | null;
  isSize: boolean;
}

export function failureClass({ status, errorClass, args, result, isSize }: FailedCall): string {
  // Denied, timed out, rate limited, …: the status is the reason.
  if (status !== 'error') return status;
  if (errorClass !== null && !GENERIC_ERROR.test(errorClass)) return errorClass;
  if (result === null || isSize) return errorClass ?? status;
  const named = (result.match(NAMED) ?? []).filter((name) => !GENERIC_ERROR.test(name)).at(-1);
  // Arguments go first: what was masked otherwise no longer reads as they do.
  const text = maskIdentifiers(comparableResult(withoutArguments(result, args))).slice(0, MAX_TEXT);
  return JSON.stringify([named ?? null, text]);
}

/** Shorter values are words that an error may have by itself. */
const SHORTEST_VALUE = 3;

/** An error tells what it was asked for: "cannot read a.txt" and "cannot read b.txt" are one kind of failure. */
function withoutArguments(text: string, args: string | null): string {
  let shown = text;
  for (const value of stringsIn(args)) shown = shown.replaceAll(value, '@');
  return shown;
}

/** Every text in the arguments, as it is meant and as JSON writes it; what has others inside goes first. */
function stringsIn(args: string | null): string[] {
  if (args === null || args.length < SHORTEST_VALUE) return [];
  const meant: string[] = [];
  try {
    gatherStrings(JSON.parse(args), meant);
  } catch {
    return [args];
  }
  const written = meant.map((text) => JSON.stringify(text).slice(1, -1));
  return [...new Set([...meant, ...written])].sort((a, b) => b.length - a.length);
}

function gatherStrings(value: unknown, found: string[]): void {
  if (typeof value === 'string' && value.length >= SHORTEST_VALUE) found.push(value);
  else if (typeof value === 'object' && value !== null)
    for (const inner of Object.values(value)) gatherStrings(inner, found);
}
