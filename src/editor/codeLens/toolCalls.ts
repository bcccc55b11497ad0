import * as vscode from 'vscode';
import type { ToolCallSummary } from '../../protocol/source';
import type { CollectorService } from '../collectorService';
import type { SessionPanels } from '../sessionPanel';
import { callDescription } from './toolText';

/** What the command is given by a lens or a hover. */
export interface ShowToolCalls {
  names: string[];
  /** Shows the last call at once, without a list. */
  last?: boolean;
}

/** From a tool's code to its calls: a list across sessions, and the flame graph with one of them selected. */
export class ToolCalls {
  constructor(
    private readonly collector: CollectorService,
    private readonly panels: SessionPanels,
  ) {}

  /** @param argument what a lens or a hover gives; a person chooses a tool without it */
  async run(argument: unknown): Promise<void> {
    const asked = isShowToolCalls(argument) ? argument : await this.pickTool();
    if (asked) await this.show(asked);
  }

  private async show({ names, last }: ShowToolCalls): Promise<void> {
    const calls = await this.collector.request('tools/calls', last ? { names, limit: 1 } : { names });
    if (calls.length === 0) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t(
          'No span of a call of {0} is kept: its session was dropped, or only logs tell of it.',
          names.join(', '),
        ),
      );
      return;
    }
    const call = last ? calls[0] : await this.pickCall(names, calls);
    if (call) this.panels.open(call.sessionId, { traceId: call.traceId, spanId: call.spanId });
  }

  private async pickCall(
    names: readonly string[],
    calls: readonly ToolCallSummary[],
  ): Promise<ToolCallSummary | undefined> {
    const items: (vscode.QuickPickItem & { call?: ToolCallSummary })[] = [];
    let session: string | undefined;
    for (const call of calls) {
      if (call.sessionId !== session)
        items.push({ label: call.sessionTitle, kind: vscode.QuickPickItemKind.Separator });
      session = call.sessionId;
      items.push({
        label: `$(${call.status === 'ok' ? 'check' : 'error'}) ${new Date(call.startTime).toLocaleString()}`,
        description: callDescription(call),
        call,
      });
    }
    const picked = await vscode.window.showQuickPick(items, {
      title: vscode.l10n.t('Calls of {0}', names.join(', ')),
      placeHolder: vscode.l10n.t('Newest first: choose one to see it in the flame graph'),
      matchOnDescription: true,
    });
    return picked?.call;
  }

  private async pickTool(): Promise<ShowToolCalls | undefined> {
    const tools = await this.collector.request('tools/statistics');
    if (tools.length === 0) {
      void vscode.window.showInformationMessage(vscode.l10n.t('No tool call has been received yet.'));
      return undefined;
    }
    const items = tools.map(({ name, calls, errors }) => ({
      label: name,
      description:
        errors === 0
          ? vscode.l10n.t('{0} calls', calls)
          : vscode.l10n.t('{0} calls, {1} errors', calls, errors),
    }));
    const picked = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Show Calls of a Tool') });
    return picked && { names: [picked.label] };
  }
}

function isShowToolCalls(value: unknown): value is ShowToolCalls {
  return (
    typeof value === 'object' &&
    value !== null &&
    'names' in value &&
    Array.isArray(value.names) &&
    value.names.length > 0 &&
    value.names.every((name) => typeof name === 'string')
  );
}
