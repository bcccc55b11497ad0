import type { Random } from '../../unit/support/random';

const SYLLABLES = [
  ...[
    'ba',
    'cor',
    'den',
    'el',
    'fi',
    'gra',
    'hum',
    'in',
    'jor',
    'ka',
    'lo',
    'men',
    'nit',
    'or',
    'pra',
    'qui',
  ],
  ...['ra', 'ser', 'ton', 'ul', 'ver', 'wo', 'xe', 'ya', 'zim', 'th', 'ing', 'ed'],
];

/** Prose-like text of about so many characters, other than any made before. */
export function prose(random: Random, characters: number): string {
  let text = '';
  while (text.length < characters) {
    for (let syllables = 1 + random.below(3); syllables > 0; syllables--) text += random.pick(SYLLABLES);
    text += random.below(9) === 0 ? '. ' : ' ';
  }
  return text.trimEnd();
}

export function hex(random: Random, digits: number): string {
  return Buffer.from(random.bytes(digits >>> 1)).toString('hex');
}
