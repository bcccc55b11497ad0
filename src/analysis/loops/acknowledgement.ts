/**
 * Results that only say that it was done. The same one for different arguments is no sign of a standstill: whoever
 * writes ten files gets ten times "ok".
 */

const WORDS =
  '(?:ok(?:ay)?|done|true|null|none|undefined|success(?:ful(?:ly)?)?|succeeded|completed?|created|updated|written|wrote|' +
  'saved|sent|deleted|removed|added|inserted|applied|processed|stored|set|moved|copied|uploaded|posted|edited|replaced|' +
  'acknowledged|accepted|queued|passed|0|200|201|204)';

/** Such a word, with a few others around it: "File written.", "Successfully updated 1 row", "exit code: 0". */
const SENTENCE = new RegExp(`^\\W*(?:[\\w./-]+ ){0,4}?${WORDS}\\b(?: [\\w./-]+){0,6}\\W*$`, 'i');
/** A word that says the opposite. */
const NEGATIVE =
  /\b(?:no|not|none found|nothing|never|fail\w*|error|invalid|denied|unable|cannot|can't|0 (?:results|matches|hits))\b/i;
/** Fields of JSON that say no more than that. */
const STATUS_FIELD =
  /^(?:ok|success|succeeded|status|state|result|done|written|saved|updated|created|code|exit_?code|message|msg|acknowledged)$/i;

/** `result` with its volatile parts masked. */
export function isAcknowledgement(result: string): boolean {
  const text = result.trim();
  if (text === '' || text === '""') return true;
  if (text.length > 200) return false;
  if (/^[[{]/.test(text)) return isStatusObject(text);
  return isStatusText(text);
}

function isStatusText(text: string): boolean {
  return SENTENCE.test(text) && !NEGATIVE.test(text);
}

function isStatusObject(text: string): boolean {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return false;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const entries = Object.entries(value);
  return entries.every(
    ([key, field]) =>
      STATUS_FIELD.test(key) &&
      (field === true ||
        field === 0 ||
        field === 200 ||
        field === 201 ||
        (typeof field === 'string' && isStatusText(field))),
  );
}
