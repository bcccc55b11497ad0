/** Where a webview finds its parts, as webview URIs, and who it is for. */
export interface PanelPage {
  cspSource: string;
  /** Fresh random text per page: the only script that runs is the one that carries it. */
  nonce: string;
  scriptUri: string;
  styleUri: string;
  /** Of the session panel: the session that it shows. */
  sessionId?: string;
  /** BCP 47 tag of the editor's display language. */
  language: string;
  /** English text to text of the display language; undefined where that is English, or nobody has translated. */
  translations: Readonly<Record<string, string>> | undefined;
}

/**
 * Hash of nothing. The component kit learns from an empty style element whether `:focus-visible` is known, and shows
 * focus only where the keyboard brought it if so.
 */
const EMPTY_STYLE = `'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='`;

/** The page of a panel. Its policy allows this one script and the extension's own style, font and images. */
export function panelHtml(page: PanelPage): string {
  const policy = [
    `default-src 'none'`,
    `img-src ${page.cspSource}`,
    `font-src ${page.cspSource}`,
    `style-src ${page.cspSource} ${EMPTY_STYLE}`,
    `script-src 'nonce-${page.nonce}'`,
  ].join('; ');
  const session = page.sessionId === undefined ? '' : ` data-session-id="${escapeHtml(page.sessionId)}"`;
  return `<!DOCTYPE html>
<html lang="${escapeHtml(page.language)}">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <link rel="stylesheet" href="${escapeHtml(page.styleUri)}">
  <title>Turnline</title>
</head>
<body>
  <div id="app"${session}></div>${translationsBlock(page.translations)}
  <script type="module" nonce="${escapeHtml(page.nonce)}" src="${escapeHtml(page.scriptUri)}"></script>
</body>
</html>
`;
}

/** A block of data, which no policy on scripts is about; read by `webview/l10n.ts`. */
function translationsBlock(translations: PanelPage['translations']): string {
  if (!translations) return '';
  // Nothing in it can end the element.
  const json = JSON.stringify(translations).replaceAll('<', '\\u003c');
  return `\n  <script type="application/json" id="translations">${json}</script>`;
}

/** For text and for attributes in double quotes. Session ids come from traces: any character may be in them. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
