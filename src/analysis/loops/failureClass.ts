/** In which way a tool call failed, so that two failures of one kind have the same text. */
import type { ComparedCall } from './comparedCall';
import { maskIdentifiers } from './identifiers';

/** Names for all that a tool can do wrong: they say nothing of why. */
const GENERIC =
  /^(?:\w*\.)*(?:error|exception|failed|failure|runtime_?error|(?:ai_)?(?:tool|command|execution|subprocess|called_?process|process)_?(?:call_?|execution_?|use_?|process_?)?(?:error|exception|failed|failure)|_other|unknown|exit_?code\D*\d+|1)$/i;
/** A kind of failure within a text: `KeyError`, `java.io.IOException`, `ENOENT`. */
const NAMED = /\b(?:[A-Z]\w*(?:Error|Exception|Failure)|E[A-Z]{4,})\b/g;
const MAX_TEXT = 300;

export function failureClass(call: ComparedCall): string {
  const { errorClass, status, args } = call;
  // Denied, timed out, rate limited, …: the status is the reason.
  if (status !== 'error') return status;
  if (errorClass !== null && !GENERIC.test(errorClass)) return errorClass;
  const result = call.masked;
  if (result === null || call.isSize) return errorClass ?? status;
  const named = (result.match(NAMED) ?? []).filter((name) => !GENERIC.test(name)).at(-1);
  const text = maskIdentifiers(withoutArguments(result, args)).slice(0, MAX_TEXT);
  return JSON.stringify([named ?? null, text]);
}

/** An error tells what it was asked for: "cannot read a.txt" and "cannot read b.txt" are one kind of failure. */
function withoutArguments(text: string, args: string | null): string {
  let shown = text;
  for (const [, value] of args?.matchAll(/"((?:[^"\\]|\\.){3,200})"(?!\s*:)/g) ?? []) {
    shown = shown.replaceAll(value!, '@');
  }
  return shown;
}
