/** The way from the MCP server's process to the extension host: the RPC over a local socket of this user's. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import type { Server, Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stdioPort } from '../collector/stdioPort';
import type { RpcHandlers } from '../protocol/rpc';
import { RpcClient, serveRpc } from '../protocol/rpc';
import type { ReadMethods } from './tools';
import { READ_METHODS } from './tools';

const REQUEST_TIMEOUT_MS = 60_000;

export interface ServedSocket {
  /** A path, or the name of a Windows pipe. */
  path: string;
  close: () => Promise<void>;
}

/** Nobody else can connect: the folder is the user's alone, and the pipe's name is random. */
export async function serveSocket(handlers: RpcHandlers<ReadMethods>): Promise<ServedSocket> {
  const windows = process.platform === 'win32';
  // Short: the path of a socket may have about 100 characters.
  const folder = windows ? null : await mkdtemp(join(tmpdir(), 'turnline-'));
  const path =
    folder === null ? `\\\\.\\pipe\\turnline-${randomBytes(16).toString('hex')}` : join(folder, 's');
  // Of whatever is handed over, what reads and no more.
  const reading = Object.fromEntries(
    READ_METHODS.map((method) => [method, handlers[method]]),
  ) as RpcHandlers<ReadMethods>;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    const stopServing = serveRpc<ReadMethods>(stdioPort(socket, socket), reading);
    socket.on('error', () => undefined);
    socket.once('close', () => {
      sockets.delete(socket);
      stopServing();
    });
  });
  await listening(server, path);
  return {
    path,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
      if (folder !== null) await rm(folder, { recursive: true, force: true });
    },
  };
}

export interface SocketClient {
  client: RpcClient<ReadMethods>;
  /** Resolves when the other end is gone. */
  ended: Promise<void>;
}

/** Rejects when nobody serves there. */
export function connectSocket(path: string): Promise<SocketClient> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.removeListener('error', reject);
      socket.on('error', () => undefined);
      const client = new RpcClient<ReadMethods>(stdioPort(socket, socket), REQUEST_TIMEOUT_MS);
      const ended = new Promise<void>((end) => {
        socket.once('close', () => {
          client.close('Turnline was closed.');
          end();
        });
      });
      resolve({ client, ended });
    });
  });
}

function listening(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
}
