/** Which backend to open a trace from: one of the setting, or a new one. */
import * as vscode from 'vscode';
import { SETTING, SETTINGS_SECTION } from '../../protocol/ids';
import type { RemoteBackend } from '../../remote/backends';
import { backendAddress, BACKENDS, configuredBackends, withoutBackend } from '../../remote/backends';
import type { TraceBackend } from '../../remote/traceBackend';
import type { RemoteHeaders } from './remoteHeaders';

interface BackendItem extends vscode.QuickPickItem {
  known: RemoteBackend | null;
  /** Of a new one. */
  backend: TraceBackend | null;
}

/** Undefined when the user leaves it. */
export async function pickBackend(headers: RemoteHeaders): Promise<RemoteBackend | undefined> {
  const picked = await pickItem(headers);
  if (picked?.known) return picked.known;
  return picked?.backend ? askAddress(picked.backend) : undefined;
}

function pickItem(headers: RemoteHeaders): Promise<BackendItem | undefined> {
  const setHeaders = { iconPath: new vscode.ThemeIcon('key'), tooltip: vscode.l10n.t('Set Headers…') };
  const remove = { iconPath: new vscode.ThemeIcon('trash'), tooltip: vscode.l10n.t('Remove') };
  const pick = vscode.window.createQuickPick<BackendItem>();
  pick.title = vscode.l10n.t('Open Trace from Jaeger or Tempo');
  pick.placeholder = vscode.l10n.t('Where is it?');
  const show = () => {
    const known = configuredBackends(backendsSetting().value);
    pick.items = [
      ...known.map((each) => ({
        label: each.backend.name,
        description: each.url,
        buttons: [setHeaders, remove],
        known: each,
        backend: null,
      })),
      ...(known.length > 0 ? [separator()] : []),
      ...BACKENDS.map((backend) => ({
        label: `$(add) ${vscode.l10n.t('{0} at another address…', backend.name)}`,
        known: null,
        backend,
      })),
    ];
  };
  show();
  return new Promise((resolve, reject) => {
    // Another input takes the place of this one, which then is gone.
    let isHandedOn = false;
    pick.onDidAccept(() => {
      resolve(pick.selectedItems[0]);
      pick.hide();
    });
    pick.onDidHide(() => {
      if (!isHandedOn) resolve(undefined);
      pick.dispose();
    });
    pick.onDidTriggerItemButton(({ item, button }) => {
      const { known } = item;
      if (!known) return;
      if (button === remove) {
        removeBackend(known, headers).then(show, reject);
        return;
      }
      isHandedOn = true;
      headers.ask(known, null).then((typed) => {
        resolve(typed ? item : undefined);
      }, reject);
    });
    pick.show();
  });
}

async function removeBackend(known: RemoteBackend, headers: RemoteHeaders): Promise<void> {
  const { configuration, value } = backendsSetting();
  const rest = withoutBackend(value, known);
  await configuration.update(SETTING.remoteBackends, rest, vscode.ConfigurationTarget.Global);
  await headers.forget(known.url);
}

async function askAddress(backend: TraceBackend): Promise<RemoteBackend | undefined> {
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('Address of {0}', backend.name),
    prompt: vscode.l10n.t('Of its HTTP API. It is kept in your settings once it has answered.'),
    value: backend.defaultUrl,
    ignoreFocusOut: true,
    validateInput: (text) =>
      backendAddress(text) === null
        ? vscode.l10n.t('Write it with http:// or https://, without user name and password.')
        : undefined,
  });
  const url = typed === undefined ? null : backendAddress(typed);
  return url === null ? undefined : { backend, url };
}

function backendsSetting() {
  const configuration = vscode.workspace.getConfiguration(SETTINGS_SECTION);
  return { configuration, value: configuration.get<unknown>(SETTING.remoteBackends) };
}

function separator(): BackendItem {
  return { label: '', kind: vscode.QuickPickItemKind.Separator, known: null, backend: null };
}
