/** Headers of backends that traces are opened from, such as a key or a tenant: in the editor's secret storage. */
import * as vscode from 'vscode';
import type { RemoteBackend } from '../../remote/backends';
import { isOnThisMachine } from '../../remote/backends';
import { headersFromText } from '../headerText';

/** One entry per address: a key never goes to another one. */
const secretKey = (url: string) => `remote.headers:${url}`;

/** A token by itself (RFC 6750, section 2.1, b64token). */
const BEARER_TOKEN = /^[\w\-.~+/]+=*$/;

export class RemoteHeaders {
  constructor(private readonly secrets: Pick<vscode.SecretStorage, 'get' | 'store' | 'delete'>) {}

  async of(url: string): Promise<Record<string, string>> {
    return remoteHeadersFrom((await this.secrets.get(secretKey(url))) ?? '') ?? {};
  }

  /** @param why it is asked now; null when the user wanted to. False when they type none. */
  async ask({ backend, url }: RemoteBackend, why: string | null): Promise<boolean> {
    const inTheClear = url.startsWith('http:') && !isOnThisMachine(url);
    const notes = [
      why,
      vscode.l10n.t('A token, or name=value, several with commas. Empty removes them.'),
      inTheClear ? vscode.l10n.t('They are sent without encryption to this address.') : null,
    ];
    const text = await vscode.window.showInputBox({
      title: vscode.l10n.t('Headers for {0} at {1}', backend.name, url),
      prompt: notes.filter((note) => note !== null).join(' '),
      placeHolder: 'authorization=Bearer%20…,x-scope-orgid=…',
      password: true,
      ignoreFocusOut: true,
      validateInput: (typed) =>
        remoteHeadersFrom(typed) === null
          ? vscode.l10n.t('Write name=value, and %2C for a comma in a value.')
          : undefined,
    });
    if (text === undefined) return false;
    if (text.trim() === '') await this.forget(url);
    else await this.secrets.store(secretKey(url), text.trim());
    return true;
  }

  async forget(url: string): Promise<void> {
    await this.secrets.delete(secretKey(url));
  }
}

function remoteHeadersFrom(text: string): Record<string, string> | null {
  const trimmed = text.trim();
  if (BEARER_TOKEN.test(trimmed)) return { authorization: `Bearer ${trimmed}` };
  return headersFromText(trimmed);
}
