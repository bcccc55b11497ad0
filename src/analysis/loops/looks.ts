/**
 * Steps that only look at something: reading a file, listing a folder, searching, thinking. They change nothing, so
 * what failed before one and fails in the same way after it is the same failure again.
 */
import { objectIn } from '../../protocol/jsonObject';
import type { SpanNode } from '../spanTree';
import type { Step } from '../steps';

/** First word of a tool's name, or of what a tool with several commands was asked to do: `read_file`, `view`. */
const LOOK =
  /^(?:read|view|open|cat|get|list|ls|search|find|grep|glob|show|describe|inspect|look|lookup|check|think|scroll|goto|head|tail|stat|tree|which|pwd|recall|retrieve)(?:_|$)/;
/** A shell's command of which every part only looks: `cd src && grep -n retry app.py | head`. */
const LOOK_COMMAND =
  /^(?:(?:cd|ls|cat|head|tail|grep|rg|find|wc|which|pwd|tree|stat|file|echo|nl|sort|uniq|cut|sed -n|git (?:status|log|diff|show|blame|grep|branch))(?:\s[^;&|<>]*)?(?:&&|\|\||[;|]|$)\s*)+$/;
/** Arguments that name one of several things that a tool can do. */
const COMMAND_KEYS = ['command', 'action', 'operation'];
const SHELL_KEYS = ['command', 'cmd', 'script'];

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

/**
 * What stands for the operation of a call: two operations of one tool, such as `view` and `replace` of an editor, are
 * as different as two tools.
 */
export function operationOf({ span }: SpanNode): string {
  const { name, arguments: args } = span!.tool!;
  const command = commandOf(args);
  return command !== null && /^\w+$/.test(command) ? `${name} ${command}` : name;
}

function commandOf(args: string | null): string | null {
  if (args === null || !/"(?:command|action|operation|cmd|script)"\s*:/.test(args)) return null;
  const fields = new Map(Object.entries(objectIn(args) ?? {}));
  const found = [...COMMAND_KEYS, ...SHELL_KEYS].map((key) => fields.get(key));
  return found.find((each) => typeof each === 'string') ?? null;
}

function snakeCase(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[.:-]+/g, '_')
    .toLowerCase();
}
