/**
 * Calls that wait for something outside of the agent: a job, a build, another person. Asking again is all that there
 * is to do, so the same answer is no standstill yet.
 */
import type { ComparedCall } from './comparedCall';

/** Longer results are about something else. */
const MAX_RESULT = 600;
/** A field that says how far something is: `"status": "running"`, `<status>running</status>`, `Status: running`. */
const STATE_FIELD =
  /(?:"(?:\w*status|\w*state|phase|stage)"\s*:\s*"|<(?:status|state|phase|stage)>\s*|^\W*(?:status|state|phase|stage)\s*[:=]\s*)(?:pending|queued|running|in[ _-]?progress|processing|working|waiting|building|deploying|starting|started|creating|provisioning|initiali[sz]ing|scheduled|enqueued|not[ _-]?(?:ready|started|finished|complete))/im;
/** What a tool that reads a background process says first, however much that process has written. */
const STATE_FIRST = /^\s*<(?:status|state)>\s*(?:pending|queued|running)\b/i;
/** The same in words. */
const STATE_WORDS =
  /\b(?:pending|queued|in[ -]progress|processing|still \w+ing|not (?:yet )?(?:ready|finished|complete|done|available yet)|not yet|waiting for|please wait|try again later|containercreating)\b/i;
/** `sleep`, `wait_for_user`, … */
const WAIT_TOOL = /^(?:sleep|wait|delay|pause)(?:$|[_.-])|[_.-](?:sleep|wait)$/i;
/** A shell that only waits, or that is asked for what a running program has written since. */
const WAIT_COMMAND = /"(?:command|cmd|input|chars)":"(?:sleep [\d.]+[smh]?)?"/;

export function isWaiting({ name, result, status, args }: ComparedCall): boolean {
  if (status !== 'ok') return false;
  if (WAIT_TOOL.test(name) || WAIT_COMMAND.test(args ?? '')) return true;
  if (result === null) return false;
  if (result.length > MAX_RESULT) return STATE_FIRST.test(result);
  return STATE_FIELD.test(result) || STATE_WORDS.test(result);
}
