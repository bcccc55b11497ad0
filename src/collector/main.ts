/** The collector's entry: a worker thread of the extension host, or a program of its own. */
import type { MessagePort } from 'node:worker_threads';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import type { CollectorWorkerData } from '../protocol/collectorWorker';
import type { RpcPort } from '../protocol/rpc';
import { DEFAULT_LOOP_THRESHOLDS } from '../protocol/loops';
import { messageOf, serveRpc } from '../protocol/rpc';
import type { CollectorOptions } from './options';
import type { StartReceiver } from './receiver/startReceiver';
import { parseOptions, USAGE, UsageError } from './options';
import { startReceiverThread } from './receiver/startReceiver';
import type { RunningCollector } from './start';
import type { Log } from './log';
import { startCollector } from './start';
import { stdioPort } from './stdioPort';
import { goBehindOthers } from './threadPriority';
import { workerPort } from './workerPort';

/**
 * The receiver in a thread that goes before this one: whoever sends waits for it. With two processors, a third more
 * spans per second are acknowledged so while the store is busy, too; with more it makes no difference. In an editor,
 * whose views wait for this thread, both go behind the host's alike.
 */
const startReceiverAhead: StartReceiver = (data, ends) => {
  const receiver = startReceiverThread(data, ends);
  goBehindOthers();
  return receiver;
};

/** Fails the thread when it cannot start: the extension host gets the error. */
async function runInWorker(port: MessagePort, data: CollectorWorkerData): Promise<void> {
  goBehindOthers();
  const rpc = workerPort(port);
  // `ready` is the first message, so what is logged before waits.
  let logged: Parameters<Log>[] | null = [];
  const log: Log = (level, message) => {
    if (logged) logged.push([level, message]);
    else rpc.post({ method: 'log', params: { level, message } });
  };
  const running = await startCollector({ ...data, log });
  rpc.post({ method: 'ready', params: running.ports });
  const early = logged;
  logged = null;
  for (const line of early) log(...line);
  surviveExceptions(log);
  endWithReceiver(running, log);
  serve(running, rpc);
}

async function runHeadless(args: readonly string[]): Promise<void> {
  const log: Log = (level, message) => process.stderr.write(`${level}: ${message}\n`);
  let options: CollectorOptions;
  try {
    options = parseOptions(args);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n\n${USAGE}\n`);
    process.exitCode = 2;
    return;
  }
  if (options.help) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }

  const running = await startCollector(
    {
      ...options,
      fallbackToFreePort: false,
      formerPorts: null,
      prices: [],
      loopThresholds: DEFAULT_LOOP_THRESHOLDS,
      log,
    },
    startReceiverAhead,
  );
  const stop = () => {
    void running.close().then(() => {
      // Once this is written, everything before it is.
      process.stdout.write('', () => process.exit(0));
    });
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  // Whoever read the output is gone.
  process.stdout.on('error', () => process.exit(0));
  process.stderr.on('error', () => undefined);
  surviveExceptions(log);
  endWithReceiver(running, log);
  process.stdout.write(`${JSON.stringify({ ready: true, ...running.ports })}\n`);
  if (options.stdio) {
    const rpc = stdioPort(process.stdin, process.stdout);
    serve(running, rpc);
    void rpc.done.then(stop);
  }
}

function serve({ handlers, onChanged, onImport, onLoop }: RunningCollector, rpc: RpcPort): void {
  serveRpc(rpc, handlers);
  onImport((status) => {
    rpc.post({ method: 'import', params: status });
  });
  onLoop((notice) => {
    rpc.post({ method: 'loop', params: notice });
  });
  onChanged((change) => {
    rpc.post({ method: 'changed', params: change });
  });
}

/** Nothing would be received any more: whoever started this starts it anew. */
function endWithReceiver({ failed }: RunningCollector, log: Log): void {
  void failed.then((error) => {
    log('error', `The collector ends, for its receiver has: ${error.stack ?? error.message}`);
    process.exit(1);
  });
}

/**
 * What fails while a request or a call is handled is answered with an error. What still gets here came from a socket
 * or a timer: worth a line in the log, not the sessions in memory.
 */
function surviveExceptions(log: Log): void {
  process.on('uncaughtException', (error) => {
    log('error', `Unexpected: ${error.stack ?? messageOf(error)}`);
  });
}

if (isMainThread) {
  runHeadless(process.argv.slice(2)).catch((error: unknown) => {
    process.stderr.write(`${messageOf(error)}\n`);
    process.exit(1);
  });
} else if (parentPort) {
  void runInWorker(parentPort, workerData as CollectorWorkerData);
}
