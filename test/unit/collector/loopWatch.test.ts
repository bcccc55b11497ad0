import { afterEach, describe, expect, it, vi } from 'vitest';
import { LoopWatch } from '../../../src/collector/loopWatch';
import type { Loop, LoopNotice } from '../../../src/protocol/loops';
import { resource } from '../support/spans';

function loopOf(spans: string[], fields: Partial<Loop> = {}): Loop {
  return {
    id: `repeat:t:${spans[0]!}`,
    kind: 'repeat',
    severity: spans.length >= 5 ? 'critical' : 'warning',
    agent: null,
    period: 1,
    iterations: spans.length,
    toolNames: ['search'],
    steps: spans.map((spanId) => [{ traceId: 't', spanId }]),
    firstTurn: 1,
    lastTurn: spans.length,
    wasted: { tokens: null, costUsd: null, durationMs: 1 },
    reason: '',
    ...fields,
  };
}

/** A watch over one session whose loops the test sets; `told` in short. */
function watched(attributes: Record<string, string | number> = {}, missed: Loop[] = []) {
  let loops: Loop[] = [];
  const isWhole = missed.length === 0;
  const understood: string[] = [];
  const notices: LoopNotice[] = [];
  const watch = new LoopWatch({
    latestLoops: (id) => {
      understood.push(id);
      return { title: 'Title', loops, isWhole };
    },
    analysis: (id) => {
      understood.push(id);
      return { loops: [...loops, ...missed], summary: { title: 'Title' } as never };
    },
    resourceOf: () => resource(attributes),
    now: () => 0,
  });
  watch.onLoop((notice) => notices.push(notice));
  return {
    notices,
    understood,
    imports: (...now: Loop[]) => {
      loops = now;
      watch.note(['s'], true);
      watch.prepare(['s']);
      watch.look();
    },
    past: () => {
      watch.note(['s'], true);
    },
    live: (...now: Loop[]) => {
      loops = now;
      watch.note(['s'], false);
      watch.look();
      return notices.map(({ loop }) => [loop.id, loop.severity]);
    },
  };
}

afterEach(() => {
  vi.useRealTimers();
});

describe('LoopWatch', () => {
  it('rests after a look while spans come, and looks soon when none come any more', () => {
    vi.useFakeTimers();
    const looks: number[] = [];
    let clock = 0;
    const watch = new LoopWatch({
      latestLoops: () => {
        looks.push(Date.now());
        clock += lookMs;
        return undefined;
      },
      analysis: () => undefined,
      resourceOf: () => undefined,
      now: () => clock,
    });
    watch.onLoop(() => undefined);
    const looksWithin = (seconds: number) => {
      looks.length = 0;
      for (let i = 0; i < seconds * 10; i++) {
        watch.note(['s'], false);
        vi.advanceTimersByTime(100);
      }
      return looks.length;
    };
    let lookMs = 40;
    looksWithin(1);
    // Eight times as long as they take.
    expect(looksWithin(32)).toBeLessThanOrEqual(100);
    lookMs = 300;
    looksWithin(1);
    // So that a rest and a look are no longer than a second.
    expect(looksWithin(10)).toBeGreaterThanOrEqual(20);
    lookMs = 3_000;
    looksWithin(4);
    expect(looksWithin(30)).toBeLessThanOrEqual(10);
    watch.note(['s'], false);
    vi.advanceTimersByTime(60_000);
    const before = looks.length;
    vi.advanceTimersByTime(60_000);
    expect(looks).toHaveLength(before);
  });

  it('looks at the whole of a large session when nothing comes any more', () => {
    vi.useFakeTimers();
    const long = loopOf(['x', 'y', 'z']);
    const { live } = watched({}, [long]);
    expect(live(loopOf(['a', 'b', 'c']))).toEqual([['repeat:t:a', 'warning']]);
    vi.advanceTimersByTime(10_000);
    expect(live(loopOf(['a', 'b', 'c'])).at(-1)).toEqual(['repeat:t:x', 'warning']);
  });

  it('does not tell again of a critical loop of which only the end is seen', () => {
    const { live } = watched();
    live(loopOf(['a', 'b', 'c', 'd', 'e']));
    expect(live(loopOf(['c', 'd', 'e', 'f', 'g']))).toHaveLength(1);
  });

  it('understands what is imported before somebody asks, and says nothing of its loops', () => {
    const { imports, live, understood, notices } = watched();
    const loop = loopOf(['a', 'b', 'c']);
    imports(loop);
    imports(loop);
    expect(understood).toEqual(['s', 's']);
    expect(live(loop)).toEqual([]);
    expect(notices).toEqual([]);
  });

  it('tells of a loop once while it grows, and again when it becomes critical', () => {
    const { live } = watched();
    expect(live()).toEqual([]);
    expect(live(loopOf(['a', 'b', 'c']))).toEqual([['repeat:t:a', 'warning']]);
    expect(live(loopOf(['a', 'b', 'c', 'd']))).toHaveLength(1);
    expect(live(loopOf(['a', 'b', 'c', 'd', 'e'])).at(-1)).toEqual(['repeat:t:a', 'critical']);
    expect(live(loopOf(['a', 'b', 'c', 'd', 'e', 'f']))).toHaveLength(2);
  });

  it('takes a loop that is called otherwise, once more is known of it, for the same', () => {
    const { live } = watched();
    live(loopOf(['b', 'c', 'd']));
    expect(live(loopOf(['a', 'b', 'c', 'd'], { id: 'cycle:t:a', kind: 'cycle' }))).toHaveLength(1);
  });

  it('says nothing of loops that were there before, but of those that come', () => {
    const { past, live } = watched();
    past();
    const before = loopOf(['a', 'b', 'c']);
    expect(live(before)).toEqual([]);
    expect(live(before, loopOf(['x', 'y', 'z']))).toEqual([['repeat:t:x', 'warning']]);
  });

  it('names the process, where the spans do', () => {
    const known = watched({ 'process.pid': 4711, 'host.name': 'box' });
    known.live(loopOf(['a', 'b', 'c']));
    expect(known.notices[0]).toMatchObject({ title: 'Title', process: { pid: 4711, host: 'box' } });
    const unknown = watched({ 'process.pid': 'me' });
    unknown.live(loopOf(['a', 'b', 'c']));
    expect(unknown.notices[0]?.process).toBeNull();
  });
});
