/** Who handed the conversation to whom, on a span of kind `handoff`. */
import type { HandoffFacts } from '../protocol/agentModel';
import type { Span } from '../otlp/records';
import { at, firstText, openJson } from './fields';

const FROM_KEYS = ['gen_ai.handoff.from_agent', 'handoff.from_agent', 'from_agent'];
const TO_KEYS = ['gen_ai.handoff.to_agent', 'handoff.to_agent', 'to_agent'];

/** Names that say it: OpenLLMetry's `triage → writer.handoff`, OpenInference's `handoff to writer`. */
const NAMES: readonly RegExp[] = [
  /^(?<from>.+?)\s*(?:→|->)\s*(?<to>.+?)(?:\.handoff)?$/u,
  /^handoff(?: to |_to_)(?<to>.+?)(?:\.tool)?$/iu,
];

/** Both null where neither attributes nor the name say. */
export function handoffOf({ name, attributes }: Span): HandoffFacts {
  const named = NAMES.map((pattern) => pattern.exec(name)?.groups).find((groups) => groups !== undefined);
  return {
    from:
      firstText(attributes, FROM_KEYS) ??
      text(at(openJson(attributes.get('input.value')), 'from_agent')) ??
      named?.from ??
      null,
    to:
      firstText(attributes, TO_KEYS) ??
      text(at(openJson(attributes.get('output.value')), 'to_agent')) ??
      named?.to ??
      null,
  };
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
