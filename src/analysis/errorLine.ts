/** The line of somebody else's error that says what is wrong. */

/** `KeyError: 'total'`, below a stack trace. */
const NAMED = /^[ \t]*(?:[\w.]*\.)?[A-Z]\w*(?:Error|Exception|Exit|Interrupt)\b.*$/gm;
/** A stack trace's own lines, which say where and not what. */
const TRACE = /^\s*(?:Traceback \(most recent call last\):|at .+:\d+\)?$|File ".*", line \d+)/;
/** That a command failed, which says nothing of why: `Exit code 1`, `<returncode>1</returncode>`. */
const EXIT = /^\W*(?:process exited with code|exit ?code|exit_code|returncode)\W*\d+\W*(?:\w+\W*)?$|^<\w+>$/i;
/** What stands before the message itself. */
const LABEL =
  /^\s*(?:(?:error|exception|failed)\s*:|<(?:tool_use_)?error>|(?:\/\S*\/)?(?:ba|da|z|k)?sh: (?:(?:line )?\d+: )?)\s*/i;

/** On one line, without a label such as `Error:` and without a full stop; '' where the text says nothing. */
export function errorLine(text: string, maxLetters: number): string {
  const told = TRACE.test(text) ? text.match(NAMED)?.at(-1) : text.match(NAMED)?.[0];
  const lines = text.replace(LABEL, '').split(/\r?\n/);
  const says = lines.filter((each) => each.trim() !== '' && !TRACE.test(each));
  const line = told ?? says.find((each) => !EXIT.test(each.trim())) ?? says[0] ?? '';
  const letters = Array.from(line.replace(/\s+/g, ' ').trim());
  return letters.length <= maxLetters
    ? letters.join('').replace(/(?:\.|<\/(?:tool_use_)?error>)$/, '')
    : `${letters.slice(0, maxLetters - 1).join('')}…`;
}
