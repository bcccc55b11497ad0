import { MessageChannel } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JournalRecord } from '../../../src/collector/journal/format';
import type { RecordMessage, StoredMessage } from '../../../src/collector/receiver/channel';
import { RecordIntake } from '../../../src/collector/recordIntake';

let receiver: MessagePort;
let intake: RecordIntake;
/** What was done, in order. */
let events: string[];
/** Replaced by tests whose store is slow. */
let store: (record: JournalRecord) => void;

beforeEach(() => {
  const { port1, port2 } = new MessageChannel();
  receiver = port1;
  events = [];
  store = () => undefined;
  intake = new RecordIntake(port2, {
    store: (records, replayed) => {
      for (const { record } of records) {
        store(record);
        events.push(`${replayed ? 'replayed' : 'stored'} ${record.receivedAt}`);
      }
    },
    replayed: () => undefined,
    clear: () => {
      events.push('cleared');
    },
  });
  intake.start();
});

afterEach(() => {
  intake.close();
  receiver.close();
});

function send(receivedAt: number, replayed = false): void {
  const record: JournalRecord = { signal: 'traces', receivedAt, payload: new Uint8Array(receivedAt) };
  post({ kind: 'record', record, replayed, position: null });
}

function post(message: RecordMessage): void {
  receiver.postMessage(message);
}

/** Keeps the thread busy, as a store does. */
function spin(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

describe('RecordIntake', () => {
  it('has stored all that was sent before a call', async () => {
    post({ kind: 'replay-ended' });
    for (let n = 1; n <= 100; n++) send(n);
    await intake.caughtUp();
    expect(events).toHaveLength(100);
    expect(events.at(-1)).toBe('stored 100');
    await intake.caughtUp();
  });

  it('stores without being asked, and tells how many bytes', async () => {
    const told: StoredMessage[] = [];
    const done = new Promise<void>((resolve) => {
      receiver.on('message', (message: StoredMessage) => {
        if (told.push(message) === 2) resolve();
      });
    });
    send(7);
    send(5);
    await done;
    expect(told).toEqual([
      { kind: 'stored', bytes: 7 },
      { kind: 'stored', bytes: 5 },
    ]);
  });

  it('makes calls wait for the end of the replay, and for what came before them behind it', async () => {
    send(1, true);
    send(2);
    const asked = intake.caughtUp().then(() => events.push('answered'));
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    expect(events).toEqual(['replayed 1', 'stored 2']);
    send(3, true);
    post({ kind: 'replay-ended' });
    await asked;
    expect(events).toEqual(['replayed 1', 'stored 2', 'replayed 3', 'answered']);
    expect(intake.replayed().records).toBe(2);

    const { port1, port2 } = new MessageChannel();
    const stored: number[] = [];
    const late = new RecordIntake(port2, {
      store: (records) => {
        for (const { record } of records) stored.push(record.receivedAt);
      },
      replayed: () => undefined,
      clear: () => undefined,
    });
    receiver = port1;
    post({ kind: 'replay-ended' });
    send(4);
    // Until the store has what it is to go on from, what comes waits.
    await new Promise(setImmediate);
    expect(stored).toEqual([]);
    late.start();
    await late.caughtUp();
    expect(stored).toEqual([4]);
    late.close();
  });

  it('lets calls and timers have their turn while there is always more to store', async () => {
    post({ kind: 'replay-ended' });
    await intake.caughtUp();
    store = () => {
      spin(5);
    };
    for (let n = 0; n < 40; n++) send(n);
    const turn = new Promise((resolve) => setTimeout(resolve, 1));
    await intake.caughtUp(0);
    await turn;
    expect(events.length).toBeLessThan(40);
    await intake.caughtUp(Infinity);
    expect(events).toHaveLength(40);
  });

  it('empties the store between what came before and after the journal was emptied', async () => {
    post({ kind: 'replay-ended' });
    send(1);
    post({ kind: 'cleared' });
    send(2);
    await intake.caughtUp();
    expect(events).toEqual(['stored 1', 'cleared', 'stored 2']);
  });

  it('stores what is there when it is closed, and lets nobody wait', async () => {
    send(1);
    const asked = intake.caughtUp();
    send(2);
    intake.close();
    await asked;
    expect(events).toEqual(['stored 1', 'stored 2']);
    await intake.caughtUp();
  });
});
