import { Random as SeededRandom } from '../../unit/support/random';

/** Random texts for the corpus: the same seed gives the same ones. */
export class Random extends SeededRandom {
  text(alphabet: string, length: number): string {
    let text = '';
    for (let at = 0; at < length; at++) text += alphabet[this.below(alphabet.length)]!;
    return text;
  }

  hex(length: number): string {
    return this.text('0123456789abcdef', length);
  }

  uuid(): string {
    return [8, 4, 4, 4, 12].map((length) => this.hex(length)).join('-');
  }

  words(count: number): string {
    return Array.from({ length: count }, () => this.pick(WORDS)).join(' ');
  }
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const CAPITALS = LETTERS.toUpperCase();
const DIGITS = '0123456789';

const ALPHABETS: Record<string, string> = {
  A: LETTERS + CAPITALS + DIGITS,
  T: `${LETTERS}${CAPITALS}${DIGITS}-_`,
  B: `${LETTERS}${CAPITALS}${DIGITS}+/`,
  U: `${CAPITALS}234567`,
  a: LETTERS + DIGITS,
  h: '0123456789abcdef',
  d: DIGITS,
};

/** Writes out a template of a key: `{A20}` becomes 20 letters and digits, see `Rule.example`. */
export function keyLike(template: string, random: Random): string {
  return template.replace(/\{([A-Za-z])(\d+)\}/g, (_, alphabet: string, length: string) => {
    const body = random.text(ALPHABETS[alphabet]!, Number(length));
    // A key of 20 characters without a digit is rare enough for its issuer not to care, but not for a corpus.
    return body.length > 10 && !/\d/.test(body) ? `${body.slice(0, 5)}7${body.slice(6)}` : body;
  });
}

const WORDS =
  'the agent reads a file and answers with plan for next step because user asked about weather order search index model tool call returns list of results before it writes report in folder token budget context window cache hit prompt system message password policy secret santa key insight access control cookie recipe session summary request header body error retry limit'.split(
    ' ',
  );
