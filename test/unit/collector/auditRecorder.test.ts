import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AuditRecorder } from '../../../src/collector/audit/auditRecorder';

/** Between two looks at what has changed. */
const LOOK_MS = 5_000;

let live: boolean;
let analysed: string[];
let recorder: AuditRecorder;

beforeEach(() => {
  vi.useFakeTimers();
  live = true;
  analysed = [];
  const analyses = {
    isLive: () => live,
    analysis: (id: string) => {
      analysed.push(id);
      return undefined;
    },
  };
  recorder = new AuditRecorder({ add: () => undefined } as never, analyses, () => Date.now());
});
afterEach(() => {
  vi.useRealTimers();
});

describe('AuditRecorder', () => {
  it('records a session once it is silent, and not again before it changes', () => {
    recorder.note(['a'], Date.now());
    vi.advanceTimersByTime(3 * LOOK_MS);
    expect(analysed).toEqual([]);
    live = false;
    vi.advanceTimersByTime(3 * LOOK_MS);
    expect(analysed).toEqual(['a']);
    recorder.note(['a'], Date.now());
    vi.advanceTimersByTime(LOOK_MS);
    expect(analysed).toEqual(['a', 'a']);
  });

  it('records what runs for long each minute, though it never falls silent', () => {
    for (let second = 0; second < 185; second++) {
      recorder.note(['a'], Date.now());
      vi.advanceTimersByTime(1_000);
    }
    expect(analysed).toEqual(['a', 'a', 'a']);
  });

  it('records at once what may go, and at the end what is left', () => {
    recorder.note(['a', 'b', 'c'], Date.now());
    recorder.record('b');
    expect(analysed).toEqual(['b']);
    recorder.recordLast();
    expect(analysed).toEqual(['b', 'a', 'c']);
  });

  it('forgets what was cleared', () => {
    recorder.note(['a'], Date.now());
    recorder.forget();
    live = false;
    vi.advanceTimersByTime(2 * LOOK_MS);
    expect(analysed).toEqual([]);
  });
});
