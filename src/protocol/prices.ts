/** What the user pays for models that the price table does not know, or for which they pay something else. */

/** US dollars per million tokens. */
export interface PriceOverride {
  /** The model's name, `*` for any characters: `my-model`, `azure-gpt-*`. Case does not matter. */
  model: string;
  input: number;
  output: number;
  /** As `input` when not given. */
  cacheRead?: number;
  /** As `input` when not given. */
  cacheWrite?: number;
}
