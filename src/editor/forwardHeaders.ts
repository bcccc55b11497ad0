/** Headers of the backend that is forwarded to, such as its key: in the editor's secret storage. */
import * as vscode from 'vscode';
import { SETTING, SETTINGS_SECTION } from '../protocol/ids';
import { headersFromText } from './headerText';

/** One entry per endpoint: a key never goes to another one. */
const secretKey = (endpoint: string) => `forward.headers:${endpoint}`;

export class ForwardHeaders {
  constructor(private readonly secrets: vscode.SecretStorage) {}

  /** None for an endpoint that has none, and for what cannot be read. */
  async of(endpoint: string): Promise<Record<string, string>> {
    if (endpoint === '') return {};
    return headersFromText((await this.secrets.get(secretKey(endpoint))) ?? '') ?? {};
  }

  /** Lets the user type them. False when they do not. */
  async ask(endpoint: string): Promise<boolean> {
    if (endpoint === '') {
      await openSetting();
      return false;
    }
    const known = Object.keys(await this.of(endpoint));
    const now =
      known.length === 0 ? '' : vscode.l10n.t('Now set: {0}. What you type replaces them.', known.join(', '));
    const text = await vscode.window.showInputBox({
      title: vscode.l10n.t('Headers for {0}', endpoint),
      prompt: vscode.l10n.t(
        'name=value, several with commas, as in OTEL_EXPORTER_OTLP_HEADERS. Empty removes them. {0}',
        now,
      ),
      placeHolder: 'authorization=Bearer%20…',
      password: true,
      ignoreFocusOut: true,
      validateInput: (typed) =>
        headersFromText(typed) === null
          ? vscode.l10n.t('Write name=value, and %2C for a comma in a value.')
          : undefined,
    });
    if (text === undefined) return false;
    if (text.trim() === '') await this.secrets.delete(secretKey(endpoint));
    else await this.secrets.store(secretKey(endpoint), text.trim());
    return true;
  }
}

async function openSetting(): Promise<void> {
  const open = vscode.l10n.t('Open Settings');
  const chosen = await vscode.window.showInformationMessage(
    vscode.l10n.t('Nothing is forwarded yet. Set the endpoint first.'),
    open,
  );
  if (chosen === open) {
    await vscode.commands.executeCommand(
      'workbench.action.openSettings',
      `${SETTINGS_SECTION}.${SETTING.forwardEndpoint}`,
    );
  }
}
