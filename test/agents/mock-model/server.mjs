// A model endpoint on loopback that follows a script. It speaks OpenAI's two APIs, streaming or not.
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import * as chatCompletions from './chatCompletions.mjs';
import * as responses from './responses.mjs';
import { answerTo } from './script.mjs';

const APIS = { '/v1/chat/completions': chatCompletions, '/v1/responses': responses };
/** A model does not answer at once. */
const LATENCY_MS = 15;
const MS_BETWEEN_EVENTS = 2;

/**
 * @param {import('./script.mjs').Script} script
 * @returns {Promise<{ baseUrl: string, close(): Promise<void> }>} `baseUrl` is what OpenAI clients call baseURL.
 */
export async function startMockModel(script) {
  const server = createServer((request, response) => {
    handle(script, request, response).catch((error) => {
      if (response.headersSent) response.destroy();
      else sendJson(response, 400, { error: { message: error.message, type: 'invalid_request_error' } });
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    baseUrl: `http://127.0.0.1:${server.address().port}/v1`,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}

async function handle(script, request, response) {
  const api = APIS[request.url];
  if (request.method !== 'POST' || !api) throw new Error(`There is no ${request.method} ${request.url}.`);
  const body = await readJson(request);
  const answer = answerTo(script, api.instructionsOf(body), api.callIdsOf(body));
  await sleep(LATENCY_MS);
  if (!body.stream) {
    sendJson(response, 200, api.bodyOf(answer, body));
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const { event, data } of api.eventsOf(answer, body)) {
    if (event) response.write(`event: ${event}\n`);
    response.write(`data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`);
    await sleep(MS_BETWEEN_EVENTS);
  }
  response.end();
}

async function readJson(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString());
}

function sendJson(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
