/** The sample agent's scenarios, the most telling one first. */
export const SAMPLE_SCENARIOS = ['loop', 'clean', 'error', 'subagents', 'long'] as const;
export type SampleScenario = (typeof SAMPLE_SCENARIOS)[number];

export function isScenario(value: unknown): value is SampleScenario {
  return SAMPLE_SCENARIOS.some((scenario) => scenario === value);
}
