import { describe, expect, it } from 'vitest';
import { exportFileName } from '../../../src/editor/exportFileName';
import { itemsText, leftOutLines, outcomeText, percentOf } from '../../../src/editor/importText';
import type { Translate } from '../../../src/editor/sessionText';
import type { ImportStatus } from '../../../src/protocol/exchange';

const t: Translate = (message, ...args) =>
  message.replace(/\{(\d+)\}/g, (_, index: string) => String(args[Number(index)]));

const status: ImportStatus = {
  importId: 1,
  path: '/tmp/traces.jsonl',
  state: 'finished',
  error: null,
  bytesDone: 1_000,
  bytesTotal: 1_000,
  imported: { spans: 1_204, logs: 1, metrics: 0 },
  rejected: [],
  problems: [],
  problemCount: 0,
  sessionIds: ['a'],
  sessionCount: 1,
};
const NOTHING = { spans: 0, logs: 0, metrics: 0 };
const outcome = (fields: Partial<ImportStatus>) =>
  outcomeText({ name: 'traces.jsonl', status: { ...status, ...fields } }, t);

describe('what is said of an import', () => {
  it('names what came, and only that', () => {
    expect(itemsText({ spans: 1, logs: 0, metrics: 0 }, t)).toBe('1 span');
    expect(itemsText({ spans: 2, logs: 3, metrics: 1 }, t)).toBe('2 spans, 3 log records and 1 data point');
    expect(itemsText(NOTHING, t)).toBeNull();
  });

  it('tells how it ended, and what is there', () => {
    expect(outcome({})).toBe('Imported 1,204 spans and 1 log record from traces.jsonl.');
    expect(outcome({ imported: NOTHING })).toBe('There is nothing to import in traces.jsonl.');
    expect(outcome({ state: 'cancelled' })).toBe(
      'The import of traces.jsonl was cancelled: 1,204 spans and 1 log record are imported.',
    );
    expect(outcome({ state: 'failed', error: 'The file is empty.', imported: NOTHING })).toBe(
      'Nothing was imported from traces.jsonl. The file is empty.',
    );
    expect(outcome({ state: 'failed', error: 'Its gzip content is cut off.' })).toContain(
      'Only a part of traces.jsonl was imported, 1,204 spans and 1 log record. Its gzip',
    );
  });

  it('names what was left out by its place or its reason', () => {
    expect(leftOutLines(status, t)).toEqual([]);
    expect(
      leftOutLines(
        {
          ...status,
          rejected: [
            { reason: 'invalid-trace-id', count: 2 },
            { reason: 'malformed-file', count: 3 },
          ],
          problems: [
            { line: 7, offset: 900, message: 'Here is no span.' },
            { line: null, offset: 4_096, message: 'Cut off.' },
          ],
          problemCount: 3,
        },
        t,
      ),
    ).toEqual([
      '2 items: the trace id is not 16 bytes, or all zero.',
      'Line 7: Here is no span.',
      'Byte 4,096: Cut off.',
      '… and 1 more.',
    ]);
  });

  it('counts the progress in percent, and knows none of an empty file', () => {
    expect(percentOf({ ...status, bytesDone: 129, bytesTotal: 1_000 })).toBe(12);
    expect(percentOf({ ...status, bytesDone: 0, bytesTotal: 0 })).toBe(0);
  });
});

describe('the name of an exported file', () => {
  it.each([
    ['What is the rounding rule?', 'What-is-the-rounding-rule.jsonl'],
    ['../../etc/passwd', 'etc-passwd.jsonl'],
    ['C:\\x "y" *', 'C-x-y.jsonl'],
    ['Größe 例え', 'Größe-例え.jsonl'],
    ['?!', 'session.jsonl'],
    ['', 'session.jsonl'],
  ])('%s → %s', (title, name) => {
    expect(exportFileName(title, 'jsonl')).toBe(name);
  });

  it('is not longer than a folder shows', () => {
    expect(exportFileName('word '.repeat(100), 'binpb').length).toBeLessThan(70);
  });
});
