/** The command line of the headless collector. */
import { parseArgs } from 'node:util';
import { DEFAULT_GRPC_PORT, DEFAULT_HTTP_PORT } from '../protocol/ids';
import { messageOf } from '../protocol/rpc';

export const USAGE = `Usage: npm run collector -- [options]
  --http PORT     OTLP/HTTP on loopback; 0 picks a free port (default ${DEFAULT_HTTP_PORT})
  --grpc PORT     OTLP/gRPC on loopback, usually ${DEFAULT_GRPC_PORT}; 0 picks a free port (default: off)
  --stdio         speak RPC, one JSON object per line, on stdin and stdout; end when stdin closes
  --journal DIR   keep what was received across restarts (not available yet)
  --help          show this text`;

export interface CollectorOptions {
  httpPort: number;
  /** null when gRPC was not asked for. */
  grpcPort: number | null;
  stdio: boolean;
  /** null when no journal was asked for. */
  journal: string | null;
  help: boolean;
}

/** A command line that cannot be followed; the message says what is wrong with it. */
export class UsageError extends Error {}

/** Throws a `UsageError`. */
export function parseOptions(args: readonly string[]): CollectorOptions {
  const { http, grpc, stdio, journal, help } = parse(args);
  return {
    httpPort: http === undefined ? DEFAULT_HTTP_PORT : portOf('--http', http),
    grpcPort: grpc === undefined ? null : portOf('--grpc', grpc),
    stdio: stdio ?? false,
    journal: journal ?? null,
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
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(messageOf(error));
  }
}

function portOf(option: string, text: string): number {
  const port = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65_535)) throw new UsageError(`${option} needs a port from 0 to 65535, not "${text}".`);
  return port;
}
