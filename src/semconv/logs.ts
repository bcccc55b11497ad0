/** What is understood of a log record so far: what it is called and how bad it is. */
import type { LogRecord } from '../otlp/records';
import { firstText } from './fields';

/**
 * The event's name. The attribute that came before logs.proto's own field wins: Rust's `tracing` fills the field with a
 * place in its source.
 */
export function eventNameOf({ eventName, attributes }: LogRecord): string | null {
  return firstText(attributes, ['event.name']) ?? (eventName === '' ? null : eventName);
}

const SEVERITIES = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];

/** As the emitter writes it, else the short name of its number (logs data model, "Displaying Severity"). */
export function severityOf({ severityText, severityNumber }: LogRecord): string | null {
  if (severityText !== '') return severityText;
  const name = SEVERITIES[Math.floor((severityNumber - 1) / 4)];
  if (name === undefined) return null;
  const step = ((severityNumber - 1) % 4) + 1;
  return step === 1 ? name : `${name}${step}`;
}
