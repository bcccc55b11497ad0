import { describe, expect, it } from 'vitest';
import { LoopNotices, noticeText } from '../../../../src/editor/loops/loopNotices';
import { isInForeground, lineageOf, parseProcessTable } from '../../../../src/editor/loops/processTree';
import type { Loop, LoopNotice } from '../../../../src/protocol/loops';

const ALL = { level: 'all', ignoredTools: [] } as const;

function notice(id: string, fields: Partial<Loop> = {}): LoopNotice {
  const loop: Loop = {
    ...{
      id,
      kind: 'repeat',
      severity: 'warning',
      agent: null,
      period: 1,
      iterations: 6,
      toolNames: ['search'],
    },
    ...{ steps: [], firstTurn: 2, lastTurn: 7 },
    wasted: { tokens: 41_000, costUsd: 0.31, durationMs: 48_000 },
    reason:
      'search ran 6 times with the same arguments and the same result (turns 2–7): 41k tokens, $0.31 and 48s without progress.',
    ...fields,
  };
  return { sessionId: 's', title: 'Title', loop, process: null };
}

const plain = (message: string, ...args: (string | number)[]) =>
  message.replace(/\{(\d)\}/g, (_, at: string) => String(args[Number(at)]));

describe('LoopNotices', () => {
  it('tells of each loop once', () => {
    const notices = new LoopNotices();
    expect(notices.decide(notice('a'), ALL, 0)).toBe('tell');
    expect(notices.decide(notice('a', { severity: 'critical' }), ALL, 1)).toBe('nothing');
    expect(notices.decide({ ...notice('a'), sessionId: 'other' }, ALL, 2)).toBe('tell');
  });

  it('keeps to the level, and tells of a loop when it reaches it', () => {
    const notices = new LoopNotices();
    const critical = { level: 'critical', ignoredTools: [] } as const;
    expect(notices.decide(notice('a'), critical, 0)).toBe('nothing');
    expect(notices.decide(notice('a', { severity: 'critical' }), critical, 1)).toBe('tell');
    const off = { level: 'off', ignoredTools: [] } as const;
    expect(notices.decide(notice('b', { severity: 'critical' }), off, 2)).toBe('nothing');
  });

  it('leaves out tools that are ignored, but no loop that has others, or none', () => {
    const notices = new LoopNotices();
    const rules = { level: 'all', ignoredTools: ['search'] } as const;
    expect(notices.decide(notice('a'), rules, 0)).toBe('nothing');
    expect(notices.decide(notice('b', { toolNames: ['search', 'read'] }), rules, 0)).toBe('tell');
    expect(notices.decide(notice('c', { toolNames: [] }), rules, 0)).toBe('tell');
  });

  it('puts many into one sentence, until they have become fewer', () => {
    const notices = new LoopNotices();
    const decisions = [0, 1, 2, 3, 4].map((at) => notices.decide(notice(`loop ${at}`), ALL, at));
    expect(decisions).toEqual(['tell', 'tell', 'tell', 'summarise', 'nothing']);
    expect(notices.decide(notice('later'), ALL, 61_000)).toBe('tell');
  });

  it('says what repeats and what it cost', () => {
    expect(noticeText(notice('a'), plain)).toBe(
      'Loop: search ran 6 times with the same arguments and the same result — 41k tokens, $0.31, 48s wasted so far',
    );
    const unknown = notice('a', {
      wasted: { tokens: null, costUsd: null, durationMs: 48_000 },
      reason:
        'fetch failed 3 times in a row with the same error, “ns: gone” (turns 1–3): 48s without progress.',
    });
    expect(noticeText(unknown, plain)).toBe(
      'Loop: fetch failed 3 times in a row with the same error, “ns: gone” — 48s wasted so far',
    );
  });
});

describe('the process table', () => {
  const table = parseProcessTable(
    '    1     0     1    -1\n  100     1   100   250\n  250   100   250   250\n  251   250   250   250\n  300   100   300   250\n',
  );

  it('tells what runs inside of what', () => {
    expect(lineageOf(251, table)).toEqual([251, 250, 100, 1]);
    expect(lineageOf(999, table)).toEqual([]);
  });

  it('tells what Ctrl-C reaches', () => {
    expect([251, 250, 300, 100, 1, 999].map((pid) => isInForeground(pid, table))).toEqual([
      ...[true, true, false, false, false, false],
    ]);
  });
});
