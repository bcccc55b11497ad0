import * as vscode from 'vscode';
import { formatDuration } from '../../protocol/format';
import { COMMAND } from '../../protocol/ids';
import type { CollectorService } from '../collectorService';
import { cut, toolTitle } from './toolText';
import type { ToolUse, UsedTool } from './toolUse';
import { TOOL_FILES } from './toolUse';

const MAX_HOVER_CHARS = 600;

/** The calls of a tool above its code, its last call on hover, and marks where it fails or loops. */
export class ToolLenses implements vscode.CodeLensProvider, vscode.HoverProvider, vscode.Disposable {
  readonly onDidChangeCodeLenses: vscode.Event<void>;
  private readonly subscriptions: { dispose: () => unknown }[];
  private readonly failing = ruler('editorOverviewRuler.errorForeground');
  private readonly looping = ruler('editorOverviewRuler.warningForeground');

  constructor(
    private readonly use: ToolUse,
    private readonly collector: CollectorService,
  ) {
    this.onDidChangeCodeLenses = use.onDidChange;
    this.subscriptions = [
      vscode.languages.registerCodeLensProvider(TOOL_FILES, this),
      vscode.languages.registerHoverProvider(TOOL_FILES, this),
      this.failing,
      this.looping,
      use.onDidChange(() => {
        this.markAll();
      }),
      vscode.window.onDidChangeVisibleTextEditors(() => {
        this.markAll();
      }),
      // Decorations move with edits by themselves; what was written anew is looked at when it is saved.
      vscode.workspace.onDidSaveTextDocument(() => {
        this.markAll();
      }),
    ];
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    const tools = await this.use.toolsOf(document);
    return tools.flatMap((tool) => {
      const range = rangeOf(tool, document);
      return [
        new vscode.CodeLens(range, {
          title: toolTitle(tool, vscode.l10n.t),
          tooltip: vscode.l10n.t(
            'Show the calls of this tool in all sessions. 95 % of them took at most {0}.',
            formatDuration(tool.p95Ms),
          ),
          command: COMMAND.showToolCalls,
          arguments: [{ names: tool.names }],
        }),
        new vscode.CodeLens(range, {
          title: vscode.l10n.t('Flame graph'),
          tooltip: vscode.l10n.t('Show the last call in the flame graph'),
          command: COMMAND.showToolCalls,
          arguments: [{ names: tool.names, last: true }],
        }),
      ];
    });
  }

  async provideHover(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<vscode.Hover | undefined> {
    const tools = await this.use.toolsOf(document);
    const tool = tools.find((one) => rangeOf(one, document).contains(position));
    if (!tool) return undefined;
    const [last] = await this.collector.request('tools/calls', { names: tool.names, limit: 1 });
    if (!last) return undefined;
    const { traceId, spanId, durationMs, startTime } = last;
    const { span } = await this.collector.request('span/get', { traceId, spanId });
    const { t } = vscode.l10n;
    const text = new vscode.MarkdownString();
    // What a trace says is text: only this command may be run from here.
    text.isTrusted = { enabledCommands: [COMMAND.showToolCalls] };
    text.appendMarkdown(`**Turnline** — ${toolTitle(tool, t)}\n\n`);
    text.appendMarkdown(
      t('Last call: {0}, {1}', new Date(startTime).toLocaleString(), formatDuration(durationMs)),
    );
    if (span.tool?.errorClass) text.appendText(` · ${span.tool.errorClass}`);
    const given = span.tool?.arguments;
    const result = span.tool?.result ?? span.errorMessage;
    if (given != null) text.appendCodeblock(cut(given, MAX_HOVER_CHARS, t), 'json');
    if (result != null) text.appendCodeblock(cut(result, MAX_HOVER_CHARS, t), 'text');
    const argument = encodeURIComponent(JSON.stringify([{ names: tool.names, last: true }]));
    text.appendMarkdown(`[${t('Show it in the flame graph')}](command:${COMMAND.showToolCalls}?${argument})`);
    return new vscode.Hover(text, rangeOf(tool, document));
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  private markAll(): void {
    for (const editor of vscode.window.visibleTextEditors) void this.mark(editor);
  }

  private async mark(editor: vscode.TextEditor): Promise<void> {
    const { version } = editor.document;
    const tools = await this.use.toolsOf(editor.document);
    // Typed on since: the next save marks again.
    if (editor.document.version !== version) return;
    const ranges = (of: UsedTool[]) => of.map((tool) => rangeOf(tool, editor.document));
    editor.setDecorations(this.looping, ranges(tools.filter(({ loopIterations }) => loopIterations > 0)));
    editor.setDecorations(
      this.failing,
      ranges(tools.filter(({ errors, loopIterations }) => errors > 0 && loopIterations === 0)),
    );
  }
}

function ruler(color: string): vscode.TextEditorDecorationType {
  return vscode.window.createTextEditorDecorationType({
    overviewRulerColor: new vscode.ThemeColor(color),
    overviewRulerLane: vscode.OverviewRulerLane.Right,
  });
}

function rangeOf({ at }: UsedTool, document: vscode.TextDocument): vscode.Range {
  return document.validateRange(
    new vscode.Range(at.line - 1, at.column - 1, at.endLine - 1, at.endColumn - 1),
  );
}
