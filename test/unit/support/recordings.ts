/** Recorded requests of real exporters (`test/fixtures/otlp`), decoded and normalised, beside what really happened. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { AgentSpan } from '../../../src/protocol/agentModel';
import { decodeLogsRequestJson, decodeTracesRequestJson } from '../../../src/otlp/json';
import { decodeLogsRequest, decodeTracesRequest } from '../../../src/otlp/protobuf';
import type { LogsRequest, TracesRequest } from '../../../src/otlp/records';
import { normaliseSpan } from '../../../src/semconv/normalise';

const ROOT = path.join(import.meta.dirname, '../../fixtures/otlp');

/** See the README beside the recordings. */
export interface Truth {
  prompt: string;
  spans: number;
  turns: {
    agent: string;
    model: string;
    input: number;
    output: number;
    cached: number;
    reasoning: number;
  }[];
  totals: { input: number; output: number; cached: number; reasoning: number };
  toolCalls: { agent: string; id: string; name: string; args: unknown }[];
  loop: { expected: boolean; tool?: string; count?: number };
}

export function readTruth(recording: string): Truth {
  return JSON.parse(readFileSync(path.join(ROOT, recording, 'truth.json'), 'utf8')) as Truth;
}

export function readRequests(recording: string): TracesRequest[] {
  const folder = path.join(ROOT, recording);
  return readdirSync(folder)
    .filter((file) => /-traces\.(?:pb|json)$/.test(file))
    .sort()
    .map((file) => {
      const body = readFileSync(path.join(folder, file));
      return file.endsWith('.json')
        ? decodeTracesRequestJson(body.toString('utf8'))
        : decodeTracesRequest(body);
    });
}

export function readLogsRequests(recording: string): LogsRequest[] {
  const folder = path.join(ROOT, recording);
  return readdirSync(folder)
    .filter((file) => /-logs\.(?:pb|json)$/.test(file))
    .sort()
    .map((file) => {
      const body = readFileSync(path.join(folder, file));
      return file.endsWith('.json') ? decodeLogsRequestJson(body.toString('utf8')) : decodeLogsRequest(body);
    });
}

/** In the order in which they were sent. */
export function readSpans(recording: string): AgentSpan[] {
  return readRequests(recording).flatMap(({ resourceSpans }) =>
    resourceSpans.flatMap(({ resource, scopeSpans }) =>
      scopeSpans.flatMap(({ scope, spans }) => spans.map((span) => normaliseSpan(span, resource, scope))),
    ),
  );
}
