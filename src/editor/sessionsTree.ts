import * as vscode from 'vscode';
import { COMMAND } from '../protocol/ids';
import type { ListedSession } from '../protocol/sessions';
import type { CollectorHealth } from './collectorHealth';
import type { CollectorService } from './collectorService';
import type { SessionList } from './sessionList';
import {
  escapeMarkdown,
  problemLine,
  sessionAccessibleLabel,
  sessionDescription,
  sessionFigures,
  sessionIcon,
  sessionWarnings,
  shortTitle,
} from './sessionText';

/** Context key that chooses the welcome content. */
const FAILED_CONTEXT = 'turnline.collectorFailed';

/** One row of the tree. The editor recognises rows by object, so one object lives as long as its session. */
export interface SessionNode {
  summary: ListedSession;
}

/** What a command of a row's menu gets from the editor. */
export function isSessionNode(argument: unknown): argument is SessionNode {
  return (
    typeof argument === 'object' &&
    argument !== null &&
    'summary' in argument &&
    typeof argument.summary === 'object'
  );
}

export interface SessionsTreeServices {
  list: SessionList;
  collector: CollectorService;
  health: CollectorHealth;
}

/** The rows of the Sessions view. Opening it is a first need: it starts the collector. */
export class SessionsTree implements vscode.TreeDataProvider<SessionNode>, vscode.Disposable {
  private nodes = new Map<string, SessionNode>();
  private readonly changed = new vscode.EventEmitter<SessionNode[] | undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly list: SessionList;
  private readonly collector: CollectorService;
  private readonly health: CollectorHealth;
  private readonly subscriptions: { dispose(): unknown }[];

  constructor(
    private readonly view: vscode.TreeView<SessionNode>,
    { list, collector, health }: SessionsTreeServices,
  ) {
    this.list = list;
    this.collector = collector;
    this.health = health;
    this.subscriptions = [
      this.changed,
      list.onDidChange(() => {
        this.update();
        this.showProblems();
      }),
      collector.onDidChangeState(() => {
        this.showState();
      }),
      health.onDidChange(() => {
        this.showProblems();
      }),
    ];
    this.showState();
  }

  async getChildren(element?: SessionNode): Promise<SessionNode[]> {
    if (element) return [];
    if (this.collector.state.kind !== 'failed') {
      // The editor shows progress meanwhile. The service reports a failure itself; the empty tree shows the welcome
      // content that fits.
      await this.list.whenLoaded().catch(() => undefined);
    }
    return [...this.nodes.values()];
  }

  getTreeItem({ summary }: SessionNode): vscode.TreeItem {
    const t = vscode.l10n.t;
    const item = new vscode.TreeItem(shortTitle(summary.title));
    const icon = sessionIcon(summary);
    item.id = summary.id;
    item.description = sessionDescription(summary, t);
    item.tooltip = tooltip(summary);
    item.iconPath = icon.color
      ? new vscode.ThemeIcon(icon.codicon, new vscode.ThemeColor(icon.color))
      : new vscode.ThemeIcon(icon.codicon);
    item.contextValue = summary.pinned ? 'session.pinned' : 'session';
    item.accessibilityInformation = { label: sessionAccessibleLabel(summary, t) };
    item.command = {
      command: COMMAND.openSession,
      title: t('Open Session'),
      arguments: [summary.id],
    };
    return item;
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  /** Tells the editor of exactly what changed, so that a live session does not make the whole tree flicker. */
  private update(): void {
    const before = this.nodes;
    const touched: SessionNode[] = [];
    this.nodes = new Map(
      this.list.sessions.map((summary) => {
        const node = before.get(summary.id) ?? { summary };
        if (JSON.stringify(node.summary) !== JSON.stringify(summary)) {
          node.summary = summary;
          touched.push(node);
        }
        return [summary.id, node];
      }),
    );
    if (!sameKeys(before, this.nodes)) this.changed.fire(undefined);
    else if (touched.length > 0) this.changed.fire(touched);
  }

  /** A message takes the place of the welcome content: in an empty view it must be why the view is empty. */
  private showProblems(): void {
    const { problems } = this.health;
    const told =
      this.list.sessions.length > 0 ? problems : problems.filter(({ id }) => id.startsWith('rejected:'));
    this.view.message = problemLine(told, vscode.l10n.t) ?? '';
  }

  private showState(): void {
    const { state } = this.collector;
    void vscode.commands.executeCommand('setContext', FAILED_CONTEXT, state.kind === 'failed');
  }
}

function tooltip(summary: ListedSession): vscode.MarkdownString {
  const t = vscode.l10n.t;
  const markdown = new vscode.MarkdownString();
  markdown.isTrusted = false;
  markdown.supportHtml = false;
  markdown.appendMarkdown(`**${escapeMarkdown(summary.title)}**\n\n`);
  for (const [label, value] of sessionFigures(summary, t)) {
    markdown.appendMarkdown(`- ${escapeMarkdown(label)}: ${escapeMarkdown(value)}\n`);
  }
  for (const warning of sessionWarnings(summary, t))
    markdown.appendMarkdown(`\n${escapeMarkdown(warning)}\n`);
  return markdown;
}

function sameKeys(a: ReadonlyMap<string, unknown>, b: ReadonlyMap<string, unknown>): boolean {
  if (a.size !== b.size) return false;
  const keys = b.keys();
  for (const key of a.keys()) if (key !== keys.next().value) return false;
  return true;
}
