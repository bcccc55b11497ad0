import * as vscode from 'vscode';
import { messageOf } from '../protocol/rpc';
import type { ListedSession } from '../protocol/sessions';
import type { CollectorService } from './collectorService';

/** A running agent sends several batches a second; people do not read faster than this. */
const REFRESH_INTERVAL_MS = 300;

/** The sessions as the tree, the status bar and the panels show them: one copy, kept fresh while anybody looks. */
export class SessionList implements vscode.Disposable {
  private current: ListedSession[] = [];
  private loaded = false;
  private refreshing: Promise<void> | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private staleWhileRefreshing = false;

  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly collector: CollectorService,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.subscriptions = [
      collector.onDidChange(() => {
        this.refreshSoon();
      }),
      collector.onDidChangeState(({ kind }) => {
        if (kind === 'running') this.refreshSoon();
        else this.forget();
      }),
    ];
  }

  /** Newest first; empty until the collector has started. */
  get sessions(): readonly ListedSession[] {
    return this.current;
  }

  find(sessionId: string): ListedSession | undefined {
    return this.current.find(({ id }) => id === sessionId);
  }

  /** Resolves once the sessions are known, which takes a while when the collector has to read its journal first. */
  async whenLoaded(): Promise<void> {
    if (!this.loaded) await this.refresh();
  }

  /** Starts the collector when necessary; rejects when it cannot start. */
  refresh(): Promise<void> {
    this.refreshing ??= this.load().finally(() => {
      this.refreshing = undefined;
      if (this.staleWhileRefreshing) {
        this.staleWhileRefreshing = false;
        this.refreshSoon();
      }
    });
    return this.refreshing;
  }

  dispose(): void {
    clearTimeout(this.timer);
    vscode.Disposable.from(...this.subscriptions).dispose();
    this.changed.dispose();
  }

  private async load(): Promise<void> {
    this.current = await this.collector.request('sessions/list');
    this.loaded = true;
    this.changed.fire();
  }

  private forget(): void {
    this.current = [];
    this.loaded = false;
    this.changed.fire();
  }

  private refreshSoon(): void {
    if (this.refreshing) {
      this.staleWhileRefreshing = true;
      return;
    }
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      if (this.collector.state.kind !== 'running') return;
      this.refresh().catch((error: unknown) => {
        this.log.warn(`The sessions could not be listed: ${messageOf(error)}`);
      });
    }, REFRESH_INTERVAL_MS);
  }
}
