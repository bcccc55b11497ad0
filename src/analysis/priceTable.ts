/**
 * Which price table is part of the program: the package itself has no date. A test holds the version against the one
 * that is installed; the date is when npm got that version.
 */
export const PRICE_TABLE = {
  name: '@pydantic/genai-prices',
  version: '0.1.8',
  /** Epoch milliseconds. */
  published: Date.UTC(2026, 8, 23),
} as const;
