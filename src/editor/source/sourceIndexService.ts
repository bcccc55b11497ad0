import { basename } from 'node:path';
import { Worker } from 'node:worker_threads';
import * as vscode from 'vscode';
import { messageOf, RpcClient } from '../../protocol/rpc';
import type {
  DefinedTool,
  SourceAnswer,
  SourceFolders,
  SourceIndexMethods,
  SourceQuestion,
} from '../../protocol/source';
import { MCP_CONFIG_FILES } from '../../source/mcpConfig';
import { workerPort } from '../workerPort';

/** A large workspace on a slow disk. Nobody waits for it but who asks while it is read. */
const TIMEOUT_MS = 120_000;
/** Formatters and version control write many files at once. */
const SETTLE_MS = 300;
const SOURCE_FILES =
  '**/*.{py,ts,mts,cts,tsx,js,jsx,mjs,cjs,go,java,cs,ipynb,md,mdc,yaml,yml,json,jinja,jinja2,j2,prompt,prompty,txt}';
const CONFIG_FILES = `**/{${[...new Set(MCP_CONFIG_FILES.map((file) => basename(file)))].join(',')},.gitignore}`;

interface Thread {
  worker: Worker;
  client: RpcClient<SourceIndexMethods>;
  built: Promise<unknown>;
}

/**
 * The index of what the workspace's sources define. It lives in a thread of its own, which starts with the first
 * question and reads the folders then; later it reads what changes.
 */
export class SourceIndexService implements vscode.Disposable {
  private thread: Thread | undefined;
  private readonly subscriptions: vscode.Disposable[] = [];
  private readonly changedFiles = new Set<string>();
  private settling: ReturnType<typeof setTimeout> | undefined;

  constructor(
    /** Path of the thread's bundle. */
    private readonly script: string,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  find(question: SourceQuestion): Promise<SourceAnswer> {
    return this.running().client.request('index/find', question);
  }

  /** The same in a folder of its own, which does not belong to the workspace. */
  findIn(folder: string, question: SourceQuestion): Promise<SourceAnswer> {
    return this.running().client.request('index/findIn', { folder, question });
  }

  /** Paths of the workspace's source files that end like this, with slashes between folders. */
  endingWith(path: string): Promise<string[]> {
    return this.running().client.request('index/endingWith', { path });
  }

  toolsIn(document: vscode.TextDocument): Promise<DefinedTool[]> {
    return this.running().client.request('index/toolsIn', {
      file: document.uri.path,
      text: document.getText(),
    });
  }

  dispose(): void {
    clearTimeout(this.settling);
    vscode.Disposable.from(...this.subscriptions).dispose();
    this.thread?.client.close(vscode.l10n.t('The source index is closed.'));
    void this.thread?.worker.terminate();
    this.thread = undefined;
  }

  private running(): Thread {
    if (this.thread) return this.thread;
    this.watch();
    const worker = new Worker(this.script, { name: 'turnline-source' });
    const client = new RpcClient<SourceIndexMethods>(workerPort(worker), TIMEOUT_MS);
    const built = this.build(client);
    const thread = { worker, client, built };
    worker.on('error', (error) => {
      this.log.error(error);
    });
    worker.once('exit', () => {
      client.close(vscode.l10n.t('The source index stopped.'));
      // The next question starts it again.
      if (this.thread === thread) this.thread = undefined;
    });
    this.thread = thread;
    return thread;
  }

  private async build(client: RpcClient<SourceIndexMethods>): Promise<void> {
    try {
      const { files, promising, durationMs, problems } = await client.request('index/build', sourceFolders());
      this.log.info(
        `Source index: ${files} files, ${promising} of them with words of tools, agents or prompts, ${Math.round(durationMs)} ms.`,
      );
      for (const problem of problems) this.log.warn(problem);
    } catch (error) {
      this.log.error(`The workspace’s sources could not be read: ${messageOf(error)}`);
    }
  }

  private watch(): void {
    if (this.subscriptions.length > 0) return;
    const changed = (uri: vscode.Uri) => {
      if (uri.scheme !== 'file') return;
      this.changedFiles.add(uri.fsPath);
      clearTimeout(this.settling);
      this.settling = setTimeout(() => {
        this.tellChanges();
      }, SETTLE_MS);
    };
    for (const pattern of [SOURCE_FILES, CONFIG_FILES]) {
      const watcher = vscode.workspace.createFileSystemWatcher(pattern);
      this.subscriptions.push(
        watcher,
        watcher.onDidCreate(changed),
        watcher.onDidChange(changed),
        watcher.onDidDelete(changed),
      );
    }
    const rebuild = () => {
      if (this.thread) this.thread.built = this.build(this.thread.client);
    };
    this.subscriptions.push(
      vscode.workspace.onDidChangeWorkspaceFolders(rebuild),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('files.exclude')) rebuild();
      }),
    );
  }

  private tellChanges(): void {
    const files = [...this.changedFiles];
    this.changedFiles.clear();
    const thread = this.thread;
    if (!thread || files.length === 0) return;
    if (files.some((file) => file.endsWith('.gitignore'))) {
      thread.built = this.build(thread.client);
      return;
    }
    thread.client.request('index/changed', { files }).catch((error: unknown) => {
      this.log.warn(`The source index missed a change: ${messageOf(error)}`);
    });
  }
}

function sourceFolders(): SourceFolders {
  const exclude = vscode.workspace.getConfiguration('files').get<Record<string, unknown>>('exclude') ?? {};
  return {
    folders: (vscode.workspace.workspaceFolders ?? [])
      .filter(({ uri }) => uri.scheme === 'file')
      .map(({ uri }) => uri.fsPath),
    // `{ when: … }` hides what another file stands for: compiled output, which names the same tools again.
    exclude: Object.entries(exclude).flatMap(([glob, on]) => (on === true ? [glob] : [])),
  };
}
