import { Worker } from 'node:worker_threads';
import * as vscode from 'vscode';
import type { CollectorPorts, CollectorWorkerData } from '../protocol/collectorWorker';
import { DEFAULT_MEMORY_LIMIT_BYTES } from '../protocol/collectorWorker';
import { DEFAULT_GRPC_PORT, DEFAULT_HTTP_PORT, SETTING, SETTINGS_SECTION } from '../protocol/ids';
import type { CollectorMethods, CollectorNotifications } from '../protocol/methods';
import type { RpcArgs } from '../protocol/rpc';
import { messageOf, RPC_ERROR, RpcClient, RpcError } from '../protocol/rpc';
import { RestartBudget } from './restartBudget';
import { workerPort } from './workerPort';

/** How long the thread may take until it listens. Loading sql.js is well below a second. */
const READY_TIMEOUT_MS = 20_000;

export type CollectorState =
  | { kind: 'stopped' }
  | { kind: 'starting' }
  | { kind: 'running'; ports: CollectorPorts }
  | { kind: 'failed'; message: string };

interface RunningThread {
  worker: Worker;
  client: RpcClient<CollectorMethods, CollectorNotifications>;
  ready: Promise<CollectorPorts>;
  wasReady: boolean;
}

/** Owns the collector's worker thread: starts it on first need, restarts it after a crash, ends it on dispose. */
export class CollectorService implements vscode.Disposable {
  private thread: RunningThread | undefined;
  private current: CollectorState = { kind: 'stopped' };
  private readonly budget = new RestartBudget();
  /** A restarted collector listens where running agents already send to. */
  private lastPorts: CollectorPorts | undefined;
  private toldAboutCrash = false;
  private disposed = false;

  private readonly changed = new vscode.EventEmitter<CollectorNotifications['changed']>();
  private readonly stateChanged = new vscode.EventEmitter<CollectorState>();
  /** The store changed, as the collector announces it. */
  readonly onDidChange = this.changed.event;
  readonly onDidChangeState = this.stateChanged.event;

  constructor(
    /** Path of the collector's bundle. */
    private readonly script: string,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  get state(): CollectorState {
    return this.current;
  }

  /** Starts the collector unless it runs. Rejects with the reason when it cannot. */
  async start(): Promise<CollectorPorts> {
    if (this.disposed) throw new RpcError(RPC_ERROR.closed, vscode.l10n.t('Turnline is shutting down.'));
    this.thread ??= this.launch();
    return this.thread.ready;
  }

  /** Starts the collector when necessary, then asks it. */
  async request<K extends keyof CollectorMethods>(
    method: K,
    ...params: RpcArgs<CollectorMethods[K]['params']>
  ): Promise<CollectorMethods[K]['result']> {
    await this.start();
    // The thread may have ended between the two awaits.
    if (!this.thread) throw new RpcError(RPC_ERROR.closed, vscode.l10n.t('The collector stopped.'));
    return this.thread.client.request(method, ...params);
  }

  /** Ends the thread, its sessions included, and starts a new one. With `newPorts` the settings are read again. */
  async restart(options: { newPorts: boolean } = { newPorts: false }): Promise<CollectorPorts> {
    this.budget.reset();
    this.toldAboutCrash = false;
    if (options.newPorts) this.lastPorts = undefined;
    await this.stop(vscode.l10n.t('The collector is being restarted.'));
    return this.start();
  }

  /** Resolves once the thread has ended. */
  async shutDown(): Promise<void> {
    this.disposed = true;
    await this.stop(vscode.l10n.t('Turnline is shutting down.'));
    this.changed.dispose();
    this.stateChanged.dispose();
  }

  dispose(): void {
    void this.shutDown();
  }

  private async stop(reason: string): Promise<void> {
    const thread = this.thread;
    this.thread = undefined;
    this.setState({ kind: 'stopped' });
    if (!thread) return;
    thread.client.close(reason);
    await thread.worker.terminate();
  }

  private launch(): RunningThread {
    const workerData: CollectorWorkerData = {
      httpPort: this.lastPorts?.http ?? configuredPort(SETTING.httpPort, DEFAULT_HTTP_PORT),
      grpcPort: this.lastPorts?.grpc ?? configuredPort(SETTING.grpcPort, DEFAULT_GRPC_PORT),
      fallbackToFreePort: true,
      formerPorts: null,
      token: null,
      journal: null,
      memoryLimitBytes: DEFAULT_MEMORY_LIMIT_BYTES,
      redactionPatterns: [],
    };
    this.setState({ kind: 'starting' });
    const worker = new Worker(this.script, { workerData, name: 'turnline-collector' });
    const client = new RpcClient<CollectorMethods, CollectorNotifications>(workerPort(worker));
    client.on('log', ({ level, message }) => {
      this.log[level](message);
    });
    client.on('changed', (params) => {
      this.changed.fire(params);
    });
    const thread: RunningThread = { worker, client, ready: this.untilReady(worker, client), wasReady: false };
    let failure: string | undefined;
    thread.ready.then(
      (ports) => {
        if (this.thread !== thread) return;
        thread.wasReady = true;
        this.lastPorts = ports;
        this.log.info(
          `Collector listens on 127.0.0.1:${ports.http ?? '–'} (OTLP/HTTP) and 127.0.0.1:${ports.grpc ?? '–'} (OTLP/gRPC).`,
        );
        this.setState({ kind: 'running', ports });
      },
      (error: unknown) => {
        failure = messageOf(error);
      },
    );
    worker.on('error', (error) => {
      this.log.error(error);
    });
    worker.once('exit', (code) => {
      client.close(vscode.l10n.t('The collector stopped.'));
      if (this.thread !== thread) return;
      this.log.error(`Collector thread ended unexpectedly with exit code ${code}.`);
      this.thread = undefined;
      if (thread.wasReady) this.restartAfterCrash();
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

  private restartAfterCrash(): void {
    if (!this.budget.take(Date.now())) {
      this.fail(vscode.l10n.t('The Turnline collector keeps stopping.'));
      return;
    }
    this.start().catch((error: unknown) => {
      this.log.error(`Collector could not be restarted: ${messageOf(error)}`);
    });
    if (this.toldAboutCrash) return;
    this.toldAboutCrash = true;
    void this.tell(
      vscode.window.showWarningMessage,
      vscode.l10n.t('The Turnline collector stopped and was restarted. Sessions received before are gone.'),
      false,
    );
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
    if (chosen === showLog) this.log.show();
    if (chosen === restart) {
      this.restart().catch((error: unknown) => {
        this.log.error(`Collector could not be restarted: ${messageOf(error)}`);
      });
    }
  }

  private setState(state: CollectorState): void {
    this.current = state;
    this.stateChanged.fire(state);
  }
}

function configuredPort(setting: string, standard: number): number {
  return vscode.workspace.getConfiguration(SETTINGS_SECTION).get(setting, standard);
}
