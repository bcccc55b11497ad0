/**
 * What crosses between the receiver's thread and the collector's: two message ports, one for records, which the
 * collector empties whenever it likes, and one for everything else.
 */
import type { MessagePort } from 'node:worker_threads';
import type { CollectorPorts, CollectorWorkerData } from '../../protocol/collectorWorker';
import type { CollectorNotifications } from '../../protocol/methods';
import type { ImportedIds } from '../exchange/importedIds';
import type { ImportProgress } from '../exchange/importFile';
import type { JournalPosition, JournalRecord } from '../journal/format';
import type { ListenersReport } from '../listeners';
import type { ReceiverReport } from './report';

/** What a receiver is started with. */
export type ReceiverData = Omit<CollectorWorkerData, 'memoryLimitBytes' | 'prices' | 'loopThresholds'>;

/** The receiver's ends of the two channels. */
export interface ReceiverEnds {
  records: MessagePort;
  control: MessagePort;
}

/** To the collector, over the port for records. */
export type RecordMessage =
  /** `position`: behind the record in the journal; null without one. */
  | { kind: 'record'; record: JournalRecord; replayed: boolean; position: JournalPosition | null }
  /** All that the journal had is before this. Comes once, without a journal too. */
  | { kind: 'replay-ended' }
  /** The journal was emptied: all that was in it is before this. */
  | { kind: 'cleared' };

/** To the receiver, over the port for records. */
export type StoredMessage =
  /** Payload bytes of a record that is stored now, and of which the receiver may send as much again. */
  | { kind: 'stored'; bytes: number }
  /** Whether the store can take no more: new exports are refused until it can. */
  | { kind: 'full'; full: boolean };

/** What the collector asks. A type, so that it satisfies `RpcMethods`. */
export type ReceiverMethods = {
  report: { params: undefined; result: ReceiverReport };
  /** All ports, and who has those that are waited for; may take a second. */
  listeners: { params: undefined; result: ListenersReport };
  /** What the journal has on disk; null without one. */
  segments: {
    params: undefined;
    result: { directory: string; ends: JournalPosition[] } | null;
  };
  /** Begins to send what the journal had at the start; asked once. Answers at once. */
  replay: { params: undefined; result: null };
  /** Deletes what the journal keeps and answers once `cleared` has been sent. */
  clear: { params: undefined; result: null };
  /** Answers at once; `import` says how it goes. */
  'import/start': { params: { importId: number; path: string }; result: null };
  /** Likewise. */
  'import/cancel': { params: { importId: number }; result: null };
  /** Stops listening and closes the journal. */
  close: { params: undefined; result: null };
};

export type ReceiverNotifications = {
  /** The first: it listens. */
  listening: CollectorPorts;
  /** All of it that was accepted has been sent before. */
  import: ImportProgress & ImportedIds & { importId: number };
  /** Something was refused or cut, and the report says what; coalesced. */
  lost: null;
  log: CollectorNotifications['log'];
};
