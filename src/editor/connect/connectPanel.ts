import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { guides } from '../../presets/guides';
import type { TraceTarget } from '../../presets/preset';
import { endpointOf } from '../../presets/preset';
import { PRESETS } from '../../presets/presets';
import type { ConnectMethods, ConnectState, ConnectSwitch } from '../../protocol/connect';
import { COMMAND, DEFAULT_HTTP_PORT, SETTING, SETTINGS_SECTION, VIEW } from '../../protocol/ids';
import type { RpcHandlers, RpcPort } from '../../protocol/rpc';
import { messageOf, RPC_ERROR, RpcError, serveRpc } from '../../protocol/rpc';
import type { CollectorService } from '../collectorService';
import { panelHtml } from '../panelHtml';
import type { Memory } from '../portMemory';
import type { SessionList } from '../sessionList';
import type { Tracing } from '../tracing/tracing';
import { webviewPort } from '../webviewPort';
import { changeCodexFile } from './codexFile';
import { applySettings, isInForce, takeBackSettings } from './editorSettings';
import { presetList } from './presetList';

export interface ConnectServices {
  extensionUri: vscode.Uri;
  collector: CollectorService;
  list: SessionList;
  tracing: Tracing;
  /** Of the workspace: what settings were before. */
  memory: Memory;
}

const SWITCH_SETTINGS: Record<ConnectSwitch, string> = {
  allTerminals: SETTING.tracingAllTerminals,
  debugSessions: SETTING.tracingDebugSessions,
};

/** The page “Connect Your Agent”: one panel, restored after a reload. */
export class ConnectPanel implements vscode.WebviewPanelSerializer, vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  private port: RpcPort | undefined;
  private readonly subscriptions: vscode.Disposable[];

  constructor(private readonly services: ConnectServices) {
    const announce = () => this.port?.post({ method: 'changed', params: null });
    const { collector, list } = services;
    this.subscriptions = [
      vscode.window.registerWebviewPanelSerializer(VIEW.connect, this),
      collector.onDidChange(announce),
      collector.onDidChangeState(announce),
      list.onDidChange(announce),
      vscode.workspace.onDidChangeConfiguration(announce),
      vscode.workspace.onDidGrantWorkspaceTrust(announce),
    ];
  }

  open(): void {
    if (this.panel) {
      this.panel.reveal();
      return;
    }
    const title = vscode.l10n.t('Connect Your Agent');
    this.adopt(vscode.window.createWebviewPanel(VIEW.connect, title, vscode.ViewColumn.Active));
  }

  deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    if (this.panel) panel.dispose();
    else this.adopt(panel);
    return Promise.resolve();
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
    this.panel?.dispose();
  }

  private adopt(panel: vscode.WebviewPanel): void {
    this.panel = panel;
    const { extensionUri } = this.services;
    const { webview } = panel;
    const bundle = vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
    const icon = (theme: string) =>
      vscode.Uri.joinPath(extensionUri, 'media', 'icons', `session-${theme}.svg`);
    panel.iconPath = { light: icon('light'), dark: icon('dark') };
    webview.options = { enableScripts: true, localResourceRoots: [bundle] };
    this.port = webviewPort(webview);
    const stopServing = serveRpc<ConnectMethods>(this.port, this.handlers());
    panel.onDidDispose(() => {
      stopServing();
      this.panel = undefined;
      this.port = undefined;
    });
    webview.html = panelHtml({
      cspSource: webview.cspSource,
      nonce: randomBytes(16).toString('base64'),
      scriptUri: webview.asWebviewUri(vscode.Uri.joinPath(bundle, 'connect.js')).toString(),
      styleUri: webview.asWebviewUri(vscode.Uri.joinPath(bundle, 'connect.css')).toString(),
      language: vscode.env.language,
    });
  }

  /** Exactly these methods are open to the page. */
  private handlers(): RpcHandlers<ConnectMethods> {
    return {
      'connect/state': () => this.state(),
      'connect/choose': async ({ preset, chosen }) => {
        await this.choose(preset, chosen);
        return null;
      },
      'connect/switch': async ({ name, on }) => {
        if (!Object.hasOwn(SWITCH_SETTINGS, name)) {
          throw new RpcError(RPC_ERROR.invalidParams, `There is no switch "${name}".`);
        }
        await updateSetting(SWITCH_SETTINGS[name], on ? true : undefined);
        return null;
      },
      'connect/codexFile': async () => {
        await changeCodexFile(await this.services.tracing.target());
        return null;
      },
      'connect/terminal': () => command(COMMAND.openTracedTerminal),
      'connect/sample': () => command(COMMAND.runSample),
      'connect/doctor': () => command(COMMAND.doctor),
      'session/open': ({ sessionId }) => command(COMMAND.openSession, sessionId),
    };
  }

  private async state(): Promise<ConnectState> {
    const { collector, list, tracing } = this.services;
    let target: TraceTarget = { httpPort: DEFAULT_HTTP_PORT, token: null };
    let problem: string | null = null;
    let received = 0;
    let grpc: number | null = null;
    try {
      target = await tracing.target();
      const status = await collector.request('status');
      received = status.received.spans + status.received.logs;
      grpc = status.grpc;
    } catch (error) {
      problem = messageOf(error);
    }
    const latest = list.sessions.find(({ imported }) => !imported);
    return {
      endpoint: problem === null ? endpointOf(target) : null,
      grpcEndpoint: grpc === null ? null : endpointOf({ httpPort: grpc }),
      problem,
      tokenRequired: target.token !== null,
      trusted: vscode.workspace.isTrusted,
      switches: { allTerminals: tracing.allTerminals, debugSessions: tracing.debugSessions },
      presets: presetList(target, tracing.presets, isInForce),
      guides: guides(target),
      received,
      latest: latest ? { id: latest.id, title: latest.title } : null,
    };
  }

  private async choose(id: string, chosen: boolean): Promise<void> {
    const { tracing, memory } = this.services;
    const preset = PRESETS.find((each) => each.id === id);
    if (!preset) throw new RpcError(RPC_ERROR.invalidParams, `There is no preset "${id}".`);
    const values = preset.settings?.(endpointOf(await tracing.target()));
    if (values) {
      if (chosen) await applySettings(preset, values, memory);
      else await takeBackSettings(preset, values, memory);
      return;
    }
    const ids = tracing.presets.filter((each) => each !== id);
    await updateSetting(SETTING.tracingPresets, chosen ? [...ids, id] : ids);
  }
}

/** Of this workspace; of the user where no folder is open. undefined: as it is without. */
async function updateSetting(name: string, value: unknown): Promise<void> {
  const target = vscode.workspace.workspaceFolders?.length
    ? vscode.ConfigurationTarget.Workspace
    : vscode.ConfigurationTarget.Global;
  await vscode.workspace.getConfiguration(SETTINGS_SECTION).update(name, value, target);
}

async function command(id: string, ...args: unknown[]): Promise<null> {
  await vscode.commands.executeCommand(id, ...args);
  return null;
}
