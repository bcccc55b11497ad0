/**
 * Texts in the editor's display language. English is the key: a text without a translation is shown as it is written in
 * the code. The extension host puts the translations into the page (`panelHtml`), so they are there before any module
 * needs one, and after every reload. `test/tools/l10n.mjs` gathers the texts for translators.
 */

/** Element of the page with the translations, as JSON: English text to text of the display language. */
const TRANSLATIONS_ID = 'translations';

/** `{0}`, and the plural of ICU messages: `{0, plural, one {# turn} other {# turns}}`. */
const PLACE = /\{(\d+)(?:, plural,((?:\s*\w+ \{(?:[^{}]|\{\d+\})*\})+))?\}/g;
const PLURAL_FORM = /(\w+) \{((?:[^{}]|\{\d+\})*)\}/g;

type Arguments = readonly (string | number)[];

/** What is used of the page. Modules that draw nothing are used without one, too. */
interface Page {
  documentElement: { lang: string };
  getElementById(id: string): { textContent: string | null } | null;
}

const page = (globalThis as { document?: Page }).document;

/** BCP 47 tag of the editor's display language; English outside of a page. */
export const LANGUAGE = page?.documentElement.lang ?? 'en';

const translations = readTranslations();
const pluralRules = { en: new Intl.PluralRules('en'), own: new Intl.PluralRules(LANGUAGE) };
const counts = new Intl.NumberFormat(LANGUAGE);

/**
 * The text in the display language, with the arguments in its numbered places. A count in a sentence is a plural of
 * ICU messages, of which a translation may have as many forms as its language: in
 * `{0, plural, one {# turn} other {# turns}}`, `#` stands for the number as `formatCount` writes it. Numbers in plain
 * places are written as they are.
 */
export function t(message: string, ...args: Arguments): string {
  const translation = translations[message];
  if (args.length === 0) return translation ?? message;
  return translation === undefined
    ? fill(message, args, pluralRules.en)
    : fill(translation, args, pluralRules.own);
}

/** Of a text in a table of `src/protocol/`; `test/tools/l10n.mjs` knows the tables. */
export function translated(text: string): string {
  return translations[text] ?? text;
}

/** `12,345`, as the display language groups digits. */
export function formatCount(count: number): string {
  return counts.format(count);
}

function fill(message: string, args: Arguments, rules: Intl.PluralRules): string {
  return message.replace(PLACE, (place, index: string, forms: string | undefined) => {
    const argument = args[Number(index)];
    if (argument === undefined) return place;
    if (forms === undefined) return String(argument);
    const count = Number(argument);
    return fill(pluralForm(forms, rules.select(count)), args, rules).replaceAll('#', formatCount(count));
  });
}

function pluralForm(forms: string, category: Intl.LDMLPluralRule): string {
  const byCategory = new Map<string, string>();
  for (const [, name, form] of forms.matchAll(PLURAL_FORM)) byCategory.set(name!, form!);
  return byCategory.get(category) ?? byCategory.get('other') ?? '';
}

function readTranslations(): Readonly<Record<string, string>> {
  const json = page?.getElementById(TRANSLATIONS_ID)?.textContent;
  return json ? (JSON.parse(json) as Record<string, string>) : {};
}
