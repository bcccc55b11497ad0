/**
 * Results that only say that it was done, or that all is well. The same one for different arguments is no sign of a
 * standstill: whoever writes ten files gets ten times "ok", whoever checks ten gets ten times "no issues found".
 */
import { objectIn } from '../../protocol/jsonObject';
import { snakeCase } from './operations';

const WORDS =
  '(?:ok(?:ay)?|done|true|null|none|undefined|success(?:ful(?:ly)?)?|succeeded|completed?|finished|created|updated|' +
  'written|wrote|saved|sent|deleted|removed|added|inserted|applied|processed|stored|set|moved|copied|uploaded|posted|' +
  'edited|replaced|acknowledged|accepted|queued|scheduled|pass(?:ed)?|formatted|fixed|compiled|installed|built|indexed|' +
  'renamed|closed|merged|archived|published|approved|generated|executed|valid|healthy|clean|active|reachable|' +
  'up to date|unchanged|yes|pong|0|200|201|204)';

/** Such a word, with a few others around it: "File written.", "Successfully updated 1 row", "exit code: 0". */
const SENTENCE = new RegExp(`^\\W*(?:[\\w./:-]+ ){0,4}?${WORDS}\\b(?: [\\w./-]+){0,6}\\W*$`, 'i');
/** A word that says the opposite. */
const NEGATIVE =
  /\b(?:no|not|none found|nothing|never|fail\w*|error|invalid|denied|unable|cannot|can't|0 (?:results|matches|hits))\b/i;
/** "No issues found", "0 errors, 0 warnings". */
const NOTHING_WRONG =
  /^\W*(?:(?:found )?(?:no|0|zero) (?:\w+ )?(?:issues?|problems?|errors?|warnings?|failures?|violations?|conflicts?|vulnerabilities|offenses)(?: \w+){0,3}\W*(?:and )?)+$/i;
/**
 * What agents' shells say of a command that was successful and printed nothing: SWE-agent, mini-swe-agent, OpenHands,
 * Claude Code, Codex, and what others would say.
 */
const SILENT_SUCCESS: readonly RegExp[] = [
  /<(returncode|exit_?code)>\s*0\s*<\/\1>|<\/?(?:output|stdout|stderr|result|system)>/gi,
  /^\W*(?:[\w ]{0,40}\b)?(?:exit|return)[ _-]?(?:code|status)\W{0,2}0\W*$/gim,
  /^\[(?:current working directory|python interpreter)\b.*\]$/gim,
  /^(?:wall time|duration|output|stdout|stderr)\s*:\s*(?:~|\(empty\)|\(none\))?\s*$/gim,
  /^\W*(?:[\w ]{0,50}\b)?(?:no|without(?: any)?|(?:did|does) not (?:produce|return|print) any) (?:output|stdout)\b[\w ]{0,20}\W*$/gim,
];
/** Longer results have something else to say. */
const MAX_SILENT = 400;
/** Fields of JSON that say no more than that. */
const STATUS_FIELD =
  /^(?:ok|success|succeeded|status|state|result|done|written|saved|updated|created|code|exit_?code|message|msg|acknowledged)$/i;
/** `browser_scroll`, `nextPage`, `press_key`: asked for in the same words each time, they go one further. */
const GOES_ON =
  /(?:^|_)(?:scroll|next|back|forward|press|key|click|tap|swipe|drag|zoom|move|turn|page_(?:down|up)|advance|undo|redo|step|pop|increment|decrement)(?:_|$)/;
/** A shell that only goes somewhere from where it is: `cd ..`, `popd`. */
const GOES_SOMEWHERE = /^\{"(?:command|cmd)":"(?:cd \.\.[./]*|cd -|popd|pushd)"\}$/;

/** Most tools' names have none of those words in them, which is quick to see. */
const MAY_GO_ON =
  /scroll|next|back|forward|press|key|click|tap|swipe|drag|zoom|move|turn|page|advance|undo|redo|step|pop|increment|decrement/i;

/** `result` with its volatile parts masked. */
export function isAcknowledgement(result: string): boolean {
  const text = result.trim();
  if (text === '' || text === '""') return true;
  if (text.length <= MAX_SILENT && isSilentSuccess(text)) return true;
  if (text.length > 200) return false;
  if (/^[[{]/.test(text)) return isStatusObject(text);
  return isStatusText(text);
}

/** Whether the same call does something else each time, so that it says nothing that it was made again. `args`: canonical. */
export function goesOn(toolName: string, args: string): boolean {
  if (GOES_SOMEWHERE.test(args)) return true;
  if (!MAY_GO_ON.test(toolName)) return false;
  return GOES_ON.test(snakeCase(toolName));
}

function isSilentSuccess(text: string): boolean {
  // In most results there is none of those words, which is quick to see.
  if (!/output|code|status/i.test(text)) return false;
  return SILENT_SUCCESS.reduce((rest, form) => rest.replace(form, ''), text).trim() === '';
}

function isStatusText(text: string): boolean {
  return (SENTENCE.test(text) && !NEGATIVE.test(text)) || NOTHING_WRONG.test(text);
}

function isStatusObject(text: string): boolean {
  const entries = Object.entries(objectIn(text) ?? {});
  if (entries.length === 0) return false;
  return entries.every(
    ([key, field]) =>
      field === true ||
      (STATUS_FIELD.test(key) &&
        (field === 0 ||
          field === 200 ||
          field === 201 ||
          (typeof field === 'string' && isStatusText(field)))),
  );
}
