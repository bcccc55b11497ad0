/** The page that stands for a file of traces in an editor. It has no script: links are commands of the editor. */
import { COMMAND } from '../protocol/ids';
import type { ListedSession } from '../protocol/sessions';
import { escapeHtml } from './panelHtml';
import type { Translate } from './sessionText';
import { sessionDescription } from './sessionText';

export interface TraceFilePage {
  cspSource: string;
  /** As a webview URI. */
  styleUri: string;
  /** BCP 47 tag of the editor's display language. */
  language: string;
  /** Of the file. */
  name: string;
  /** How the import is or was. */
  outcome: string;
  sessions: readonly ListedSession[];
  leftOut: readonly string[];
}

export function traceFileHtml(page: TraceFilePage, t: Translate): string {
  const policy = `default-src 'none'; style-src ${page.cspSource}`;
  const sections = [
    section(
      t('Sessions'),
      'sessions',
      page.sessions.map((session) => sessionItem(session, t)),
    ),
    section(t('Left out'), 'left-out', page.leftOut.map(escapeHtml)),
  ];
  return `<!DOCTYPE html>
<html lang="${escapeHtml(page.language)}">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <link rel="stylesheet" href="${escapeHtml(page.styleUri)}">
  <title>${escapeHtml(page.name)}</title>
</head>
<body>
  <main>
    <h1>${escapeHtml(page.name)}</h1>
    <p role="status">${escapeHtml(page.outcome)}</p>${sections.join('')}
  </main>
</body>
</html>
`;
}

function section(title: string, name: string, items: readonly string[]): string {
  if (items.length === 0) return '';
  const list = items.map((item) => `<li>${item}</li>`).join('\n      ');
  return `
    <h2>${escapeHtml(title)}</h2>
    <ul class="${name}">
      ${list}
    </ul>`;
}

function sessionItem(session: ListedSession, t: Translate): string {
  const argument = encodeURIComponent(JSON.stringify([session.id]));
  const link = `<a href="command:${COMMAND.openSession}?${escapeHtml(argument)}">${escapeHtml(session.title)}</a>`;
  return `${link} <span>${escapeHtml(sessionDescription(session, t))}</span>`;
}
