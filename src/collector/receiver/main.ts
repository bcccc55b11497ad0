/** The receiver's entry: a worker thread of the collector's. */
import { workerData } from 'node:worker_threads';
import { messageOf } from '../../protocol/rpc';
import type { ReceiverData, ReceiverEnds } from './channel';
import { runReceiver } from './receiver';

export interface ReceiverThreadData extends ReceiverEnds {
  data: ReceiverData;
}

const { data, records, control } = workerData as ReceiverThreadData;

/** Fails the thread when it cannot start: the collector gets the error. */
void runReceiver(data, { records, control }).then(() => {
  // What still gets here came from a socket: worth a line in the log, not the connections of all others.
  process.on('uncaughtException', (error) => {
    const message = `Unexpected in the receiver: ${error.stack ?? messageOf(error)}`;
    control.postMessage({ method: 'log', params: { level: 'error', message } });
  });
});
