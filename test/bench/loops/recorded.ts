/** Requests of real agents and frameworks, from the tests' recordings; their README says where they are from. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { AgentEvent } from '../../../src/protocol/agentEvents';
import type { AgentSpan } from '../../../src/protocol/agentModel';
import { decodeLogsRequestJson, decodeTracesRequestJson } from '../../../src/otlp/json';
import { decodeLogsRequest, decodeTracesRequest } from '../../../src/otlp/protobuf';
import { understandLog } from '../../../src/semconv/logEvents';
import { normaliseSpan } from '../../../src/semconv/normalise';

const NANOS_PER_MS = 1e6;
/** Recorded without a `truth.json`: its scripted model has the same failing tests run four times. */
const LOOPING = new Set([path.join('claude-code', 'headless')]);
const ROOT = path.join('test', 'fixtures', 'otlp');

export interface RecordedSession {
  name: string;
  spans: AgentSpan[];
  /** Some emitters tell what was said, and which tools were called, in log records only. */
  events: AgentEvent[];
  /** Whether it has one, as it is known of the agent that ran. */
  loop: boolean;
}

export function recordedSessions(): RecordedSession[] {
  return foldersIn('')
    .flatMap((emitter) => foldersIn(emitter).map((scenario) => path.join(emitter, scenario)))
    .map((name) => ({ name, spans: spansOf(name), events: eventsOf(name), loop: hasLoop(name) }))
    .filter(({ spans }) => spans.length > 0);
}

function foldersIn(folder: string): string[] {
  return readdirSync(path.join(ROOT, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}

function spansOf(name: string): AgentSpan[] {
  return bodiesOf(name, 'traces')
    .flatMap(
      (bytes) =>
        (isJson(bytes) ? decodeTracesRequestJson(String(bytes)) : decodeTracesRequest(bytes)).resourceSpans,
    )
    .flatMap(({ resource, scopeSpans }) =>
      scopeSpans.flatMap(({ scope, spans }) => spans.map((span) => normaliseSpan(span, resource, scope))),
    );
}

function eventsOf(name: string): AgentEvent[] {
  return bodiesOf(name, 'logs')
    .flatMap(
      (bytes) =>
        (isJson(bytes) ? decodeLogsRequestJson(String(bytes)) : decodeLogsRequest(bytes)).resourceLogs,
    )
    .flatMap(({ resource, scopeLogs }) =>
      scopeLogs.flatMap(({ scope, logRecords }) =>
        logRecords.map((record) =>
          understandLog({ record, resource, scope }, Number(record.timeUnixNano) / NANOS_PER_MS),
        ),
      ),
    );
}

/** Bodies of requests, in the order in which they were sent. */
function bodiesOf(name: string, signal: 'traces' | 'logs'): Buffer[] {
  const folder = path.join(ROOT, name);
  return readdirSync(folder)
    .filter((file) => file.endsWith(`${signal}.pb`) || file.endsWith(`${signal}.json`))
    .sort()
    .map((file) => readFileSync(path.join(folder, file)));
}

function isJson(bytes: Buffer): boolean {
  return bytes[0] === '{'.charCodeAt(0);
}

function hasLoop(name: string): boolean {
  const truth = path.join(ROOT, name, 'truth.json');
  if (!existsSync(truth)) return LOOPING.has(name);
  return (
    (JSON.parse(readFileSync(truth, 'utf8')) as { loop?: { expected: boolean } }).loop?.expected ?? false
  );
}
