/** Where the emitter says the code is: OpenTelemetry's `code.*` attributes, current and former names. */
import type { SourceLocation } from '../protocol/agentModel';
import { firstNumber, firstText } from './fields';
import type { SpanFacts } from './vocabulary';

/** Agents whose `code.*` attributes point into their own sources, never the user's. */
const OWN_SOURCES = /^(?:codex|goose)\b|^codex[_-]/;

export function sourceOf({ span, resource }: SpanFacts): SourceLocation | null {
  const file = firstText(span.attributes, ['code.file.path', 'code.filepath']);
  if (file === null) return null;
  if (OWN_SOURCES.test(firstText(resource.attributes, ['service.name']) ?? '')) return null;
  return {
    file,
    line: positive(firstNumber(span.attributes, ['code.line.number', 'code.lineno'])),
    column: positive(firstNumber(span.attributes, ['code.column.number', 'code.column'])),
    functionName: firstText(span.attributes, ['code.function.name', 'code.function']),
  };
}

function positive(number: number | null): number | null {
  return number !== null && Number.isInteger(number) && number > 0 ? number : null;
}
