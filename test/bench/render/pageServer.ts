/** Serves the pages to be measured: the session panel before a collector, and speedscope. */
import { build } from 'esbuild';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { basename, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { panelHtml } from '../../../src/editor/panelHtml';
import { listenOnLoopback } from '../../unit/support/loopback';
import { THEMES } from '../../webview/support/themes';
import { encodeAnswer } from './answer';
import { SESSION_ID } from './session';

/** Benchmarks run at the repository's root. */
const WEBVIEW = join('dist', 'webview');
const SPEEDSCOPE = join('node_modules', 'speedscope', 'dist', 'release');

const TYPES: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  ttf: 'font/ttf',
  wasm: 'application/wasm',
};

export interface PageServer {
  readonly panelUrl: string;
  readonly speedscopeUrl: string;
  close(): Promise<void>;
}

/** `answer`: of one request of the panel, as an RPC message. `profile`: what speedscope shows. */
export async function servePages(
  answer: (message: unknown) => Promise<unknown>,
  profile: () => string,
): Promise<PageServer> {
  let origin = '';
  const respond = async (request: IncomingMessage, response: ServerResponse) => {
    const { pathname } = new URL(request.url ?? '/', origin);
    if (pathname === '/rpc') {
      const message = JSON.parse((await buffer(request)).toString()) as unknown;
      response.end(encodeAnswer(await answer(message)));
    } else if (pathname === '/panel') response.end(panelPage(origin));
    else if (pathname === '/theme.css') send(response, 'css', themeStyle());
    else if (pathname === '/profile.json') response.end(profile());
    else if (pathname.startsWith('/speedscope/')) await sendFile(response, SPEEDSCOPE, pathname);
    else await sendFile(response, WEBVIEW, pathname);
  };
  const server = createServer((request, response) => {
    respond(request, response).catch((error: unknown) => {
      response.writeHead(404).end(String(error));
    });
  });
  const { url, close } = await listenOnLoopback(server);
  origin = url;
  return {
    panelUrl: `${origin}/panel`,
    speedscopeUrl: `${origin}/speedscope/index.html#profileURL=${encodeURIComponent(`${origin}/profile.json`)}`,
    close,
  };
}

/** `pages/bench.ts`, for pages to run before their own scripts. */
export async function pageScript(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join('test', 'bench', 'render', 'pages', 'bench.ts')],
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    target: 'chrome128',
  });
  return outputFiles[0]!.text;
}

function panelPage(origin: string): string {
  const html = panelHtml({
    cspSource: origin,
    nonce: 'bm9uY2U=',
    scriptUri: `${origin}/main.js`,
    styleUri: `${origin}/main.css`,
    sessionId: SESSION_ID,
    language: 'en',
    translations: undefined,
  });
  return html
    .replace('<body>', `<body class="${THEMES.dark.bodyClass}">`)
    .replace('<link ', `<link rel="stylesheet" href="${origin}/theme.css">\n  <link `);
}

function themeStyle(): string {
  const variables = Object.entries(THEMES.dark.variables).map(
    ([name, value]) => `--vscode-${name}: ${value};`,
  );
  return `:root { ${variables.join('\n')} } body { margin: 0; background: #1f1f1f; }`;
}

async function sendFile(response: ServerResponse, folder: string, pathname: string): Promise<void> {
  const name = basename(pathname);
  send(response, name.slice(name.lastIndexOf('.') + 1), await readFile(join(folder, name)));
}

function send(response: ServerResponse, extension: string, body: string | Uint8Array): void {
  response.writeHead(200, { 'content-type': TYPES[extension] ?? 'application/octet-stream' }).end(body);
}
