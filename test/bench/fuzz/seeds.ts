/** The requests that the fuzzer changes: those recorded of real exporters, cut small, and one with every field set. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeRequestJson } from '../../../src/otlp/json';
import { decodeRequest, encodeRequest } from '../../../src/otlp/protobuf';
import type { OtlpRequest, Signal } from '../../../src/otlp/records';
import type { OtlpEncoding } from '../../../src/otlp/response';
import { everythingSet } from './everythingSet';
import type { JsonNode } from './jsonTree';
import { parseJsonTree } from './jsonTree';
import type { WireField } from './wireTree';
import { parseWire } from './wireTree';

export interface Seed {
  /** Of the recording. */
  name: string;
  signal: Signal;
  encoding: OtlpEncoding;
  body: Buffer;
  /** The fields of a protobuf body; empty for JSON. */
  wire: WireField[];
  /** Of a JSON body; null for protobuf. */
  json: JsonNode | null;
}

/** Items in one seed: small inputs are quick, and a change in them more often hits something. */
const ITEMS = 2;
/** Of one recording, from its beginning: what comes later in it is much the same. */
const SEEDS_OF_RECORDING = 6;
const MAX_JSON_SEED_CHARACTERS = 24_000;

const SIGNALS: readonly Signal[] = ['traces', 'logs', 'metrics'];

/** `directory`: `test/fixtures/otlp`. In the same order on every machine. */
export function readSeeds(directory: string): Seed[] {
  const seeds: Seed[] = [];
  const recordings = readdirSync(directory, { recursive: true, encoding: 'utf8' }).sort();
  for (const name of recordings) {
    const signal = SIGNALS.find((each) => new RegExp(`-${each}\\.(?:pb|json)$`).test(name));
    if (signal === undefined) continue;
    const body = readFileSync(join(directory, name));
    const isJson = name.endsWith('.json');
    const request = isJson ? decodeRequestJson(signal, body.toString('utf8')) : decodeRequest(signal, body);
    for (const part of parts(request).slice(0, SEEDS_OF_RECORDING)) {
      seeds.push(protobufSeed(name, signal, encodeRequest(part)));
    }
    if (isJson) {
      for (const text of jsonParts(JSON.parse(body.toString('utf8'))).slice(0, SEEDS_OF_RECORDING)) {
        if (text.length <= MAX_JSON_SEED_CHARACTERS) seeds.push(jsonSeed(name, signal, text));
      }
    }
  }
  for (const signal of SIGNALS) {
    const { protobuf, json } = everythingSet(signal);
    // Several times, for it has fields that no recording has.
    for (let copy = 0; copy < 8; copy++) {
      seeds.push(protobufSeed('every field', signal, protobuf), jsonSeed('every field', signal, json));
    }
  }
  return seeds;
}

function protobufSeed(name: string, signal: Signal, bytes: Uint8Array): Seed {
  const body = Buffer.from(bytes);
  return { name, signal, encoding: 'protobuf', body, wire: parseWire(body), json: null };
}

function jsonSeed(name: string, signal: Signal, text: string): Seed {
  return {
    name,
    signal,
    encoding: 'json',
    body: Buffer.from(text),
    wire: [],
    json: parseJsonTree(text),
  };
}

/** The request in pieces of a few items, each with its resource and scope. */
function parts({ signal, request }: OtlpRequest): OtlpRequest[] {
  switch (signal) {
    case 'traces':
      return request.resourceSpans.flatMap((ofResource) =>
        ofResource.scopeSpans.flatMap((ofScope) =>
          pieces(ofScope.spans).map((spans): OtlpRequest => {
            const scopeSpans = [{ ...ofScope, spans }];
            return { signal, request: { resourceSpans: [{ ...ofResource, scopeSpans }] } };
          }),
        ),
      );
    case 'logs':
      return request.resourceLogs.flatMap((ofResource) =>
        ofResource.scopeLogs.flatMap((ofScope) =>
          pieces(ofScope.logRecords).map((logRecords): OtlpRequest => {
            const scopeLogs = [{ ...ofScope, logRecords }];
            return { signal, request: { resourceLogs: [{ ...ofResource, scopeLogs }] } };
          }),
        ),
      );
    case 'metrics':
      return request.resourceMetrics.flatMap((ofResource) =>
        ofResource.scopeMetrics.flatMap((ofScope) =>
          pieces(ofScope.metrics).map((metrics): OtlpRequest => {
            const scopeMetrics = [{ ...ofScope, metrics }];
            return { signal, request: { resourceMetrics: [{ ...ofResource, scopeMetrics }] } };
          }),
        ),
      );
  }
}

type PlainJson = Record<string, unknown>;

/** The same of JSON as it was sent, without decoding: what an exporter writes in its own way stays. */
function jsonParts(request: unknown): string[] {
  const [outer, ofResources] = onlyList(request as PlainJson);
  return ofResources.flatMap((ofResource) => {
    const [middle, ofScopes] = onlyList(ofResource);
    return ofScopes.flatMap((ofScope) => {
      const [inner, items] = onlyList(ofScope);
      return pieces(items).map((some) =>
        JSON.stringify({ [outer]: [{ ...ofResource, [middle]: [{ ...ofScope, [inner]: some }] }] }),
      );
    });
  });
}

function onlyList(record: PlainJson): [key: string, elements: PlainJson[]] {
  const entry = Object.entries(record).find(([, value]) => Array.isArray(value));
  return entry ? (entry as [string, PlainJson[]]) : ['none', []];
}

function pieces<T>(items: readonly T[]): T[][] {
  const result: T[][] = [];
  for (let at = 0; at < items.length; at += ITEMS) result.push(items.slice(at, at + ITEMS));
  return result;
}
