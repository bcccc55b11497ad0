import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RecordRoom } from '../../../../src/collector/receiver/recordRoom';
import { Refusal } from '../../../../src/collector/refusal';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Who got in so far, in order. */
function watch() {
  const events: string[] = [];
  return {
    events,
    of: (name: string, admitted: Promise<() => void>) => {
      const entered = admitted.then((leave) => {
        events.push(name);
        return leave;
      });
      entered.catch((error: unknown) => {
        events.push(`${name}: ${error instanceof Refusal ? error.reason : String(error)}`);
      });
      return entered;
    },
  };
}

describe('RecordRoom', () => {
  it('lets in what fits, and the others in their order as soon as there is room', async () => {
    const room = new RecordRoom(1_000);
    const { events, of } = watch();
    const a = of('a', room.admit(600));
    const b = of('b', room.admit(500));
    void of('c', room.admit(100));
    (await a)();
    await vi.advanceTimersByTimeAsync(0);
    expect(events).toEqual(['a', 'b', 'c']);
    (await b)();
  });

  it('does not let small ones overtake a large one for ever', async () => {
    const room = new RecordRoom(1_000);
    const { events, of } = watch();
    const a = of('a', room.admit(600));
    void of('large', room.admit(900));
    void of('small', room.admit(10));
    await vi.advanceTimersByTimeAsync(100);
    expect(events).toEqual(['a']);
    (await a)();
    await vi.advanceTimersByTimeAsync(0);
    expect(events).toEqual(['a', 'large', 'small']);
  });

  it('takes what is larger than the room when nobody else is in it', async () => {
    const room = new RecordRoom(1_000);
    const leave = await room.admit(5_000);
    leave();
    await room.admit(5_000);
  });

  it('counts what was sent until it is stored', async () => {
    const room = new RecordRoom(10_000);
    const { events, of } = watch();
    room.sent(5_000);
    room.sent(4_000);
    void of('next', room.admit(2_000));
    await vi.advanceTimersByTimeAsync(100);
    expect(events).toEqual([]);
    room.stored(5_000);
    await vi.advanceTimersByTimeAsync(0);
    expect(events).toEqual(['next']);
  });

  it('gives back no more than was taken', async () => {
    const room = new RecordRoom(1_000);
    const { events, of } = watch();
    const leave = await room.admit(600);
    leave();
    leave();
    await room.admit(600);
    void of('second', room.admit(600));
    await vi.advanceTimersByTimeAsync(100);
    expect(events).toEqual([]);
  });

  it('refuses after 5 s with a word of retrying, and lets the next one in nevertheless', async () => {
    const room = new RecordRoom(1_000);
    const { events, of } = watch();
    const a = of('a', room.admit(1_000));
    void of('large', room.admit(900)).catch(() => undefined);
    await vi.advanceTimersByTimeAsync(3_000);
    void of('later', room.admit(200));
    await vi.advanceTimersByTimeAsync(2_000);
    expect(events).toEqual(['a', 'large: overloaded']);
    (await a)();
    await vi.advanceTimersByTimeAsync(0);
    expect(events).toEqual(['a', 'large: overloaded', 'later']);
    await expect(failureOf(room.admit(1_000))).resolves.toMatchObject({
      httpStatus: 503,
      retryAfterSeconds: 2,
    });
  });

  it('lets those behind one that gave up in when they fit', async () => {
    const room = new RecordRoom(1_000);
    const { events, of } = watch();
    void of('a', room.admit(600));
    void of('large', room.admit(900)).catch(() => undefined);
    await vi.advanceTimersByTimeAsync(1_000);
    void of('small', room.admit(10));
    await vi.advanceTimersByTimeAsync(4_000);
    expect(new Set(events)).toEqual(new Set(['a', 'large: overloaded', 'small']));
  });

  it('refuses while the store is full, but what the journal brings back', async () => {
    const room = new RecordRoom(1_000);
    const { events, of } = watch();
    const a = of('a', room.admit(1_000));
    void of('waiting', room.admit(100)).catch(() => undefined);
    void of('replayed', room.admitReplayed(100));
    room.setFull(true);
    expect(await failureOf(room.admit(1))).toMatchObject({ httpStatus: 503, reason: 'memory-limit' });
    (await a)();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(events).toEqual(['a', 'waiting: memory-limit', 'replayed']);
    room.setFull(false);
    await room.admit(1);
  });

  it('lets parts of files in when little else is under way, in order, and never before who sends', async () => {
    const room = new RecordRoom(1_000, 5_000, 100);
    const { events, of } = watch();
    const a = of('a', room.admit(900));
    void of('file', room.admitBehind(80));
    void of('next of file', room.admitBehind(10));
    const b = of('b', room.admit(900));
    await vi.advanceTimersByTimeAsync(4_000);
    expect(events).toEqual(['a']);
    (await a)();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(events).toEqual(['a', 'b']);
    (await b)();
    await vi.advanceTimersByTimeAsync(0);
    expect(events).toEqual(['a', 'b', 'file', 'next of file']);
    // A part that is larger than that goes when nothing else is there.
    const leave = await new RecordRoom(1_000, 5_000, 100).admitBehind(500);
    leave();
  });

  it('refuses parts of files while the store is full', async () => {
    const room = new RecordRoom(1_000, 5_000, 100);
    const { events, of } = watch();
    void of('a', room.admit(500));
    void of('file', room.admitBehind(80)).catch(() => undefined);
    room.setFull(true);
    await vi.advanceTimersByTimeAsync(0);
    expect(events).toEqual(['a', 'file: memory-limit']);
    expect(await failureOf(room.admitBehind(1))).toMatchObject({ reason: 'memory-limit' });
  });
});

async function failureOf(admitted: Promise<unknown>): Promise<unknown> {
  const failure = admitted.then(
    () => undefined,
    (error: unknown) => error,
  );
  await vi.advanceTimersByTimeAsync(5_000);
  return failure;
}
