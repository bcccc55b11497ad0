/**
 * What the editor may ask for, as stubs: all that is loaded when a window starts. The first of them that is asked loads
 * the rest, which `editor/main.ts` composes.
 */
import * as vscode from 'vscode';
import { registerMcpProvider } from './editor/agentTools/mcpRegistration';
import { Lazy } from './editor/lazy';
import type { Turnline } from './editor/main';
import type { SessionNode } from './editor/sessionsTree';
import { DEBUG_TYPES } from './editor/tracing/debugEnvironment';
import { tracesAllTerminals } from './editor/tracing/tracingSettings';
import {
  COMMAND,
  DOCTOR_SCHEME,
  ITERATION_SCHEME,
  TERMINAL_PROFILE,
  TRACE_FILE_EDITOR,
  VIEW,
} from './protocol/ids';

/** As far as the manifest is needed here. */
interface Manifest {
  contributes: { languageModelTools: { name: string }[] };
}

/** Who restores the panels of a view type after a reload. */
const PANELS = {
  [VIEW.sessionPanel]: 'panels',
  [VIEW.sqlConsole]: 'sqlConsole',
  [VIEW.overview]: 'overview',
  [VIEW.audit]: 'audit',
  [VIEW.connect]: 'connect',
} as const;

/** Who writes the documents of a scheme. */
const DOCUMENTS = { [DOCTOR_SCHEME]: 'doctor', [ITERATION_SCHEME]: 'loopDiff' } as const;

let turnline: Lazy<Turnline> | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const { contributes } = context.extension.packageJSON as Manifest;
  const lazy = new Lazy(load);
  turnline = lazy;

  const commands = lazy.stub('commands', 'run');
  const chatTools = lazy.stub('chatTools', 'prepareInvocation', 'invoke');
  const sessionsView = vscode.window.createTreeView<SessionNode>(VIEW.sessions, {
    treeDataProvider: {
      onDidChangeTreeData: lazy.event('sessions', 'onDidChangeTreeData'),
      ...lazy.stub('sessions', 'getChildren', 'getTreeItem'),
    },
    dragAndDropController: {
      // Files of the explorer, and from outside of the editor.
      dropMimeTypes: ['text/uri-list', 'files'],
      dragMimeTypes: [],
      ...lazy.stub('drop', 'handleDrop'),
    },
  });
  context.subscriptions.push(
    sessionsView,
    ...Object.values(COMMAND).map((id) =>
      vscode.commands.registerCommand(id, (argument: unknown) => commands.run(id, argument)),
    ),
    ...Object.entries(PANELS).map(([viewType, part]) =>
      vscode.window.registerWebviewPanelSerializer(viewType, lazy.stub(part, 'deserializeWebviewPanel')),
    ),
    vscode.window.registerCustomEditorProvider(
      TRACE_FILE_EDITOR,
      lazy.stub('traceFiles', 'openCustomDocument', 'resolveCustomEditor'),
    ),
    ...Object.entries(DOCUMENTS).map(([scheme, part]) =>
      vscode.workspace.registerTextDocumentContentProvider(scheme, {
        onDidChange: lazy.event(part, 'onDidChange'),
        ...lazy.stub(part, 'provideTextDocumentContent'),
      }),
    ),
    vscode.window.registerTerminalProfileProvider(
      TERMINAL_PROFILE,
      lazy.stub('terminalProfile', 'provideTerminalProfile'),
    ),
    ...DEBUG_TYPES.map((type) =>
      vscode.debug.registerDebugConfigurationProvider(
        type,
        lazy.stub('debugging', 'resolveDebugConfigurationWithSubstitutedVariables'),
      ),
    ),
    ...contributes.languageModelTools.map(({ name }) =>
      vscode.lm.registerTool<object>(name, {
        prepareInvocation: () => chatTools.prepareInvocation(name),
        invoke: ({ input }) => chatTools.invoke(name, input),
      }),
    ),
    registerMcpProvider(lazy.stub('mcp', 'provideMcpServerDefinitions')),
    vscode.workspace.onDidGrantWorkspaceTrust(loadIfTerminalsAreTraced),
    vscode.workspace.onDidChangeConfiguration(loadIfTerminalsAreTraced),
  );
  loadIfTerminalsAreTraced();

  async function load(): Promise<Turnline> {
    const { createTurnline } = await import('./editor/main');
    return createTurnline(context, sessionsView);
  }

  /** Terminals ask for nothing: what they get has to be there before they open. */
  function loadIfTerminalsAreTraced(): void {
    if (tracesAllTerminals()) void lazy.get();
  }
}

/** The editor waits for the collector's thread to end. */
export async function deactivate(): Promise<void> {
  await (await turnline?.started)?.shutDown();
  turnline = undefined;
}
