import { Worker } from 'node:worker_threads';
import * as vscode from 'vscode';
import type { CollectorPorts } from '../protocol/collectorWorker';
import type { ImportStatus } from '../protocol/exchange';
import { SETTINGS_SECTION } from '../protocol/ids';
import type { LoopNotice } from '../protocol/loops';
import type { CollectorMethods, CollectorNotifications } from '../protocol/methods';
import type { RpcArgs } from '../protocol/rpc';
import { messageOf, RPC_ERROR, RpcClient, RpcError } from '../protocol/rpc';
import type { CollectorSettings } from './collectorSettings';
import { collectorSettings, collectorWorkerData } from './collectorSettings';
import type { ForwardHeaders } from './forwardHeaders';
import type { PortMemory } from './portMemory';
import { RestartBudget } from './restartBudget';
import type { TokenStore } from './tokenStore';
import { workerPort } from './workerPort';

/** How long the thread may take until it listens. Loading sql.js is well below a second. */
const READY_TIMEOUT_MS = 20_000;
/** The first answers wait until the journal has been read, which takes seconds when it is large. */
const REQUEST_TIMEOUT_MS = 120_000;

export type CollectorState =
  | { kind: 'stopped' }
  | { kind: 'starting' }
  | { kind: 'running'; ports: CollectorPorts }
  | { kind: 'failed'; message: string };

/** What the collector gets from the editor's side. */
export interface CollectorHost {
  /** Path of the collector's bundle. */
  script: string;
  journalDirectory: string;
  ports: PortMemory;
  tokens: TokenStore;
  forwardHeaders: ForwardHeaders;
  log: vscode.LogOutputChannel;
}

/** What programs need to send to the collector. */
export interface CollectorEndpoint {
  /** Port of OTLP/HTTP. */
  http: number | null;
  /** null when none is required. */
  token: string | null;
}

interface RunningThread {
  worker: Worker;
  client: RpcClient<CollectorMethods, CollectorNotifications>;
  /** That it was started with. */
  settings: CollectorSettings;
  token: string | null;
  ready: Promise<CollectorPorts>;
  wasReady: boolean;
}

/** Owns the collector's worker thread: starts it on first need, restarts it after a crash, ends it on dispose. */
export class CollectorService implements vscode.Disposable {
  private thread: RunningThread | undefined;
  /** While a thread is being prepared: whoever needs one waits for the same. */
  private launching: Promise<RunningThread> | undefined;
  /** Until the last thread has ended and its ports and its journal are free again. */
  private stopping: Promise<void> | undefined;
  private current: CollectorState = { kind: 'stopped' };
  private readonly budget = new RestartBudget();
  private toldAboutCrash = false;
  private disposed = false;

  private readonly changed = new vscode.EventEmitter<CollectorNotifications['changed']>();
  private readonly imported = new vscode.EventEmitter<ImportStatus>();
  private readonly foundLoop = new vscode.EventEmitter<LoopNotice>();
  private readonly stateChanged = new vscode.EventEmitter<CollectorState>();
  /** The store changed, as the collector announces it. */
  readonly onDidChange = this.changed.event;
  /** How an import goes, and how it ended. */
  readonly onDidImport = this.imported.event;
  /** A running agent got into a loop, or the loop became critical. */
  readonly onDidFindLoop = this.foundLoop.event;
  readonly onDidChangeState = this.stateChanged.event;

  constructor(private readonly host: CollectorHost) {}

  get state(): CollectorState {
    return this.current;
  }

  /** What the collector runs with; while it does not, what it would be started with. */
  get settings(): CollectorSettings {
    return this.thread?.settings ?? currentSettings();
  }

  /** Whether the settings have changed since the collector was started. */
  get isOutdated(): boolean {
    return (
      this.thread !== undefined && JSON.stringify(this.thread.settings) !== JSON.stringify(currentSettings())
    );
  }

  /** Starts the collector unless it runs. Rejects with the reason when it cannot. */
  async start(): Promise<CollectorPorts> {
    return (await this.running()).ready;
  }

  /** Starts the collector when necessary; resolves once it listens. */
  async endpoint(): Promise<CollectorEndpoint> {
    const { ready, token } = await this.running();
    return { http: (await ready).http, token };
  }

  /** Starts the collector when necessary, then asks it. */
  async request<K extends keyof CollectorMethods>(
    method: K,
    ...params: RpcArgs<CollectorMethods[K]['params']>
  ): Promise<CollectorMethods[K]['result']> {
    const { ready, client } = await this.running();
    await ready;
    return client.request(method, ...params);
  }

  /** Ends the thread and starts a new one, with the settings as they are now. */
  async restart(): Promise<void> {
    this.budget.reset();
    this.toldAboutCrash = false;
    await this.stop(vscode.l10n.t('The collector is being restarted.'));
    await this.start();
  }

  /** Resolves once the thread has ended. */
  async shutDown(): Promise<void> {
    this.disposed = true;
    await this.stop(vscode.l10n.t('Turnline is shutting down.'));
    this.changed.dispose();
    this.imported.dispose();
    this.foundLoop.dispose();
    this.stateChanged.dispose();
  }

  dispose(): void {
    void this.shutDown();
  }

  private stop(reason: string): Promise<void> {
    const before = this.stopping;
    const end = async () => {
      await before;
      await this.launching?.catch(() => undefined);
      const thread = this.thread;
      this.thread = undefined;
      this.setState({ kind: 'stopped' });
      thread?.client.close(reason);
      await thread?.worker.terminate();
    };
    this.stopping = end();
    return this.stopping;
  }

  private async running(): Promise<RunningThread> {
    if (this.thread) return this.thread;
    this.launching ??= this.launch().finally(() => {
      this.launching = undefined;
    });
    return this.launching;
  }

