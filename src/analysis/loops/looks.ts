/**
 * Steps that only look at something: reading a file, listing a folder, searching, thinking. They change nothing, so
 * what failed before one and fails in the same way after it is the same failure again.
 */
import type { SpanNode } from '../spanNode';
import type { Step } from '../steps';
import { commandOf, snakeCase } from './operations';

/** First word of a tool's name, or of what a tool with several commands was asked to do: `read_file`, `view`. */
const LOOK =
  /^(?:read|view|open|cat|get|list|ls|search|find|grep|glob|show|describe|inspect|look|lookup|check|think|scroll|goto|head|tail|stat|tree|which|pwd|recall|retrieve)(?:_|$)/;
/** A shell's command of which every part only looks: `cd src && grep -n retry app.py | head`. */
const LOOK_COMMAND =
  /^(?:(?:cd|ls|cat|head|tail|grep|rg|find|wc|which|pwd|tree|stat|file|echo|nl|sort|uniq|cut|sed -n|git (?:status|log|diff|show|blame|grep|branch))(?:\s[^;&|<>]*)?(?:&&|\|\||[;|]|$)\s*)+$/;
export function onlyLooks(step: Step): boolean {
  return step.type !== 'message' && step.calls.every(isLook);
}

function isLook({ span }: SpanNode): boolean {
  const { name, arguments: args, status } = span!.tool!;
  if (status !== 'ok') return false;
  const said = commandOf(args);
  if (said !== null) return LOOK.test(said) || LOOK_COMMAND.test(said.trim());
  return LOOK.test(snakeCase(name));
}
