/** The command line of the headless collector. */
import { parseArgs } from 'node:util';
import type { CollectorWorkerData } from '../protocol/collectorWorker';
import { DEFAULT_JOURNAL_BYTES, DEFAULT_MEMORY_LIMIT_BYTES } from '../protocol/collectorWorker';
import { DEFAULT_GRPC_PORT, DEFAULT_HTTP_PORT } from '../protocol/ids';
import { messageOf } from '../protocol/rpc';

const MIB = 1024 * 1024;

export const USAGE = `Usage: npm run collector -- [options]
  --http PORT       OTLP/HTTP on loopback; 0 picks a free port (default ${DEFAULT_HTTP_PORT})
  --grpc PORT       OTLP/gRPC on loopback, usually ${DEFAULT_GRPC_PORT}; 0 picks a free port (default: off)
  --stdio           speak RPC, one JSON object per line, on stdin and stdout; end when stdin closes
  --journal DIR     keep what was received in that directory, and bring it back at the next start (default: off)
  --journal-size MB how large the journal may become; the oldest goes first (default ${DEFAULT_JOURNAL_BYTES / MIB})
  --memory MB       how much the sessions in memory may take; the oldest go first (default ${DEFAULT_MEMORY_LIMIT_BYTES / MIB})
  --token TOKEN     take only what is sent with "Authorization: Bearer TOKEN" (default: from any program here)
  --redact REGEX    mask what this matches, too; may be given several times
  --forward URL     send on what is received, by OTLP/HTTP, to this address (without /v1/traces)
  --forward-header "NAME: VALUE"  with this header; may be given several times
  --help            show this text

What is received is told to be kept once it is in the journal: it survives any end of this program. Secrets are masked
before. With --stdio a call sees all that was acknowledged before it, waiting up to 2 s for it under load, and at the
start for all of the journal.`;

export interface CollectorOptions {
  httpPort: number;
  /** null when gRPC was not asked for. */
  grpcPort: number | null;
  stdio: boolean;
  journal: CollectorWorkerData['journal'];
  memoryLimitBytes: number;
  token: string | null;
  redactionPatterns: string[];
  forward: CollectorWorkerData['forward'];
  help: boolean;
}

/** A command line that cannot be followed; the message says what is wrong with it. */
export class UsageError extends Error {}

/** Throws a `UsageError`. */
export function parseOptions(args: readonly string[]): CollectorOptions {
  const { http, grpc, stdio, journal, memory, token, redact, forward, help, ...rest } = parse(args);
  const journalSize = rest['journal-size'];
  const maxBytes =
    journalSize === undefined ? DEFAULT_JOURNAL_BYTES : megabytesOf('--journal-size', journalSize);
  if (token === '') throw new UsageError('--token needs a token.');
  return {
    httpPort: http === undefined ? DEFAULT_HTTP_PORT : portOf('--http', http),
    grpcPort: grpc === undefined ? null : portOf('--grpc', grpc),
    stdio: stdio ?? false,
    journal: journal === undefined ? null : { directory: journal, maxBytes },
    memoryLimitBytes: memory === undefined ? DEFAULT_MEMORY_LIMIT_BYTES : megabytesOf('--memory', memory),
    token: token ?? null,
    redactionPatterns: redact ?? [],
    forward:
      forward === undefined ? null : { endpoint: forward, headers: headersOf(rest['forward-header'] ?? []) },
    help: help ?? false,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        http: { type: 'string' },
        grpc: { type: 'string' },
        stdio: { type: 'boolean' },
        journal: { type: 'string' },
        'journal-size': { type: 'string' },
        memory: { type: 'string' },
        token: { type: 'string' },
        redact: { type: 'string', multiple: true },
        forward: { type: 'string' },
        'forward-header': { type: 'string', multiple: true },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(messageOf(error));
  }
}

function headersOf(lines: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    lines.map((line) => {
      const [, name, value] = /^([^:\s]+):\s*(.*)$/.exec(line) ?? [];
      if (name === undefined || value === undefined) {
        throw new UsageError(`--forward-header needs "NAME: VALUE", not "${line}".`);
      }
      return [name, value];
    }),
  );
}

function portOf(option: string, text: string): number {
  const port = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65_535)) throw new UsageError(`${option} needs a port from 0 to 65535, not "${text}".`);
  return port;
}

function megabytesOf(option: string, text: string): number {
  const megabytes = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(megabytes >= 1))
    throw new UsageError(`${option} needs a number of megabytes from 1 on, not "${text}".`);
  return megabytes * MIB;
}