  private async launch(): Promise<RunningThread> {
    await this.stopping;
    if (this.disposed) throw new RpcError(RPC_ERROR.closed, vscode.l10n.t('Turnline is shutting down.'));
    this.setState({ kind: 'starting' });
    const settings = currentSettings();
    const token = settings.requireToken ? await this.token() : null;
    const forwardHeaders = await this.host.forwardHeaders.of(settings.forwardEndpoint);
    this.thread = this.startThread(settings, token, forwardHeaders);
    return this.thread;
  }

  private async token(): Promise<string> {
    try {
      return await this.host.tokens.token();
    } catch (error) {
      const message = vscode.l10n.t(
        'The token that senders must present could not be kept: {0}',
        messageOf(error),
      );
      this.fail(message);
      throw new Error(message, { cause: error });
    }
  }

  private startThread(
    settings: CollectorSettings,
    token: string | null,
    forwardHeaders: Record<string, string>,
  ): RunningThread {
    const { script, journalDirectory, ports: memory, log } = this.host;
    const configured = { http: settings.httpPort, grpc: settings.grpcPort };
    const formerPorts = memory.former(configured);
    const workerData = collectorWorkerData(settings, {
      journalDirectory,
      formerPorts,
      token,
      forwardHeaders,
    });
    const worker = new Worker(script, { workerData, name: 'turnline-collector' });
    const client = new RpcClient<CollectorMethods, CollectorNotifications>(
      workerPort(worker),
      REQUEST_TIMEOUT_MS,
    );
    client.on('log', ({ level, message }) => {
      log[level](message);
    });
    client.on('changed', (params) => {
      this.changed.fire(params);
    });
    client.on('import', (status) => {
      this.imported.fire(status);
    });
    client.on('loop', (notice) => {
      this.foundLoop.fire(notice);
    });
    const ready = this.untilReady(worker, client);
    const thread: RunningThread = { worker, client, settings, token, ready, wasReady: false };
    let failure: string | undefined;
    ready.then(
      (ports) => {
        if (this.thread !== thread) return;
        thread.wasReady = true;
        memory.remember(configured, ports).catch((error: unknown) => {
          log.warn(`The ports could not be remembered: ${messageOf(error)}`);
        });
        log.info(
          `Collector listens on 127.0.0.1:${ports.http ?? '–'} (OTLP/HTTP) and 127.0.0.1:${ports.grpc ?? '–'} (OTLP/gRPC).`,
        );
        this.setState({ kind: 'running', ports });
      },
      (error: unknown) => {
        failure = messageOf(error);
      },
    );
    worker.on('error', (error) => {
      log.error(error);
    });
    worker.once('exit', (code) => {
      client.close(vscode.l10n.t('The collector stopped.'));
      if (this.thread !== thread) return;
      log.error(`Collector thread ended unexpectedly with exit code ${code}.`);
      this.thread = undefined;
      if (thread.wasReady) this.restartAfterCrash(settings);
      else this.fail(failure ?? vscode.l10n.t('The collector stopped with exit code {0}.', code));
    });
    return thread;
  }

  private untilReady(
    worker: Worker,
    client: RpcClient<CollectorMethods, CollectorNotifications>,
  ): Promise<CollectorPorts> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(
          new Error(vscode.l10n.t('The collector did not start within {0} s.', READY_TIMEOUT_MS / 1_000)),
        );
        void worker.terminate();
      }, READY_TIMEOUT_MS);
      client.on('ready', (ports) => {
        clearTimeout(timer);
        resolve(ports);
      });
      worker.once('error', (error) => {
        clearTimeout(timer);
        reject(new Error(vscode.l10n.t('The collector failed: {0}', messageOf(error))));
      });
      worker.once('exit', (code) => {
        clearTimeout(timer);
        reject(new Error(vscode.l10n.t('The collector stopped with exit code {0}.', code)));
      });
    });
  }

  private restartAfterCrash(settings: CollectorSettings): void {
    if (!this.budget.take(Date.now())) {
      this.fail(vscode.l10n.t('The Turnline collector keeps stopping.'));
      return;
    }
    this.start().catch((error: unknown) => {
      this.host.log.error(`Collector could not be restarted: ${messageOf(error)}`);
    });
    if (this.toldAboutCrash) return;
    this.toldAboutCrash = true;
    const message =
      settings.journalMegabytes > 0
        ? vscode.l10n.t(
            'The Turnline collector stopped and was restarted. It reads its sessions back from disk.',
          )
        : vscode.l10n.t(
            'The Turnline collector stopped and was restarted. Sessions received before are gone, because the journal is off.',
          );
    void this.tell(vscode.window.showWarningMessage, message, false);
  }

  /** Gives up until a person asks for a restart. */
  private fail(message: string): void {
    this.setState({ kind: 'failed', message });
    void this.tell(vscode.window.showErrorMessage, message, true);
  }

  private async tell(
    show: (message: string, ...actions: string[]) => Thenable<string | undefined>,
    message: string,
    offerRestart: boolean,
  ): Promise<void> {
    const showLog = vscode.l10n.t('Show Log');
    const restart = vscode.l10n.t('Restart');
    const chosen = await show(message, ...(offerRestart ? [restart, showLog] : [showLog]));
    if (chosen === showLog) this.host.log.show();
    if (chosen === restart) {
      this.restart().catch((error: unknown) => {
        this.host.log.error(`Collector could not be restarted: ${messageOf(error)}`);
      });
    }
  }

  private setState(state: CollectorState): void {
    this.current = state;
    this.stateChanged.fire(state);
  }
}

function currentSettings(): CollectorSettings {
  const configuration = vscode.workspace.getConfiguration(SETTINGS_SECTION);
  return collectorSettings((name) => configuration.get(name));
}
