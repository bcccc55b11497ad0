/** Serves the session panel's page as VS Code does: the real HTML with its policy, the bundle, the theme. */
import { createServer } from 'node:http';
import { panelHtml } from '../../../src/editor/panelHtml';
import { listenOnLoopback } from '../../unit/support/loopback';
import type { Bundle } from './bundle';
import type { ThemeName } from './themes';
import { THEMES } from './themes';

/** What VS Code puts into every webview beside the theme's variables. */
const DEFAULT_STYLE = `
html { scrollbar-color: var(--vscode-scrollbarSlider-background) var(--vscode-editor-background); }
body { overscroll-behavior-x: none; background-color: transparent; color: var(--vscode-editor-foreground);
  font-family: var(--vscode-font-family); font-weight: var(--vscode-font-weight);
  font-size: var(--vscode-font-size); margin: 0; padding: 0 20px; }
kbd { background-color: var(--vscode-keybindingLabel-background); color: var(--vscode-keybindingLabel-foreground);
  border-style: solid; border-width: 1px; border-radius: 3px; border-color: var(--vscode-keybindingLabel-border);
  border-bottom-color: var(--vscode-keybindingLabel-bottomBorder); vertical-align: middle; padding: 1px 3px;
  box-shadow: inset 0 -1px 0 var(--vscode-widget-shadow); }
`;

/** The display language, and the texts in it where that is not English. */
export interface Display {
  language: string;
  translations: Readonly<Record<string, string>> | undefined;
}

export const ENGLISH: Display = { language: 'en', translations: undefined };

export interface PageServer {
  url(page: { theme: ThemeName; sessionId: string }): string;
  close(): Promise<void>;
}

export async function servePage(bundle: Bundle, display: Display): Promise<PageServer> {
  let origin = '';
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', origin);
    const theme = (url.searchParams.get('theme') ?? 'dark') as ThemeName;
    const send = (type: string, body: string) => {
      response.writeHead(200, { 'content-type': `${type}; charset=utf-8` }).end(body);
    };
    switch (url.pathname) {
      case '/page':
        send('text/html', page(origin, theme, url.searchParams.get('session') ?? '', display));
        return;
      case '/main.js':
        send('text/javascript', bundle.script);
        return;
      case '/main.css':
        send('text/css', bundle.style);
        return;
      case '/theme.css':
        send('text/css', DEFAULT_STYLE + variables(theme));
        return;
      case '/codicon.ttf':
        response.writeHead(200, { 'content-type': 'font/ttf' }).end(bundle.font);
        return;
      case '/favicon.ico':
        response.writeHead(204).end();
        return;
      default:
        response.writeHead(404).end();
    }
  });
  const { url, close } = await listenOnLoopback(server);
  origin = url;
  return {
    url: ({ theme, sessionId }) => `${origin}/page?theme=${theme}&session=${encodeURIComponent(sessionId)}`,
    close,
  };
}

function page(origin: string, theme: ThemeName, sessionId: string, display: Display): string {
  const html = panelHtml({
    cspSource: origin,
    nonce: 'bm9uY2U=',
    scriptUri: `${origin}/main.js`,
    styleUri: `${origin}/main.css`,
    sessionId,
    ...display,
  });
  return html
    .replace('<body>', `<body class="${THEMES[theme].bodyClass}">`)
    .replace('<link ', `<link rel="stylesheet" href="${origin}/theme.css?theme=${theme}">\n  <link `);
}

function variables(theme: ThemeName): string {
  const lines = Object.entries(THEMES[theme].variables).map(([name, value]) => `--vscode-${name}: ${value};`);
  return `:root { ${lines.join('\n')} }`;
}
