import * as vscode from 'vscode';
import { SETTING, SETTINGS_SECTION, VIEW } from '../../protocol/ids';
import type { LoopNotice } from '../../protocol/loops';
import { LOOP_NOTIFICATIONS } from '../../protocol/loops';
import { messageOf } from '../../protocol/rpc';
import type { SpanRef } from '../../protocol/units';
import type { CollectorService } from '../collectorService';
import type { SessionPanels } from '../sessionPanel';
import type { SourceLinks } from '../source/sourceLinks';
import type { AgentProcesses } from './agentProcess';
import type { LoopNoticeRules } from './loopNotices';
import { LoopNotices, noticeText } from './loopNotices';

export interface LoopNotifierServices {
  collector: Pick<CollectorService, 'onDidFindLoop'>;
  panels: Pick<SessionPanels, 'open'>;
  source: Pick<SourceLinks, 'open'>;
  processes: Pick<AgentProcesses, 'find'>;
  log: Pick<vscode.LogOutputChannel, 'error'>;
}

/** Tells of loops that running agents get into, and lets a person do something about them. */
export class LoopNotifier implements vscode.Disposable {
  private readonly notices = new LoopNotices();
  private readonly subscription: vscode.Disposable;

  constructor(private readonly services: LoopNotifierServices) {
    this.subscription = services.collector.onDidFindLoop((notice) => {
      this.receive(notice).catch((error: unknown) => {
        services.log.error(`A loop could not be told: ${messageOf(error)}`);
      });
    });
  }

  dispose(): void {
    this.subscription.dispose();
  }

  private async receive(notice: LoopNotice): Promise<void> {
    const decision = this.notices.decide(notice, rules(), Date.now());
    if (decision === 'tell') await this.tell(notice);
    if (decision === 'summarise') await this.summarise();
  }

  private async tell(notice: LoopNotice): Promise<void> {
    const t = vscode.l10n.t;
    const { panels, source, processes } = this.services;
    const { loop, sessionId } = notice;
    const agent = await processes.find(notice.process);
    const call = toolCallOf(notice);
    const actions = {
      show: t('Show Loop'),
      ...(call && { source: t('Go to Tool') }),
      ...(agent && { interrupt: t('Interrupt Agent') }),
      ...(call && { ignore: t('Ignore This Tool') }),
    };
    const chosen = await vscode.window.showWarningMessage(noticeText(notice, t), ...Object.values(actions));
    if (chosen === undefined) return;
    if (chosen === actions.show) panels.open(sessionId, loop.steps[0]?.[0]);
    if (call && chosen === actions.source && !(await source.open(call, undefined))) {
      void vscode.window.showInformationMessage(
        t('The definition of {0} was not found in this workspace.', loop.toolNames[0]!),
      );
    }
    if (chosen === actions.ignore) await ignore(loop.toolNames);
    if (agent && chosen === actions.interrupt) await this.interrupt(notice);
  }

  /** It may have ended while the notification was shown, and its terminal may run something else by now. */
  private async interrupt({ process }: LoopNotice): Promise<void> {
    const agent = await this.services.processes.find(process);
    if (agent) await agent.interrupt();
    else void vscode.window.showInformationMessage(vscode.l10n.t('The agent does not run any more.'));
  }

  private async summarise(): Promise<void> {
    const t = vscode.l10n.t;
    const show = t('Show Sessions');
    const chosen = await vscode.window.showWarningMessage(
      t('Agents get into more loops. The sessions in the Turnline view are marked.'),
      show,
    );
    if (chosen === show) await vscode.commands.executeCommand(`${VIEW.sessions}.focus`);
  }
}

/** The first tool call of a loop; undefined for loops of messages, hand-offs or requests. */
function toolCallOf({ loop }: LoopNotice): SpanRef | undefined {
  const id = loop.toolNames.length > 0 ? /:([0-9a-f]+):([0-9a-f]+)$/.exec(loop.id) : null;
  return id ? { traceId: id[1]!, spanId: id[2]! } : undefined;
}

function rules(): LoopNoticeRules {
  const configuration = vscode.workspace.getConfiguration(SETTINGS_SECTION);
  const level = configuration.get(SETTING.loopNotifications);
  const ignored = configuration.get<unknown>(SETTING.loopIgnoredTools);
  return {
    level: LOOP_NOTIFICATIONS.find((each) => each === level) ?? 'all',
    ignoredTools: Array.isArray(ignored) ? ignored.filter((name) => typeof name === 'string') : [],
  };
}

async function ignore(toolNames: readonly string[]): Promise<void> {
  const configuration = vscode.workspace.getConfiguration(SETTINGS_SECTION);
  const ignored = [...new Set([...rules().ignoredTools, ...toolNames])];
  const { Workspace, Global } = vscode.ConfigurationTarget;
  await configuration.update(
    SETTING.loopIgnoredTools,
    ignored,
    vscode.workspace.workspaceFolders ? Workspace : Global,
  );
}
