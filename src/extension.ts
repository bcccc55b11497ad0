/** Composition root: registers what the editor may ask for. Nothing heavy runs until one of these is used. */
import * as vscode from 'vscode';
import { registerLanguageModelTools } from './editor/agentTools/languageModelTools';
import { McpProvider } from './editor/agentTools/mcpProvider';
import { ToolCalls } from './editor/codeLens/toolCalls';
import { ToolLenses } from './editor/codeLens/toolLenses';
import { ToolUse } from './editor/codeLens/toolUse';
import { CollectorHealth } from './editor/collectorHealth';
import { CollectorService } from './editor/collectorService';
import { registerCommands } from './editor/commands';
import { ConnectPanel } from './editor/connect/connectPanel';
import { Doctor } from './editor/doctor';
import { ForwardHeaders } from './editor/forwardHeaders';
import { AuditPanel } from './editor/audit/auditPanel';
import { BudgetWatch } from './editor/overview/budgetWatch';
import { OverviewPanel } from './editor/overview/overviewPanel';
import { PortMemory } from './editor/portMemory';
import { AgentProcesses } from './editor/loops/agentProcess';
import { LoopDiff } from './editor/loops/loopDiff';
import { LoopNotifier } from './editor/loops/loopNotifier';
import { RemoteHeaders } from './editor/remote/remoteHeaders';
import { RemoteTraces } from './editor/remote/remoteTraces';
import { SampleAgent } from './editor/sample';
import { SampleFolder } from './editor/sampleFolder';
import { SessionDrop } from './editor/sessionDrop';
import { SessionList } from './editor/sessionList';
import { SessionPanels } from './editor/sessionPanel';
import { SessionsTree } from './editor/sessionsTree';
import { promptOf } from './editor/source/promptOf';
import { SourceFinder } from './editor/source/sourceFinder';
import { SourceIndexService } from './editor/source/sourceIndexService';
import { SourceLinks } from './editor/source/sourceLinks';
import { SqlConsolePanel } from './editor/sqlConsole';
import { StatusBar } from './editor/statusBar';
import { TokenStore } from './editor/tokenStore';
import { TraceFileEditor } from './editor/traceFileEditor';
import { TraceImport } from './editor/traceImport';
import { DebugTracing } from './editor/tracing/debugTracing';
import { TracedFileRunner } from './editor/tracing/runFile';
import { TerminalInjection } from './editor/tracing/terminalInjection';
import { registerTracedTerminalProfile } from './editor/tracing/tracedTerminal';
import { Tracing } from './editor/tracing/tracing';

let collector: CollectorService | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const { version } = context.extension.packageJSON as { version: string };
  const { extensionUri, globalStorageUri, storageUri, subscriptions, workspaceState } = context;
  const log = vscode.window.createOutputChannel('Turnline', { log: true });
  const sampleFolder = new SampleFolder(vscode.Uri.joinPath(extensionUri, 'media', 'sample'));

  const forwardHeaders = new ForwardHeaders(context.secrets);
  // Windows without a folder have no storage of their own.
  const storage = storageUri ?? globalStorageUri;
  const service = new CollectorService({
    script: vscode.Uri.joinPath(extensionUri, 'dist', 'collector.js').fsPath,
    journalDirectory: vscode.Uri.joinPath(storage, 'journal').fsPath,
    ports: new PortMemory(workspaceState),
    forwardHeaders,
    tokens: new TokenStore(vscode.Uri.joinPath(storage, 'token').fsPath),
    log,
  });
  collector = service;
  const health = new CollectorHealth(collector, log);
  const list = new SessionList(collector, log);
  const sourceIndex = new SourceIndexService(
    vscode.Uri.joinPath(extensionUri, 'dist', 'source.js').fsPath,
    log,
  );
  const source = new SourceLinks(collector, new SourceFinder(sourceIndex, sampleFolder, promptOf(collector)));
  const loopDiff = new LoopDiff(collector);
  const panels = new SessionPanels({ extensionUri, collector, list, source, loopDiff });
  const sqlConsole = new SqlConsolePanel(extensionUri, collector);
  const overview = new OverviewPanel(extensionUri, collector);
  const audit = new AuditPanel({ extensionUri, collector, list, panels });
  const imports = new TraceImport({ collector, panels, log });
  const remoteTraces = new RemoteTraces({
    headers: new RemoteHeaders(context.secrets),
    importAndShow: (files) => imports.importAndShow(files),
  });
  const drop = new SessionDrop((files) => imports.importAndShow(files));
  const tracing = new Tracing(collector, vscode.Uri.joinPath(globalStorageUri, 'bin').fsPath);
  const injection = new TerminalInjection({
    variables: context.environmentVariableCollection,
    collector,
    tracing,
    log,
  });
  const fileRunner = new TracedFileRunner(tracing);
  const connect = new ConnectPanel({ extensionUri, collector, list, tracing, memory: workspaceState });
  const sample = new SampleAgent(tracing, sampleFolder);
  const doctor = new Doctor(collector);
  const processes = new AgentProcesses();
  const toolUse = new ToolUse(collector, sourceIndex, log);

  subscriptions.push(
    log,
    health,
    list,
    sourceIndex,
    loopDiff,
    panels,
    sqlConsole,
    overview,
    audit,
    new BudgetWatch(list),
    doctor,
    processes,
    new LoopNotifier({ collector, panels, source, processes, log }),
    toolUse,
    new ToolLenses(toolUse, collector),
    new ToolCalls(collector, panels),
    new SessionsTree(list, collector, health, drop),
    new TraceFileEditor({ extensionUri, imports, panels }),
    new StatusBar(list, collector, health),
    injection,
    connect,
    new DebugTracing(tracing, log),
    ...registerLanguageModelTools((method, ...params) => service.request(method, ...params)),
    new McpProvider(service, vscode.Uri.joinPath(extensionUri, 'dist', 'mcp.js').fsPath, version),
    registerTracedTerminalProfile(tracing),
    ...registerCommands({
      collector,
      list,
      panels,
      sqlConsole,
      overview,
      audit,
      imports,
      sample,
      tracing,
      injection,
      fileRunner,
      forwardHeaders,
      remoteTraces,
      connect,
      doctor,
      loopDiff,
      log,
    }),
  );
}

/** The editor waits for the collector's thread to end. */
export async function deactivate(): Promise<void> {
  await collector?.shutDown();
  collector = undefined;
}
