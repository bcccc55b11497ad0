/** What a tool call does, by the name of its tool and by the command among its arguments. */
import { objectIn } from '../../protocol/jsonObject';
import type { SpanNode } from '../spanNode';

/** Arguments that name one of several things that a tool can do. */
const COMMAND_KEYS = ['command', 'action', 'operation'];
const SHELL_KEYS = ['command', 'cmd', 'script'];
/** `edit_file`, `str_replace`, `apply_patch`: tools, and commands of tools, that put a text into a file. */
const EDIT =
  /^(?:(?:multi_?)?edit|str_replace|replace(?:_in)?|search_replace|write|overwrite|insert|create|apply_(?:patch|diff|edit)|patch)(?:_(?:file|to_file|in_file|text|lines?|content|block|notebook|code|editor|based_edit_tool))?$/;
/** The same as a command line, with the text behind it: `edit 3:7` and lines. */
const EDIT_COMMAND = /^(?:edit|insert|replace|append|write) [^\n]*\n/;
/** Shorter arguments have no text in them that is put somewhere. */
const SHORTEST_EDIT = 40;

/**
 * What stands for the operation of a call: two operations of one tool, such as `view` and `replace` of an editor, are
 * as different as two tools.
 */
export function operationOf({ span }: SpanNode): string {
  const { name, arguments: args } = span!.tool!;
  const command = commandOf(args);
  return command !== null && /^\w+$/.test(command) ? `${name} ${command}` : name;
}

/**
 * Whether a call puts a text that its arguments have into a file. To make the very same change again is no progress,
 * even where the tool shows the file as it is then, which is another one each time.
 */
export function isEdit(name: string, args: string): boolean {
  if (args.length < SHORTEST_EDIT) return false;
  const command = commandOf(args);
  if (command !== null) return EDIT.test(command) || EDIT_COMMAND.test(command);
  return EDIT.test(snakeCase(name));
}

/** null where the arguments name none. */
export function commandOf(args: string | null): string | null {
  if (args === null || !/"(?:command|action|operation|cmd|script)"\s*:/.test(args)) return null;
  const fields = new Map(Object.entries(objectIn(args) ?? {}));
  const found = [...COMMAND_KEYS, ...SHELL_KEYS].map((key) => fields.get(key));
  return found.find((each) => typeof each === 'string') ?? null;
}

/** `readFile`, `read-file` and `fs.read_file` as `read_file` and `fs_read_file`. */
export function snakeCase(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[.:-]+/g, '_')
    .toLowerCase();
}
