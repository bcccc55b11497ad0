/**
 * The receiver: listens, keeps what comes in the journal and hands it to the collector. It runs in a thread of its
 * own, so that neither decoding nor the disk ever waits for the store or for an answer to the views.
 */
import { messageOf, serveRpc } from '../../protocol/rpc';
import type { JournalStatus } from '../../protocol/status';
import { createRedactor } from '../../redaction/redact';
import { BodyMemory } from '../bodyMemory';
import type { Journal } from '../journal/journal';
import { openFirstFree } from '../journal/openFirstFree';
import { Forwarder } from '../forward/forwarder';
import { FileImports } from '../exchange/fileImports';
import { MALFORMED } from '../exchange/importFile';
import { Listeners } from '../listeners';
import { workerPort } from '../workerPort';
import type {
  ReceiverData,
  ReceiverEnds,
  ReceiverMethods,
  ReceiverNotifications,
  RecordMessage,
  StoredMessage,
} from './channel';
import { ExportCounters } from './exportCounters';
import { ExportPipeline } from './exportPipeline';
import { RecordRoom } from './recordRoom';
import type { ReceiverReport } from './report';

/** What is refused is told of at most so often, however much is. */
const LOST_MS = 250;

type Log = (level: ReceiverNotifications['log']['level'], message: string) => void;

/** Resolves when it listens, which it tells the collector, too. Rejects when a port cannot be had. */
export async function runReceiver(data: ReceiverData, ends: ReceiverEnds): Promise<void> {
  const control = workerPort(ends.control);
  const tell = <K extends keyof ReceiverNotifications>(method: K, params: ReceiverNotifications[K]) => {
    control.post({ method, params });
  };
  const log: Log = (level, message) => {
    tell('log', { level, message });
  };

  const opened = await openJournal(data.journal, log);
  const { journal } = opened;
  const redactor = createRedactor({ userPatterns: data.redactionPatterns });
  for (const { pattern, reason } of redactor.refusedPatterns) {
    log('warn', `The redaction pattern ${pattern} is not in force: ${reason}.`);
  }
  const tellLost = coalesced(LOST_MS, () => {
    tell('lost', null);
  });
  const counters = new ExportCounters(tellLost);
  const forwarder = data.forward
    ? new Forwarder(data.forward, { now: () => Date.now(), onChanged: tellLost })
    : null;
  const room = new RecordRoom();
  const send = (message: RecordMessage) => {
    ends.records.postMessage(
      message,
      message.kind === 'record' ? [message.record.payload.buffer as ArrayBuffer] : [],
    );
  };
  ends.records.on('message', (message: StoredMessage) => {
    if (message.kind === 'stored') room.stored(message.bytes);
    else room.setFull(message.full);
  });
  const now = () => Date.now();
  const pipeline = new ExportPipeline({
    redactor,
    journal,
    room,
    counters,
    forward: forwarder,
    send: (record, replayed, position) => {
      send({ kind: 'record', record, replayed, position });
    },
    now,
  });

  let listeners: Listeners;
  try {
    listeners = await Listeners.open({
      ...data,
      listenerOptions: {
        ingest: pipeline.ingest,
        ingestUntouched: pipeline.ingestUntouched,
        admit: pipeline.admit,
        onRejected: (reason, count) => {
          counters.reject(reason, count, now());
        },
        onError: (message) => {
          log('error', message);
        },
        memory: new BodyMemory(),
      },
      log,
    });
  } catch (error) {
    await journal?.close();
    throw error;
  }

  const imports = new FileImports({
    admit: (bytes) => room.admitBehind(bytes),
    ingest: (request, body) => pipeline.ingestImported(request, body),
    onMalformed: () => {
      counters.reject(MALFORMED, 1, now());
    },
    onProgress: (progress) => {
      tell('import', progress);
    },
  });

  const report = (): ReceiverReport => ({
    at: now(),
    ports: listeners.ports(),
    ...counters.report(),
    refusedPatterns: redactor.refusedPatterns.map(({ pattern, reason }) => ({ pattern, problem: reason })),
    journal: journalStatus(data.journal, opened),
    forward: forwarder?.status() ?? null,
  });
  serveRpc<ReceiverMethods>(control, {
    report,
    listeners: () => listeners.report(),
    segments: async () =>
      journal && data.journal ? { directory: journal.directory, ends: await journal.ends() } : null,
    replay: () => {
      // Behind the start: whoever asks waits for its end, whoever sends does not.
      void pipeline
        .replay()
        .catch((error: unknown) => {
          log('error', `The journal could not be read to its end: ${messageOf(error)}`);
        })
        .then(() => {
          send({ kind: 'replay-ended' });
        });
      return null;
    },
    clear: async () => {
      await journal?.clear();
      send({ kind: 'cleared' });
      return null;
    },
    'import/start': ({ importId, path }) => {
      imports.start(importId, path);
      return null;
    },
    'import/cancel': ({ importId }) => {
      imports.cancel(importId);
      return null;
    },
    close: async () => {
      await listeners.close();
      await imports.close();
      await forwarder?.close();
      await journal?.close();
      return null;
    },
  });
  tell('listening', listeners.ports());
}

/** Runs `work` once for all calls within this time, at its end. */
function coalesced(ms: number, work: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  return () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      work();
    }, ms).unref();
  };
}

interface OpenedJournal {
  journal: Journal | null;
  /** Why there is none although one was asked for. */
  problem: string | null;
}

/** Without a journal it is better to receive than not to: a warning says that nothing survives a restart. */
async function openJournal(asked: ReceiverData['journal'], log: Log): Promise<OpenedJournal> {
  if (!asked) return { journal: null, problem: null };
  try {
    const journal = await openFirstFree(asked.directory, { maxBytes: asked.maxBytes });
    const { lastError } = journal.health();
    if (lastError !== null) log('warn', lastError);
    return { journal, problem: null };
  } catch (error) {
    const problem = `${asked.directory} cannot be used: ${messageOf(error)}`;
    log('warn', `There is no journal, so what is received now is lost when Turnline ends: ${problem}`);
    return { journal: null, problem };
  }
}

function journalStatus(
  asked: ReceiverData['journal'],
  { journal, problem }: OpenedJournal,
): JournalStatus | null {
  if (!asked) return null;
  const { maxBytes } = asked;
  // The collector knows what became of the records that were replayed.
  const replayed = { records: 0, durationMs: 0 };
  if (journal) return { ...journal.health(), open: true, maxBytes, replayed };
  return {
    directory: asked.directory,
    bytes: 0,
    maxBytes,
    segments: 0,
    open: false,
    writable: false,
    lastError: problem,
    skipped: [],
    evicted: { segments: 0, bytes: 0 },
    replayed,
  };
}
