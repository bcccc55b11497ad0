/** Servers that answer as trace backends do. */
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Loopback } from '../support/loopback';
import { listenOnLoopback } from '../support/loopback';

export interface BackendStub extends Loopback {
  /** What was asked: the path with its query, and the headers. */
  requests: { path: string; headers: IncomingMessage['headers'] }[];
}

/** Writes the answer; false for a path that it does not know. */
export type Route = (url: URL, response: ServerResponse, request: IncomingMessage) => boolean;

/** @param otherwise answers what no route knows */
export async function startBackend(
  routes: readonly Route[],
  otherwise: (response: ServerResponse) => void,
): Promise<BackendStub> {
  const requests: BackendStub['requests'] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    requests.push({ path, headers: request.headers });
    const url = new URL(path, 'http://backend');
    if (!routes.some((route) => route(url, response, request))) otherwise(response);
  });
  return { ...(await listenOnLoopback(server)), requests };
}

export function answer(
  response: ServerResponse,
  status: number,
  contentType: string,
  body: string | Uint8Array,
) {
  response.writeHead(status, contentType === '' ? {} : { 'content-type': contentType }).end(body);
  return true;
}

export function answerJson(response: ServerResponse, value: unknown, status = 200): boolean {
  return answer(response, status, 'application/json', JSON.stringify(value));
}

/** Asks for a bearer token before anything else. */
export function wantsToken(token: string): Route {
  return (_, response, { headers }) =>
    headers.authorization !== `Bearer ${token}` && answer(response, 401, 'text/plain', 'Unauthorized\n');
}
