/** Composition root of what is loaded at first need. Nothing heavy runs until one of its parts is used. */
import * as vscode from 'vscode';
import { ChatTools } from './agentTools/languageModelTools';
import { McpProvider } from './agentTools/mcpProvider';
import { AuditPanel } from './audit/auditPanel';
import { ToolCalls } from './codeLens/toolCalls';
import { ToolLenses } from './codeLens/toolLenses';
import { ToolUse } from './codeLens/toolUse';
import { CollectorHealth } from './collectorHealth';
import { CollectorService } from './collectorService';
import { createCommands } from './commands';
import { ConnectPanel } from './connect/connectPanel';
import { Doctor } from './doctor';
import { ForwardHeaders } from './forwardHeaders';
import { AgentProcesses } from './loops/agentProcess';
import { LoopDiff } from './loops/loopDiff';
import { LoopNotifier } from './loops/loopNotifier';
import { BudgetWatch } from './overview/budgetWatch';
import { OverviewPanel } from './overview/overviewPanel';
import { PortMemory } from './portMemory';
import { RemoteHeaders } from './remote/remoteHeaders';
import { RemoteTraces } from './remote/remoteTraces';
import { SampleAgent } from './sample';
import { SampleFolder } from './sampleFolder';
import { SessionDrop } from './sessionDrop';
import { SessionList } from './sessionList';
import { SessionPanels } from './sessionPanel';
import type { SessionNode } from './sessionsTree';
import { SessionsTree } from './sessionsTree';
import { promptOf } from './source/promptOf';
import { SourceFinder } from './source/sourceFinder';
import { SourceIndexService } from './source/sourceIndexService';
import { SourceLinks } from './source/sourceLinks';
import { SqlConsolePanel } from './sqlConsole';
import { StatusBar } from './statusBar';
import { TokenStore } from './tokenStore';
import { TraceFileEditor } from './traceFileEditor';
import { TraceImport } from './traceImport';
import { DebugTracing } from './tracing/debugTracing';
import { TracedFileRunner } from './tracing/runFile';
import { TerminalInjection } from './tracing/terminalInjection';
import { tracedTerminalProfile } from './tracing/tracedTerminal';
import { Tracing } from './tracing/tracing';

/** What answers the stubs that `extension.ts` has registered. */
export type Turnline = ReturnType<typeof createTurnline>;

/** @param sessionsView the Sessions view, which asks the stub of `sessions` */
export function createTurnline(context: vscode.ExtensionContext, sessionsView: vscode.TreeView<SessionNode>) {
  const { version } = context.extension.packageJSON as { version: string };
  const { extensionUri, globalStorageUri, storageUri, workspaceState } = context;
  const bundle = (name: string) => vscode.Uri.joinPath(extensionUri, 'dist', name).fsPath;
  const log = vscode.window.createOutputChannel('Turnline', { log: true });
  const sampleFolder = new SampleFolder(vscode.Uri.joinPath(extensionUri, 'media', 'sample'));

  const forwardHeaders = new ForwardHeaders(context.secrets);
  // Windows without a folder have no storage of their own.
  const storage = storageUri ?? globalStorageUri;
  const collector = new CollectorService({
    script: bundle('collector.js'),
    journalDirectory: vscode.Uri.joinPath(storage, 'journal').fsPath,
    ports: new PortMemory(workspaceState),
    forwardHeaders,
    tokens: new TokenStore(vscode.Uri.joinPath(storage, 'token').fsPath),
    log,
  });
  const health = new CollectorHealth(collector, log);
  const list = new SessionList(collector, log);
  const sourceIndex = new SourceIndexService(bundle('source.js'), log);
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
  const tracing = new Tracing(collector, vscode.Uri.joinPath(globalStorageUri, 'bin').fsPath);
  const injection = new TerminalInjection({
    variables: context.environmentVariableCollection,
    collector,
    tracing,
    log,
  });
  const connect = new ConnectPanel({ extensionUri, collector, list, tracing, memory: workspaceState });
  const doctor = new Doctor(collector);
  const processes = new AgentProcesses();
  const toolUse = new ToolUse(collector, sourceIndex, log);
  const sessions = new SessionsTree(sessionsView, { list, collector, health });
  const mcp = new McpProvider(collector, bundle('mcp.js'), version);
  const commands = createCommands({
    collector,
    list,
    panels,
    sqlConsole,
    overview,
    audit,
    imports,
    sample: new SampleAgent(tracing, sampleFolder),
    tracing,
    injection,
    fileRunner: new TracedFileRunner(tracing),
    forwardHeaders,
    remoteTraces,
    connect,
    doctor,
    loopDiff,
    toolCalls: new ToolCalls(collector, panels),
    log,
  });

  context.subscriptions.push(
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
    sessions,
    new StatusBar(list, collector, health),
    injection,
    connect,
    mcp,
    commands,
  );
  return {
    commands,
    sessions,
    drop: new SessionDrop((files) => imports.importAndShow(files)),
    panels,
    sqlConsole,
    overview,
    audit,
    connect,
    traceFiles: new TraceFileEditor({ extensionUri, imports, panels }),
    doctor,
    loopDiff,
    terminalProfile: tracedTerminalProfile(tracing),
    debugging: new DebugTracing(tracing, log),
    chatTools: new ChatTools((method, ...params) => collector.request(method, ...params)),
    mcp,
    /** Resolves once the collector's thread has ended. */
    shutDown: () => collector.shutDown(),
  };
}
