/**
 * What a tool's result says of a failure, for emitters that set no status. Only what hardly any successful result
 * looks like: a file that is about errors must not read as one.
 */
import type { JsonValue } from '../protocol/spans';
import { isRecord, parseJson } from './fields';

/** Longer texts are content; a failure is told in a few lines, with a stack trace at most. */
const MAX_TEXT = 4_000;
const MAX_JSON = 20_000;

/**
 * `Error: …`, `TypeError: …`, `Error executing tool x: …` at the very start; `ERROR:` and a line break (OpenHands'
 * tools); `<tool_use_error>` (Claude Code); `Execution failed. Traceback:` (AppWorld).
 */
const ERROR_TEXT =
  /^\s*(?:(?:[A-Z]\w*)?(?:Error|Exception)(?:: \S| (?:executing|calling|invoking|running) tool\b)|ERROR:\s+\S|<(?:tool_use_)?error>|Execution failed\. Traceback:)/;
/** All that a shell says of a command that it cannot run: `sh: 1: jest: not found`. */
const SHELL_ERROR =
  /^\s*(?:\/\S*\/)?(?:ba|da|z|k)?sh: (?:(?:line )?\d+: )?[^\n]{1,200}: (?:command not found|not found|No such file or directory|Permission denied)\s*$/;
/** A Python program that ended with an exception, and nothing else. */
const TRACEBACK =
  /^\s*Traceback \(most recent call last\):\r?\n[\s\S]*\n(?:[\w.]+\.)?[A-Z]\w*(?:Error|Exception|Exit|Interrupt)\b[^\n]*\s*$/;
const FAILURES = [ERROR_TEXT, SHELL_ERROR, TRACEBACK];
/** The line that shells' tools put around a command's output. */
const EXIT_LINE =
  /^\s*(?:Process exited with code|Command (?:failed|exited) with (?:exit )?code|exit[ _]?code:?|<(?:returncode|exit_?code)>) ?([1-9]\d*)\b/im;
/** Where that line is: at the start or at the end. */
const EXIT_WITHIN = 200;

/** What stands beside `error` in an object that is nothing but an error. */
const BESIDE_ERROR = new Set([
  'error',
  'message',
  'code',
  'status',
  'status_code',
  'success',
  'ok',
  'type',
  'name',
  'details',
  'detail',
  'reason',
  'hint',
  'stack',
]);

/** The text of the failure, `exit code N` for a command's; null when the result tells of none. */
export function resultFailure(result: string | null): string | null {
  if (result === null) return null;
  const isJson = /^\s*["{]/.test(result) && result.length <= MAX_JSON;
  const value = isJson ? parseJson(result) : undefined;
  if (isRecord(value)) return failureInObject(value);
  return failureInText(typeof value === 'string' ? value : result);
}

/** Whether the failure is a command's, of a tool that did what it was asked to. */
export function isExitCode(failure: string | null): failure is string {
  return failure !== null && /^exit code \d+$/.test(failure);
}

function failureInObject(object: Record<string, JsonValue>): string | null {
  const flagged = object.isError === true || object.is_error === true;
  if (flagged) return shown(object.content ?? object.error ?? object.message);
  const { error } = object;
  const says =
    (typeof error === 'string' && error !== '') || (isRecord(error) && Object.keys(error).length > 0);
  if (says && Object.keys(object).every((key) => BESIDE_ERROR.has(key))) return shown(error);
  const { metadata } = object;
  const code =
    exitCode(object) ?? (isRecord(metadata) ? (exitCode(metadata) ?? failing(metadata.exit)) : undefined);
  return code === undefined ? null : `exit code ${code}`;
}

function exitCode(object: Record<string, JsonValue>): number | undefined {
  return failing(object.exit_code ?? object.exitCode);
}

function failing(code: JsonValue | undefined): number | undefined {
  return typeof code === 'number' && code !== 0 ? code : undefined;
}

function failureInText(text: string): string | null {
  if (text.length <= MAX_TEXT && FAILURES.some((form) => form.test(text))) return text;
  const code =
    EXIT_LINE.exec(text.slice(0, EXIT_WITHIN))?.[1] ?? EXIT_LINE.exec(text.slice(-EXIT_WITHIN))?.[1];
  return code === undefined ? null : `exit code ${code}`;
}

function shown(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? 'error');
}
