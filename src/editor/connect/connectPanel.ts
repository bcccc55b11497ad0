import * as vscode from 'vscode';
import { guides } from '../../presets/guides';
import type { TraceTarget } from '../../presets/preset';
import { endpointOf } from '../../presets/preset';
import { PRESETS } from '../../presets/presets';
import type { ConnectMethods, ConnectState, ConnectSwitch } from '../../protocol/connect';
import { COMMAND, DEFAULT_HTTP_PORT, SETTING, SETTINGS_SECTION, VIEW } from '../../protocol/ids';
import { messageOf, RPC_ERROR, RpcError } from '../../protocol/rpc';
import type { CollectorService } from '../collectorService';
import type { Memory } from '../portMemory';
import type { SessionList } from '../sessionList';
import { SinglePanel } from '../singlePanel';
import type { Tracing } from '../tracing/tracing';
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
export class ConnectPanel extends SinglePanel<ConnectMethods> {
  private readonly subscriptions: vscode.Disposable[];

  constructor(services: ConnectServices) {
    const { collector, extensionUri, list } = services;
    super(extensionUri, {
      viewType: VIEW.connect,
      title: vscode.l10n.t('Connect Your Agent'),
      bundle: 'connect',
      icon: 'session',
      handlers: {
        'connect/state': () => connectState(services),
        'connect/choose': async ({ preset, chosen }) => {
          await choose(services, preset, chosen);
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
          await changeCodexFile(await services.tracing.target());
          return null;
        },
        'connect/terminal': () => command(COMMAND.openTracedTerminal),
        'connect/sample': () => command(COMMAND.runSample),
        'connect/doctor': () => command(COMMAND.doctor),
        'session/open': ({ sessionId }) => command(COMMAND.openSession, sessionId),
      },
    });
    const announce = () => {
      this.announceChange();
    };
    this.subscriptions = [
      collector.onDidChange(announce),
      collector.onDidChangeState(announce),
      list.onDidChange(announce),
      vscode.workspace.onDidChangeConfiguration(announce),
      vscode.workspace.onDidGrantWorkspaceTrust(announce),
    ];
  }

  override dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
    super.dispose();
  }
}

async function connectState({ collector, list, tracing }: ConnectServices): Promise<ConnectState> {
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
    folderOpen: isFolderOpen(),
    switches: { allTerminals: tracing.allTerminals, debugSessions: tracing.debugSessions },
    presets: presetList(target, tracing.presets, isInForce),
    guides: guides(target),
    received,
    latest: latest ? { id: latest.id, title: latest.title } : null,
  };
}

async function choose({ tracing, memory }: ConnectServices, id: string, chosen: boolean): Promise<void> {
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

function isFolderOpen(): boolean {
  return Boolean(vscode.workspace.workspaceFolders?.length);
}

/** Of this workspace; of the user where no folder is open. undefined: as it is without. */
async function updateSetting(name: string, value: unknown): Promise<void> {
  const target = isFolderOpen() ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
  await vscode.workspace.getConfiguration(SETTINGS_SECTION).update(name, value, target);
}

async function command(id: string, ...args: unknown[]): Promise<null> {
  await vscode.commands.executeCommand(id, ...args);
  return null;
}
