/** One log record into the agent model: the vocabulary that speaks for it reads the event that its name stands for. */
import type { AgentEvent } from '../protocol/agentEvents';
import type { EpochMs } from '../protocol/units';
import { stringOf } from '../otlp/attributes';
import { claudeCodeEvents } from './claudeCodeEvents';
import { codexEvents } from './codexEvents';
import { firstText, textOf } from './fields';
import { geminiCliEvents, qwenCodeEvents } from './geminiEvents';
import { genaiEvents } from './genaiEvents';
import { grokEvents } from './grokEvents';
import { opencodeEvents } from './opencodeEvents';
import type { EventReader, LogFacts, LogVocabulary } from './logVocabulary';
import { eventNameOf, severityOf } from './logs';

/** The last speaks for all that no other does. */
const VOCABULARIES: readonly LogVocabulary[] = [
  claudeCodeEvents,
  codexEvents,
  geminiCliEvents,
  qwenCodeEvents,
  opencodeEvents,
  grokEvents,
  genaiEvents,
];

/** Names of the events that tell by themselves what an agent did: a session may consist of them alone. */
const SUBSTANCE = new Set([
  'user_prompt',
  'api_request',
  'api_response',
  'tool_result',
  'tool_call',
  'sse_event',
]);

/** Whether a session may come out of records like this one, without spans. Cheap: asked of every record. */
export function carriesSession(facts: LogFacts): boolean {
  const vocabulary = vocabularyOf(facts);
  return vocabulary !== genaiEvents && SUBSTANCE.has(shortName(vocabulary, nameOf(facts, vocabulary)));
}

/** Never throws: a record that no vocabulary knows becomes an event of kind `other`, with its name and text. */
export function understandLog(facts: LogFacts, time: EpochMs): AgentEvent {
  const { record, resource } = facts;
  const vocabulary = vocabularyOf(facts);
  const name = nameOf(facts, vocabulary);
  const { attributes } = record;
  const fields = {
    ...vocabulary.common?.(attributes, facts),
    ...withoutNulls(readerOf(vocabulary, name)?.(attributes, facts)),
  };
  return {
    kind: 'other',
    durationMs: null,
    agent: null,
    agentId: null,
    promptId: null,
    userMessage: null,
    model: null,
    tool: null,
    toolResults: [],
    errorClass: null,
    errorMessage: null,
    ...fields,
    name: name === '' ? 'log' : name,
    time: writtenAt(facts) ?? time,
    severity: severityOf(record),
    traceId: record.traceId === '' ? null : record.traceId,
    spanId: record.spanId === '' ? null : record.spanId,
    service: firstText(resource.attributes, ['service.name']),
    text: fields.text ?? textOf(record.body),
  };
}

function vocabularyOf(facts: LogFacts): LogVocabulary {
  return VOCABULARIES.find((vocabulary) => vocabulary.speaks(facts)) ?? genaiEvents;
}

/** Some emitters have the name in the body. */
function nameOf(facts: LogFacts, vocabulary: LogVocabulary): string {
  const own = vocabulary.nameOf?.(facts);
  if (own !== undefined) return own ?? '';
  const { record } = facts;
  const body = stringOf(record.body);
  return eventNameOf(record) ?? (body !== null && /^[\w-]+\.[\w.-]+$/.test(body) ? body : '');
}

function shortName({ prefix }: LogVocabulary, name: string): string {
  return name.startsWith(prefix) ? name.slice(prefix.length) : name;
}

function readerOf(vocabulary: LogVocabulary, name: string): EventReader | undefined {
  const short = shortName(vocabulary, name);
  return Object.hasOwn(vocabulary.readers, short) ? vocabulary.readers[short] : undefined;
}

/** Rust's OpenTelemetry leaves the record's own time out. */
function writtenAt({ record }: LogFacts): EpochMs | null {
  if (record.timeUnixNano !== 0n) return null;
  const time = Date.parse(firstText(record.attributes, ['event.timestamp']) ?? '');
  return Number.isNaN(time) ? null : time;
}

/** What the reader does not know must not hide what all records have. */
function withoutNulls<T extends object>(fields: T | undefined): Partial<T> {
  return Object.fromEntries(
    Object.entries(fields ?? {}).filter(([, value]) => value !== null && value !== undefined),
  ) as Partial<T>;
}
