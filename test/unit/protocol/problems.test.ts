import { describe, expect, it } from 'vitest';
import { problemsOf } from '../../../src/protocol/problems';
import { collectorStatus, journalStatus } from '../support/status';

const MIB = 1024 * 1024;
const NOTHING_EVICTED = collectorStatus().evicted;

function textsOf(...[overrides]: Parameters<typeof collectorStatus>): string[] {
  return problemsOf(collectorStatus(overrides)).map(({ text }) => text);
}

describe('problemsOf', () => {
  it('says nothing when nothing was lost', () => {
    const status = collectorStatus({
      received: { spans: 12, logs: 3, metrics: 4 },
      redacted: [{ kind: 'openai-key', count: 30 }],
      journal: journalStatus({
        lastError: 'The disk was full.',
        skipped: [{ reason: 'torn-record', count: 1 }],
      }),
    });
    expect(problemsOf(status)).toEqual([]);
  });

  it('says how many were refused, why, and what to do', () => {
    const problems = problemsOf(
      collectorStatus({ rejected: [{ reason: 'unknown-path', count: 1200, last: 5 }] }),
    );
    expect(problems).toEqual([
      {
        id: 'rejected:unknown-path',
        severity: 'warning',
        count: 1200,
        text: '1,200 requests were refused: the path is none of OTLP’s.',
        advice: expect.stringContaining('/v1/traces') as string,
      },
    ]);
  });

  it('keeps one item apart from many', () => {
    expect(textsOf({ rejected: [{ reason: 'invalid-trace-id', count: 1, last: 0 }] })).toEqual([
      '1 item was refused: the trace id is not 16 bytes, or all zero.',
    ]);
  });

  it('has words for a reason that it does not know', () => {
    expect(textsOf({ rejected: [{ reason: 'strange-new-thing', count: 2, last: 0 }] })).toEqual([
      '2 items were refused: strange new thing.',
    ]);
  });

  it('tells of evicted sessions with the bound, and of logs and metrics', () => {
    const evicted = { ...NOTHING_EVICTED, sessions: 3, spans: 120, logs: 7, metrics: 1 };
    expect(textsOf({ evicted, memoryLimitBytes: 1024 * MIB })).toEqual([
      'The 3 oldest sessions (120 spans) were removed to stay below 1 GB of memory.',
      'The oldest 7 log records were removed to make room for newer ones.',
      'The oldest 1 metric data point was removed to make room for newer ones.',
    ]);
  });

  it('puts what is being lost now first', () => {
    const problems = problemsOf(
      collectorStatus({
        rejected: [{ reason: 'unknown-path', count: 1, last: 0 }],
        journal: journalStatus({
          writable: false,
          lastError: 'No space left on device.',
          evicted: { segments: 2, bytes: 32 * MIB },
        }),
      }),
    );
    expect(problems.map(({ id, severity }) => [id, severity])).toEqual([
      ['journal:not-writable', 'error'],
      ['journal:full', 'warning'],
      ['rejected:unknown-path', 'warning'],
    ]);
    expect(problems[0]?.text).toBe(
      'Exports cannot be kept on disk: No space left on device. What arrives now is refused until that works again.',
    );
    expect(problems[0]?.advice).toContain('/home/me/journal');
    expect(problems[1]?.text).toContain('32 MB');
  });

  it('does not say that exports are refused where there is no journal', () => {
    const journal = journalStatus({ open: false, writable: false, lastError: 'EACCES: permission denied' });
    expect(problemsOf(collectorStatus({ journal }))).toMatchObject([
      {
        id: 'journal:not-open',
        severity: 'error',
        text: 'There is no journal, so what is received now is lost when Turnline ends: EACCES: permission denied.',
      },
    ]);
  });

  it('tells of a damaged journal, of values cut and of patterns that are not in force', () => {
    expect(
      textsOf({
        journal: journalStatus({
          skipped: [
            { reason: 'damaged-record', count: 2 },
            { reason: 'torn-record', count: 1 },
          ],
        }),
        truncated: [{ reason: 'nested-too-deep', count: 5, last: 0 }],
        refusedPatterns: [{ pattern: '(', problem: 'it has an unclosed group' }],
      }),
    ).toEqual([
      '2 parts of the journal could not be read when Turnline started (damaged record: 2): what they held is lost.',
      'The redaction pattern ( is not in force: it has an unclosed group.',
      '5 values were shortened: lists within lists, deeper than Turnline keeps.',
    ]);
  });
});
