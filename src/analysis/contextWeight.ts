/** How much of a context window a piece of a prompt takes, where only the window's tokens as a whole are known. */
import type { PartUnit, PromptUnit } from './promptUnits';

/** English text in the tokenizers of today's models. */
export const CHARS_PER_TOKEN = 4;
/** More tokens than this per character are not of the characters that were sent. */
export const MAX_TOKENS_PER_CHAR = 2;
/** What the wrapping of a message takes beside its text, as characters. */
const UNIT_CHARS = 12;
/** Of an image as characters: some 1000 tokens, as Anthropic and OpenAI count one of a million pixels. */
const MEDIA_CHARS = 4_000;

/** In characters of text. */
export function partWeight({ kind, chars }: PartUnit): number {
  const isMedia = kind === 'image' || kind === 'audio' || kind === 'video' || kind === 'file';
  return UNIT_CHARS + (isMedia ? MEDIA_CHARS : chars);
}

export function weightOf(units: readonly PromptUnit[]): number {
  let weight = 0;
  for (const { parts } of units) for (const part of parts) weight += partWeight(part);
  return weight;
}

/** Tokens per character of a prompt; `tokens`: of all of it, null when unknown. */
export function rateOf(units: readonly PromptUnit[], tokens: number | null): number {
  const weight = weightOf(units);
  const perChar = tokens === null || weight === 0 ? 1 / CHARS_PER_TOKEN : tokens / weight;
  return Math.min(perChar, MAX_TOKENS_PER_CHAR);
}
