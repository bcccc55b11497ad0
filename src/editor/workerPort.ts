import type { Worker } from 'node:worker_threads';
import type { RpcPort } from '../protocol/rpc';

/** The extension host's end of the channel to a worker thread. */
export function workerPort(worker: Worker): RpcPort {
  return {
    post: (message) => {
      worker.postMessage(message);
    },
    onMessage: (listener) => {
      worker.on('message', listener);
      return () => worker.off('message', listener);
    },
  };
}
