import * as vscode from 'vscode';
import type { CommandId } from '../protocol/ids';
import { COMMAND, SETTINGS_SECTION, VIEW } from '../protocol/ids';
import { messageOf } from '../protocol/rpc';
import { Advice } from './advice';
import { explainLoop } from './agentTools/explainLoop';
import { exportAuditTrail } from './audit/auditExport';
import type { AuditPanel } from './audit/auditPanel';
import type { ToolCalls } from './codeLens/toolCalls';
import type { ListedSession } from '../protocol/sessions';
import type { CollectorService } from './collectorService';
import type { ConnectPanel } from './connect/connectPanel';
import type { Doctor } from './doctor';
import type { ForwardHeaders } from './forwardHeaders';
import type { OverviewPanel } from './overview/overviewPanel';
import type { LoopDiff } from './loops/loopDiff';
import type { RemoteTraces } from './remote/remoteTraces';
import type { SampleAgent } from './sample';
import type { SessionList } from './sessionList';
import type { SessionPanels } from './sessionPanel';
import type { SqlConsolePanel } from './sqlConsole';
import { exportSessionToFile } from './sessionExport';
import { isSessionNode } from './sessionsTree';
import { sessionDescription } from './sessionText';
import type { TraceImport } from './traceImport';
import type { TracedFileRunner } from './tracing/runFile';
import type { TerminalInjection } from './tracing/terminalInjection';
import { runTracedTask } from './tracing/tracedTask';
import { tracedTerminalOptions } from './tracing/tracedTerminal';
import type { Tracing } from './tracing/tracing';

export interface CommandServices {
  collector: CollectorService;
  list: SessionList;
  panels: SessionPanels;
  sqlConsole: SqlConsolePanel;
  overview: OverviewPanel;
  audit: AuditPanel;
  imports: TraceImport;
  sample: SampleAgent;
  tracing: Tracing;
  injection: TerminalInjection;
  fileRunner: TracedFileRunner;
  connect: ConnectPanel;
  forwardHeaders: ForwardHeaders;
  remoteTraces: RemoteTraces;
  doctor: Doctor;
  loopDiff: LoopDiff;
  toolCalls: ToolCalls;
  log: vscode.LogOutputChannel;
}

export interface Commands {
  /** Of a failure the user is told; it never rejects. */
  run: (id: CommandId, argument: unknown) => Promise<void>;
  dispose: () => void;
}

