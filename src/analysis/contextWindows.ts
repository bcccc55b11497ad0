/** Context windows of model families that the price table has no window for. */
import type { Tokens } from '../protocol/units';

const KI = 1_024;

/**
 * From the vendors' model pages: ai.google.dev/gemini-api/docs/models, docs.mistral.ai/getting-started/models,
 * the model cards of Llama, Qwen and Kimi. The first pattern that fits counts.
 */
const WINDOWS: readonly [RegExp, Tokens][] = [
  [/\bgemini-1\.5-pro/, 2_048 * KI],
  [/\bgemini-(?:[\w.]+-)?(?:tts|embedding)/, 8 * KI],
  [/\bgemini-[\w.-]*live/, 128 * KI],
  [/\bgemini-(?:[2-9]|1\.5|flash|pro-latest)/, KI * KI],
  [/\b(?:mistral-(?:large|medium|small|nemo)|magistral|ministral|devstral|pixtral)/, 128 * KI],
  [/\bcodestral/, 256 * KI],
  [/\bmixtral-8x22b/, 64 * KI],
  [/\bmixtral-8x7b/, 32 * KI],
  [/\bllama-?3[.-][1-3]\b/, 128 * KI],
  [/\bqwen-?3-coder/, 256 * KI],
  [/\bkimi-k2/, 128 * KI],
];

/** Undefined for a model of no known family. */
export function contextWindowOf(model: string): Tokens | undefined {
  const name = model.toLowerCase();
  return WINDOWS.find(([pattern]) => pattern.test(name))?.[1];
}
