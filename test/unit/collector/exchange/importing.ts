/** Imports files for tests: what is taken in is what came of it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ImportOptions, ImportProgress } from '../../../../src/collector/exchange/importFile';
import { importFile } from '../../../../src/collector/exchange/importFile';
import type { OtlpRequest, Signal } from '../../../../src/otlp/records';
import { itemCount } from '../../../../src/otlp/validate';

const folders: string[] = [];

export async function removeFiles(): Promise<void> {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
}

export async function fileWith(content: string | Uint8Array): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'turnline-import-'));
  folders.push(folder);
  // Names tell nothing.
  const path = join(folder, 'some file');
  await writeFile(path, content);
  return path;
}

export interface Imported {
  progress: ImportProgress;
  requests: OtlpRequest[];
  /** Names of spans, event names of log records, names of metrics, in their order. */
  names: string[];
  malformed: number;
}

export async function importContent(
  content: string | Uint8Array,
  options: Partial<ImportOptions> = {},
): Promise<Imported> {
  return importPath(await fileWith(content), options);
}

export async function importPath(path: string, options: Partial<ImportOptions> = {}): Promise<Imported> {
  const requests: OtlpRequest[] = [];
  let malformed = 0;
  const progress = await importFile(path, {
    admit: () => Promise.resolve(() => undefined),
    ingest: (request) => {
      requests.push(request);
      return Promise.resolve({ accepted: itemCount(request), rejected: [] });
    },
    onMalformed: () => malformed++,
    onProgress: () => undefined,
    cancelled: () => false,
    ...options,
  });
  return { progress, requests, names: requests.flatMap(namesOf), malformed };
}

function namesOf({ signal, request }: OtlpRequest): string[] {
  switch (signal) {
    case 'traces':
      return request.resourceSpans.flatMap(({ scopeSpans }) =>
        scopeSpans.flatMap(({ spans }) => spans.map(({ name }) => name)),
      );
    case 'logs':
      return request.resourceLogs.flatMap(({ scopeLogs }) =>
        scopeLogs.flatMap(({ logRecords }) => logRecords.map(({ eventName }) => eventName)),
      );
    case 'metrics':
      return request.resourceMetrics.flatMap(({ scopeMetrics }) =>
        scopeMetrics.flatMap(({ metrics }) => metrics.map(({ name }) => name)),
      );
  }
}

/** Each with the number of bytes before it, big-endian. */
export function framed(...messages: Uint8Array[]): Buffer {
  return Buffer.concat(
    messages.flatMap((message) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(message.byteLength);
      return [length, message];
    }),
  );
}

/** The requests as one, with every section that they have. */
export function merged(requests: readonly OtlpRequest[], signal: Signal): unknown[] {
  return requests.flatMap((each): unknown[] => {
    if (each.signal !== signal) return [];
    if (each.signal === 'traces') return each.request.resourceSpans;
    return each.signal === 'logs' ? each.request.resourceLogs : each.request.resourceMetrics;
  });
}
