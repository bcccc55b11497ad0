/** How the collector starts its receiver. */
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { ReceiverData, ReceiverEnds } from './channel';
import type { ReceiverThreadData } from './main';

export interface StartedReceiver {
  /** Resolves with the reason when it cannot start or ends by itself. */
  failed: Promise<Error>;
  /** Ends it, whatever it does. */
  stop: () => Promise<void>;
}

/** It says `listening` over its control channel. */
export type StartReceiver = (data: ReceiverData, ends: ReceiverEnds) => StartedReceiver;

/**
 * What is young when a garbage collector looks for it, in MiB; twice what Node allows. A request of some hundred spans in
 * JSON takes several while it is read, redacted and encoded, and all of it is copied when that happens in between:
 * this much takes a tenth off the time for such a request.
 */
const YOUNG_GENERATION_MIB = 96;

/** In a thread of its own. Its bundle lies beside the collector's. */
export const startReceiverThread: StartReceiver = (data, ends) => {
  const worker = new Worker(join(__dirname, 'receiver.js'), {
    workerData: { data, ...ends } satisfies ReceiverThreadData,
    transferList: [ends.records, ends.control],
    name: 'turnline-receiver',
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MIB },
  });
  let stopping = false;
  const failed = new Promise<Error>((resolve) => {
    worker.once('error', (error) => {
      resolve(error instanceof Error ? error : new Error(String(error)));
    });
    worker.once('exit', (code) => {
      if (!stopping) resolve(new Error(`The receiver's thread ended with exit code ${code}.`));
    });
  });
  return {
    failed,
    stop: async () => {
      stopping = true;
      await worker.terminate();
    },
  };
};
