import * as vscode from 'vscode';
import { SETTING, SETTINGS_SECTION } from '../../protocol/ids';
import { messageOf } from '../../protocol/rpc';
import type { SourceRange, ToolStatistics } from '../../protocol/source';
import { keysOf, readingsOf } from '../../source/names';
import { mentionsTools } from '../../source/mentions';
import type { CollectorService } from '../collectorService';
import type { SourceIndexService } from '../source/sourceIndexService';

/** How often the figures beside the code change at most, while an agent runs. */
const REFRESH_MS = 1_500;
/** More tools than that in one file is generated code. */
const MAX_TOOLS = 200;

export const LANGUAGES = [
  'python',
  'typescript',
  'typescriptreact',
  'javascript',
  'javascriptreact',
  'go',
  'java',
  'csharp',
];
const SCHEMES = ['file', 'vscode-notebook-cell'];
export const TOOL_FILES: vscode.DocumentSelector = SCHEMES.flatMap((scheme) =>
  LANGUAGES.map((language) => ({ scheme, language })),
);

/** A tool in a document, with what is known of its calls. */
export interface UsedTool {
  /** Every spelling that spans have of it. */
  names: string[];
  /** Of its name, in the document as it is now. */
  at: SourceRange;
  calls: number;
  errors: number;
  p50Ms: number;
  p95Ms: number;
  loopIterations: number;
}

/** Which tools of a document were called, as far as the collector knows; asks it at most every second or so. */
export class ToolUse implements vscode.Disposable {
  private statistics: Promise<ToolStatistics[]> | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly ofDocument = new WeakMap<
    vscode.TextDocument,
    { key: string; tools: Promise<UsedTool[]> }
  >();
  private revision = 0;
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  private readonly subscriptions: { dispose: () => unknown }[];

  constructor(
    private readonly collector: CollectorService,
    private readonly index: SourceIndexService,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.subscriptions = [
      collector.onDidChange(() => {
        this.refreshSoon();
      }),
      collector.onDidChangeState(() => {
        this.refreshSoon();
      }),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration(`${SETTINGS_SECTION}.${SETTING.codeLens}`)) this.refreshSoon();
      }),
      this.changed,
    ];
  }

  /** Empty while the collector does not run, when it is switched off, and for files without tools. */
  toolsOf(document: vscode.TextDocument): Promise<UsedTool[]> {
    if (!this.isOn() || !LANGUAGES.includes(document.languageId) || !SCHEMES.includes(document.uri.scheme)) {
      return Promise.resolve([]);
    }
    const key = `${document.version} ${this.revision}`;
    const known = this.ofDocument.get(document);
    if (known?.key === key) return known.tools;
    const tools = this.find(document).catch((error: unknown) => {
      this.log.warn(`The tools of ${document.uri.path} could not be looked up: ${messageOf(error)}`);
      return [];
    });
    this.ofDocument.set(document, { key, tools });
    return tools;
  }

  dispose(): void {
    clearTimeout(this.timer);
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  /** Never starts the collector: figures beside the code are worth nothing to who does not use it. */
  private isOn(): boolean {
    const enabled = vscode.workspace.getConfiguration(SETTINGS_SECTION).get<boolean>(SETTING.codeLens, true);
    return enabled && this.collector.state.kind === 'running';
  }

  private refreshSoon(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.statistics = undefined;
      this.revision += 1;
      this.changed.fire();
    }, REFRESH_MS);
  }

  private async find(document: vscode.TextDocument): Promise<UsedTool[]> {
    this.statistics ??= this.collector.request('tools/statistics');
    const statistics = await this.statistics;
    const text = document.getText();
    if (statistics.length === 0) return [];
    const defined = mentionsTools(text) ? (await this.index.toolsIn(document)).slice(0, MAX_TOOLS) : [];
    const used = new Map<string, UsedTool>();
    const rest = new Set(statistics);
    for (const { name, at } of defined) {
      for (const one of statistics.filter((each) => isNamed(each.name, name))) {
        rest.delete(one);
        add(used, at, one);
      }
    }
    // A plain function may be made a tool in another file: the index of what is saved knows.
    for (const one of document.isDirty ? [] : rest) {
      if (!readingsOf(one.name).some(({ name }) => text.includes(name))) continue;
      const { places, certain } = await this.index.find({ kind: 'tool', name: one.name, server: null });
      const best = places[0];
      if (certain && best?.file === document.uri.fsPath && best.cell === null) add(used, best.at, one);
    }
    return [...used.values()];
  }
}

/** Whether a tool that spans call `called` may be the one that the code calls `written`. */
function isNamed(called: string, written: string): boolean {
  const keys = keysOf(written, true);
  return readingsOf(called).some(({ key, certain }) => certain && keys.includes(key));
}

/** One line may define a tool that goes by several spellings. */
function add(used: Map<string, UsedTool>, at: SourceRange, one: ToolStatistics): void {
  const key = String(at.line);
  const known = used.get(key);
  if (!known) {
    const { calls, errors, p50Ms, p95Ms, loopIterations } = one;
    used.set(key, { names: [one.name], at, calls, errors, p50Ms, p95Ms, loopIterations });
    return;
  }
  if (known.names.includes(one.name)) return;
  known.names.push(one.name);
  known.calls += one.calls;
  known.errors += one.errors;
  known.p50Ms = Math.max(known.p50Ms, one.p50Ms);
  known.p95Ms = Math.max(known.p95Ms, one.p95Ms);
  known.loopIterations = Math.max(known.loopIterations, one.loopIterations);
}
