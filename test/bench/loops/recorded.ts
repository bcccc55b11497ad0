/** Requests of real agents and frameworks, from the tests' recordings; their README says where they are from. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { AgentSpan } from '../../../src/protocol/agentModel';
import { decodeTracesRequestJson } from '../../../src/otlp/json';
import { decodeTracesRequest } from '../../../src/otlp/protobuf';
import { normaliseSpan } from '../../../src/semconv/normalise';

const ROOT = path.join('test', 'fixtures', 'otlp');

export interface RecordedSession {
  name: string;
  spans: AgentSpan[];
  /** Whether it has one, as it is known of the agent that ran. */
  loop: boolean;
}

export function recordedSessions(): RecordedSession[] {
  return foldersIn('')
    .flatMap((emitter) => foldersIn(emitter).map((scenario) => path.join(emitter, scenario)))
    .map((name) => ({ name, spans: spansOf(name), loop: hasLoop(name) }))
    .filter(({ spans }) => spans.length > 0);
}

function foldersIn(folder: string): string[] {
  return readdirSync(path.join(ROOT, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}

function spansOf(name: string): AgentSpan[] {
  const folder = path.join(ROOT, name);
  return readdirSync(folder)
    .filter((file) => /traces\.(?:pb|json)$/.test(file))
    .sort()
    .map((file) => readFileSync(path.join(folder, file)))
    .map((bytes) =>
      bytes[0] === '{'.charCodeAt(0)
        ? decodeTracesRequestJson(bytes.toString('utf8'))
        : decodeTracesRequest(bytes),
    )
    .flatMap(({ resourceSpans }) => resourceSpans)
    .flatMap(({ resource, scopeSpans }) =>
      scopeSpans.flatMap(({ scope, spans }) => spans.map((span) => normaliseSpan(span, resource, scope))),
    );
}

function hasLoop(name: string): boolean {
  const truth = path.join(ROOT, name, 'truth.json');
  if (!existsSync(truth)) return false;
  return (
    (JSON.parse(readFileSync(truth, 'utf8')) as { loop?: { expected: boolean } }).loop?.expected ?? false
  );
}
