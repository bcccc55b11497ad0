/** The terminal or the debug session that an agent runs in, and how to stop it there. */
import { hostname } from 'node:os';
import * as vscode from 'vscode';
import type { LoopNotice } from '../../protocol/loops';
import { isInForeground, lineageOf, readProcessTable } from './processTree';

/** The end-of-text character, which a terminal turns into an interrupt. */
const CTRL_C = '\u0003';

export interface RunningAgent {
  /** Where it runs, for the person who is asked. */
  place: string;
  interrupt: () => Thenable<void> | void;
}

/** Knows which processes are debugged, from what debug adapters say. */
export class AgentProcesses implements vscode.Disposable {
  private readonly sessions = new Map<vscode.DebugSession, number>();
  private readonly subscriptions: vscode.Disposable[];

  constructor() {
    this.subscriptions = [
      vscode.debug.registerDebugAdapterTrackerFactory('*', {
        createDebugAdapterTracker: (session) => ({
          onDidSendMessage: (message: unknown) => {
            const pid = debuggedProcess(message);
            if (pid !== undefined) this.sessions.set(session, pid);
          },
        }),
      }),
      vscode.debug.onDidTerminateDebugSession((session) => {
        this.sessions.delete(session);
      }),
    ];
  }

  /** Undefined unless the process surely runs here, in a terminal's foreground or in a debug session. */
  async find(sender: LoopNotice['process']): Promise<RunningAgent | undefined> {
    // In a container, or on another machine, the same number is another process.
    if (sender === null || (sender.host !== null && sender.host !== hostname())) return undefined;
    const { pid } = sender;
    const table = await readProcessTable();
    const lineage = lineageOf(pid, table);
    for (const [session, debugged] of this.sessions) {
      if (debugged !== pid && !lineage.includes(debugged)) continue;
      return { place: session.name, interrupt: () => vscode.debug.stopDebugging(session) };
    }
    if (!isInForeground(pid, table)) return undefined;
    for (const terminal of vscode.window.terminals) {
      const shell = await terminal.processId;
      if (shell === undefined || !lineage.includes(shell)) continue;
      return {
        place: terminal.name,
        interrupt: () => {
          terminal.sendText(CTRL_C, false);
        },
      };
    }
    return undefined;
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
  }
}

/** The `process` event of the Debug Adapter Protocol. */
function debuggedProcess(message: unknown): number | undefined {
  if (typeof message !== 'object' || message === null) return undefined;
  const { type, event, body } = message as { type?: unknown; event?: unknown; body?: unknown };
  if (type !== 'event' || event !== 'process' || typeof body !== 'object' || body === null) return undefined;
  const { systemProcessId } = body as { systemProcessId?: unknown };
  return typeof systemProcessId === 'number' ? systemProcessId : undefined;
}
