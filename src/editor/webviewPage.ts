/** What all panels that show a page have in common. */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { panelHtml } from './panelHtml';

/** The icon of a panel's tab. `name`: of its pair of pictures in `media/icons`. */
export function panelIcon(extensionUri: vscode.Uri, name: string): { light: vscode.Uri; dark: vscode.Uri } {
  const picture = (theme: string) =>
    vscode.Uri.joinPath(extensionUri, 'media', 'icons', `${name}-${theme}.svg`);
  return { light: picture('light'), dark: picture('dark') };
}

/** Where the pages' bundles are. */
export function bundleFolder(extensionUri: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
}

/**
 * The document of a page, with a nonce of its own. `bundle`: name of its script and its style sheet in `dist/webview`;
 * `sessionId`: of the session that it shows, if it shows one.
 */
export function pageHtml(
  webview: vscode.Webview,
  extensionUri: vscode.Uri,
  { bundle, sessionId }: { bundle: string; sessionId?: string },
): string {
  const file = (ending: string) =>
    webview.asWebviewUri(vscode.Uri.joinPath(bundleFolder(extensionUri), `${bundle}.${ending}`)).toString();
  return panelHtml({
    cspSource: webview.cspSource,
    nonce: randomBytes(16).toString('base64'),
    scriptUri: file('js'),
    styleUri: file('css'),
    ...(sessionId === undefined ? {} : { sessionId }),
    language: vscode.env.language,
    translations: vscode.l10n.bundle,
  });
}