/** What every command of the manifest does, and the answer to a changed setting of the collector. */
export function createCommands(services: CommandServices): Commands {
  const { collector, list, panels, sqlConsole, imports, sample, doctor, loopDiff, log } = services;
  const { tracing, injection, fileRunner, connect, forwardHeaders } = services;

  const commands: Record<CommandId, (argument: unknown) => Promise<void>> = {
    [COMMAND.runSample]: async (scenario) => {
      await sample.run(scenario);
      await vscode.commands.executeCommand(`${VIEW.sessions}.focus`, { preserveFocus: true });
    },
    [COMMAND.openTracedTerminal]: async () => {
      vscode.window.createTerminal(await tracedTerminalOptions(tracing)).show();
    },
    [COMMAND.runFileTraced]: (uri) => fileRunner.run(uri),
    [COMMAND.setForwardHeaders]: async () => {
      const { forwardEndpoint } = collector.settings;
      if (await forwardHeaders.ask(forwardEndpoint)) await restart(collector, list);
    },
    [COMMAND.runTaskTraced]: () => runTracedTask(injection),
    [COMMAND.connect]: () => {
      connect.open();
      return Promise.resolve();
    },
    [COMMAND.openSession]: async (argument) => {
      const sessionId =
        typeof argument === 'string' ? argument : await pickSession(list, vscode.l10n.t('Open Session'));
      if (sessionId !== undefined) panels.open(sessionId);
    },
    [COMMAND.openSqlConsole]: () => {
      sqlConsole.open();
      return Promise.resolve();
    },
    [COMMAND.openOverview]: () => {
      services.overview.open();
      return Promise.resolve();
    },
    [COMMAND.openAudit]: () => {
      services.audit.open();
      return Promise.resolve();
    },
    [COMMAND.refreshSessions]: () =>
      collector.state.kind === 'failed' ? restart(collector, list) : list.refresh(),
    [COMMAND.pinSession]: (row) => pin(row, true),
    [COMMAND.unpinSession]: (row) => pin(row, false),
    [COMMAND.importTraces]: () => imports.pick(),
    [COMMAND.openRemoteTrace]: () => services.remoteTraces.open(),
    [COMMAND.exportSession]: async (row) => {
      const sessionId = isSessionNode(row)
        ? row.summary.id
        : await pickSession(list, vscode.l10n.t('Export Session'));
      const session = sessionId === undefined ? undefined : list.find(sessionId);
      if (session) await exportSessionToFile(collector, session);
    },
    [COMMAND.explainLoop]: async (row) => {
      const sessionId = isSessionNode(row)
        ? row.summary.id
        : await pickSession(list, vscode.l10n.t('Explain a Loop'), hasLoops);
      if (sessionId !== undefined) await explainLoop(collector, sessionId);
    },
    [COMMAND.exportAudit]: () => exportAuditTrail(collector),
    [COMMAND.compareIterations]: async () => {
      const sessionId = await pickSession(list, vscode.l10n.t('Compare Iterations of a Loop'), hasLoops);
      if (sessionId === undefined || (await loopDiff.compare(sessionId))) return;
      void vscode.window.showInformationMessage(vscode.l10n.t('No loop was found in this session.'));
    },
    [COMMAND.clearSessions]: () => clearSessions(collector, list),
    [COMMAND.restartCollector]: () => restart(collector, list),
    [COMMAND.doctor]: () => doctor.run(),
    [COMMAND.showToolCalls]: (argument) => services.toolCalls.run(argument),
    [COMMAND.showLog]: () => {
      log.show();
      return Promise.resolve();
    },
  };
  const subscription = vscode.workspace.onDidChangeConfiguration((change) => {
    if (!change.affectsConfiguration(SETTINGS_SECTION) || !collector.isOutdated) return;
    offerRestart(collector, list).catch(report);
  });

  return {
    run: (id, argument) => commands[id](argument).catch(report),
    dispose: () => {
      subscription.dispose();
    },
  };

  /** `row` is the one of the tree whose menu was used. */
  async function pin(row: unknown, pinned: boolean): Promise<void> {
    if (!isSessionNode(row)) return;
    await collector.request('session/pin', { sessionId: row.summary.id, pinned });
    await list.refresh();
  }

  /** An RPC failure's message says what was wrong; the log has the rest. */
  async function report(error: unknown): Promise<void> {
    if (error instanceof Advice) {
      void vscode.window.showInformationMessage(error.message);
      return;
    }
    log.error(error instanceof Error ? error : String(error));
    const showLog = vscode.l10n.t('Show Log');
    const chosen = await vscode.window.showErrorMessage(
      vscode.l10n.t('Turnline: {0}', messageOf(error)),
      showLog,
    );
    if (chosen === showLog) log.show();
  }
}

function hasLoops({ loopCount }: ListedSession): boolean {
  return loopCount > 0;
}

async function pickSession(
  list: SessionList,
  title: string,
  fits: (session: ListedSession) => boolean = () => true,
): Promise<string | undefined> {
  await list.refresh();
  if (list.sessions.length === 0) {
    await offerFirstSession();
    return undefined;
  }
  const fitting = list.sessions.filter(fits);
  if (fitting.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('No loop was found in any session.'));
    return undefined;
  }
  const items = fitting.map((session) => ({
    label: session.title,
    description: sessionDescription(session, vscode.l10n.t),
    id: session.id,
  }));
  const picked = await vscode.window.showQuickPick(items, { title });
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

async function clearSessions(collector: CollectorService, list: SessionList): Promise<void> {
  const clear = vscode.l10n.t('Clear All Sessions');
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('Clear all sessions of this workspace?'),
    {
      modal: true,
      detail: vscode.l10n.t(
        'Everything received is deleted from memory and from disk, pinned sessions too. This cannot be undone.',
      ),
    },
    clear,
  );
  if (chosen !== clear) return;
  await collector.request('sessions/clear');
  await list.refresh();
}

/** Resolves once the sessions are there again. */
async function restart(collector: CollectorService, list: SessionList): Promise<void> {
  await vscode.window.withProgress({ location: { viewId: VIEW.sessions } }, async () => {
    await collector.restart();
    await list.refresh();
  });
}

async function offerRestart(collector: CollectorService, list: SessionList): Promise<void> {
  const restartCollector = vscode.l10n.t('Restart Collector');
  const chosen = await vscode.window.showInformationMessage(
    collector.settings.journalMegabytes > 0
      ? vscode.l10n.t('The new setting takes effect when the collector restarts. Its sessions are kept.')
      : vscode.l10n.t(
          'The new setting takes effect when the collector restarts. Its sessions are dropped then, because the journal is off.',
        ),
    restartCollector,
  );
  if (chosen === restartCollector && collector.isOutdated) await restart(collector, list);
}
