/** A session's log records as a person reads them. */
import type { SessionEvent, SessionEvents } from '../protocol/agentEvents';
import { attributesToJson } from '../otlp/attributes';
import { understandLog } from '../semconv/logEvents';
import type { SessionLogs, StoredLog } from '../store/sessionLogs';

/** Longest text in an answer, in UTF-16 units: the record itself has the rest. */
const MAX_TEXT = 4_000;

/** The newest `limit` of the records with these numbers, oldest first. */
export function sessionEvents(logs: SessionLogs, numbers: readonly number[], limit: number): SessionEvents {
  const newest = limit === 0 ? [] : numbers.slice(-limit);
  return { total: numbers.length, events: logs.read(newest).map(eventOf) };
}

function eventOf(log: StoredLog): SessionEvent {
  const { time, kind, name, severity, traceId, spanId, text } = understandLog(log, log.time);
  const shown = text !== null && text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
  const attributes = attributesToJson(log.record.attributes);
  return { time, kind, name, severity, traceId, spanId, text: shown, attributes };
}
