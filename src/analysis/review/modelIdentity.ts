/** Whether two names mean the same model: aliases, snapshots and resellers' spellings of it included. */
import { modelNames } from '../modelNames';

/** Only names of known families are compared: a deployment may be called anything. */
const FAMILY =
  /(?:^|[^a-z])(?:gpt|chatgpt|o[134]|claude|gemini|gemma|llama|mistral|mixtral|codestral|magistral|devstral|qwen|qwq|deepseek|grok|command|nova|kimi|glm|phi)(?:$|[^a-z])/;

/** Words that say which build of a model it is, not which model. */
const BUILD = new Set(
  'latest preview exp experimental stable beta instruct chat it hf fp8 fp16 bf16 awq gguf turbo-instruct v1 v2 v3 online free'.split(
    ' ',
  ),
);
/** Who makes, sells or serves it. */
const VENDOR = new Set(
  'openai anthropic google meta mistralai deepseek-ai models us eu apac global azure'.split(' '),
);

/**
 * False only where both names are plainly of different models: another family, size or version. An alias without a
 * version (`sonnet`, `gemini-flash-latest`) may be any.
 */
export function isSameModel(asked: string, answered: string): boolean {
  if (asked.toLowerCase() === answered.toLowerCase()) return true;
  const [a, b] = [partsOf(asked), partsOf(answered)];
  if (a === null || b === null) return true;
  if (a.words.join() !== b.words.join()) {
    // `claude-sonnet` for `sonnet`: nothing else is left out of an alias.
    const isAlias = a.versions.length === 0 && a.words.every((word) => b.words.includes(word));
    return isAlias && !b.words.some((word) => SIZE.has(word) && !a.words.includes(word));
  }
  return a.versions.length === 0 || b.versions.length === 0 || a.versions.join() === b.versions.join();
}

const SIZE = new Set(
  'mini nano lite flash pro turbo haiku sonnet opus small medium large tiny micro ultra max fast codex'.split(
    ' ',
  ),
);

interface Parts {
  /** Sorted. */
  words: string[];
  versions: string[];
}

function partsOf(model: string): Parts | null {
  const name = (modelNames(model).at(-1)?.name ?? model)
    .toLowerCase()
    .replace(/^(?:[a-z]{2,6}\.)?(?:anthropic|meta|mistral|amazon|cohere|deepseek|qwen)\./, '');
  if (!FAMILY.test(name)) return null;
  const words: string[] = [];
  const versions: string[] = [];
  // `llama3.1` is `llama-3.1`; `o3`, `4o` and `70b` stay whole.
  for (const token of name.replace(/([a-z]{3,})(\d)/g, '$1-$2').split(/[^a-z0-9.]+/)) {
    if (token === '' || BUILD.has(token) || VENDOR.has(token) || isDate(token)) continue;
    if (/^v?\d+(?:\.\d+)*$/.test(token)) versions.push(...token.replace('v', '').split('.'));
    else if (!/^\d+(?:x\d+)?b$/.test(token)) words.push(token);
  }
  // Version 4 is 4.0.
  while (versions.at(-1) === '0') versions.pop();
  return { words: words.sort(), versions };
}

/** `0613`, `20250514`, `05`, `001`: days and builds. */
function isDate(token: string): boolean {
  return /^\d{4}$|^\d{6}$|^\d{8}$|^0\d{1,2}$|^[12]\d$|^3[01]$/.test(token);
}
