import * as vscode from 'vscode';
import { COMMAND, SETTING, SETTINGS_SECTION, VIEW } from '../protocol/ids';
import { messageOf } from '../protocol/rpc';
import type { CollectorService } from './collectorService';
import type { SampleAgent } from './sample';
import type { SessionList } from './sessionList';
import type { SessionPanels } from './sessionPanel';
import { sessionDescription } from './sessionText';
import { tracedTerminalOptions } from './tracedTerminal';

export interface CommandServices {
  collector: CollectorService;
  list: SessionList;
  panels: SessionPanels;
  sample: SampleAgent;
  log: vscode.LogOutputChannel;
}

/** Registers every command of the manifest, and the answer to a changed port setting. */
export function registerCommands(services: CommandServices): vscode.Disposable[] {
  const { collector, list, panels, sample, log } = services;

  const commands: Record<string, (argument: unknown) => Promise<void>> = {
    [COMMAND.runSample]: async (scenario) => {
      await sample.run(scenario);
      await vscode.commands.executeCommand(`${VIEW.sessions}.focus`, { preserveFocus: true });
    },
    [COMMAND.openTracedTerminal]: async () => {
      vscode.window.createTerminal(await tracedTerminalOptions(collector)).show();
    },
    [COMMAND.openSession]: async (argument) => {
      const sessionId = typeof argument === 'string' ? argument : await pickSession(list);
      if (sessionId !== undefined) panels.open(sessionId);
    },
    [COMMAND.refreshSessions]: () =>
      collector.state.kind === 'failed' ? collector.restart().then(() => undefined) : list.refresh(),
    [COMMAND.showLog]: () => {
      log.show();
      return Promise.resolve();
    },
  };

  return [
    ...Object.entries(commands).map(([id, run]) =>
      vscode.commands.registerCommand(id, (argument: unknown) => run(argument).catch(report)),
    ),
    vscode.workspace.onDidChangeConfiguration((change) => {
      const ports = [SETTING.httpPort, SETTING.grpcPort];
      if (!ports.some((port) => change.affectsConfiguration(`${SETTINGS_SECTION}.${port}`))) return;
      if (collector.state.kind === 'running') offerNewPort(collector).catch(report);
    }),
  ];

  /** An RPC failure's message says what was wrong; the log has the rest. */
  async function report(error: unknown): Promise<void> {
    log.error(error instanceof Error ? error : String(error));
    const showLog = vscode.l10n.t('Show Log');
    const chosen = await vscode.window.showErrorMessage(
      vscode.l10n.t('Turnline: {0}', messageOf(error)),
      showLog,
    );
    if (chosen === showLog) log.show();
  }
}

async function pickSession(list: SessionList): Promise<string | undefined> {
  await list.refresh();
  if (list.sessions.length === 0) {
    await offerFirstSession();
    return undefined;
  }
  const items = list.sessions.map((session) => ({
    label: session.title,
    description: sessionDescription(session, vscode.l10n.t),
    id: session.id,
  }));
  const picked = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Open Session') });
  return picked?.id;
}

async function offerFirstSession(): Promise<void> {
  const runSample = vscode.l10n.t('Run the Sample Agent');
  const openTerminal = vscode.l10n.t('Open Traced Terminal');
  const chosen = await vscode.window.showInformationMessage(
    vscode.l10n.t('No session has been received yet. Run an agent in a traced terminal.'),
    runSample,
    openTerminal,
  );
  if (chosen === runSample) await vscode.commands.executeCommand(COMMAND.runSample);
  if (chosen === openTerminal) await vscode.commands.executeCommand(COMMAND.openTracedTerminal);
}

async function offerNewPort(collector: CollectorService): Promise<void> {
  const restart = vscode.l10n.t('Restart Collector');
  const chosen = await vscode.window.showInformationMessage(
    vscode.l10n.t(
      'The new port takes effect when the collector restarts. The sessions it holds are dropped then.',
    ),
    restart,
  );
  if (chosen === restart) await collector.restart({ newPorts: true });
}
