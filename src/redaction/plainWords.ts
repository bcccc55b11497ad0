/** Tells a password of letters only from what texts, forms and tables say of passwords. */
import { isPlaceholder, isProse } from './values';

/** States, kinds and places of passwords, and how a sentence about one goes on. */
const SAID = new Set(
  'about above across actual after again against allowed almost along already also always ambiguous among another anything around available before behind below beneath beside besides better between beyond both case certainly chosen cleartext common compare complete complex constant context correct credential credentials crucial current customer database default different distinct document during easier either elsewhere encoded enough entered entirely equal equals essential every everything exactly expected external false field fields forbidden forced forgotten format forms freely fresh from further generated generic given good granted greater guest hardcoded hardcoding hashing hash hashed here hidden however identical important included incorrect independent insecure inside instead internal intact invalid invisible just kept known label later leaked legacy length less letters limited literal local longer lost manager managers mandatory masked masks match matches maximum meant might minimal minimum mismatch missing more most must needed needs neither never newly newlines none normal nothing null nullable number numeric obsolete obvious often only option optional options other otherwise outside over parameter parameters partial partly passed pending perhaps permanent plain plaintext please policy possible present private probably prompt prompts property protected provided public quite random rather read readable ready really recent recommended recovery rejected related required reset resets reused right rotated rotation rule rules safe same secret secure seldom sensitive sent separate server session several shared short shorter should similar simple simply since single somehow someone something sometimes somewhere standard still stolen storage stored strength string strings strong stronger submit such sufficient sure temporary text that their them then there these this those through today together tomorrow tonight twice typed typing typo unchanged unclear under undefined unencrypted unique unknown unless unmasked unsafe until unused upper uppercase used useful user username usually valid validation value values variable verified version very visible vital weak weaker what whatever when where whether which while within without wrong your yours supported unsupported partially planned none empty disabled enabled nullable varchar character characters column boolean integer bytes object buffer schema model input output request response function method class argument arguments flag placeholder example sample dialog screen page button form label hint helper screens fields changed expired exposed compromised continue proceed access login regain unlock confirm connect forgot change update hello world necessary relevant irrelevant adequate authentication protection combination generator hashing retrieve rejected strength nowhere anymore anyone someone likely unlikely almost correctly'.split(
    ' ',
  ),
);

/** Endings of participles, adverbs and adjectives. */
const ENDING =
  /(?:ed|ing|ly|able|ible|ive|ory|ary|ful|less|ous|ional|ical|ected|ation|ization|sensitive|like|based)$/i;

/** Shortest password that only its place gives away, in letters. */
const SHORTEST = 6;

/** `tangerine`, `correct-horse-battery`, `BlueBird`: letters alone that are not said of passwords. */
export function isPasswordOfLetters(word: string): boolean {
  return (
    word.length >= SHORTEST &&
    word.length <= 60 &&
    /^[A-Za-z]+(?:-[A-Za-z]+){0,7}$/.test(word) &&
    !/^[A-Z_]+$/.test(word) &&
    !isPlaceholder(word) &&
    !isProse(word) &&
    !word.split('-').some((part, index, parts) => isSaidOfPasswords(part) && (index > 0 || parts.length < 3))
  );
}

/** Whether a word is one that texts say of passwords. */
export function isSaidOfPasswords(word: string): boolean {
  return SAID.has(word.toLowerCase()) || ENDING.test(word);
}
