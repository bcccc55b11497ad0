/** What is said of an import. Pure: the translation is passed in. */
import type { ImportStatus } from '../protocol/exchange';
import type { SignalCounts } from '../protocol/status';
import { rejectionText } from '../protocol/reasons';
import type { Translate } from './sessionText';

/** What became of one file. */
export interface ImportedFile {
  /** As the user knows it. */
  name: string;
  status: ImportStatus;
}

/** "1,204 spans and 3 log records"; null for nothing. */
export function itemsText({ spans, logs, metrics }: SignalCounts, t: Translate): string | null {
  const parts = [
    countOf(spans, t('1 span'), t('{0} spans', grouped(spans))),
    countOf(logs, t('1 log record'), t('{0} log records', grouped(logs))),
    countOf(metrics, t('1 data point'), t('{0} data points', grouped(metrics))),
  ].filter((part) => part !== '');
  if (parts.length === 0) return null;
  return parts.length === 1 ? parts[0]! : t('{0} and {1}', parts.slice(0, -1).join(', '), parts.at(-1)!);
}

/** One sentence: how it ended and what is there now. */
export function outcomeText({ name, status }: ImportedFile, t: Translate): string {
  const items = itemsText(status.imported, t);
  switch (status.state) {
    case 'running':
      return items === null ? t('Importing {0}…', name) : t('Importing {0}: {1} so far.', name, items);
    case 'cancelled':
      return items === null
        ? t('The import of {0} was cancelled before anything of it was imported.', name)
        : t('The import of {0} was cancelled: {1} are imported.', name, items);
    case 'failed':
      return items === null
        ? t('Nothing was imported from {0}. {1}', name, status.error ?? '')
        : t('Only a part of {0} was imported, {1}. {2}', name, items, status.error ?? '');
    case 'finished':
      return items === null
        ? t('There is nothing to import in {0}.', name)
        : t('Imported {0} from {1}.', items, name);
  }
}

/** What was left out of the file and why, one line each; empty when nothing was. */
export function leftOutLines({ rejected, problems, problemCount }: ImportStatus, t: Translate): string[] {
  const lines = rejected
    .filter(({ reason }) => reason !== 'malformed-file')
    .map(({ reason, count }) => {
      const { noun, why } = rejectionText(reason);
      return t('{0} {1}: {2}.', grouped(count), count === 1 ? noun[0] : noun[1], why);
    });
  for (const { line, offset, message } of problems) {
    const place = line === null ? t('Byte {0}', grouped(offset)) : t('Line {0}', grouped(line));
    lines.push(`${place}: ${message}`);
  }
  if (problemCount > problems.length)
    lines.push(t('… and {0} more.', grouped(problemCount - problems.length)));
  return lines;
}

/** Of `bytesDone`, in whole percent. */
export function percentOf({ bytesDone, bytesTotal }: ImportStatus): number {
  return bytesTotal === 0 ? 0 : Math.floor((100 * Math.min(bytesDone, bytesTotal)) / bytesTotal);
}

function countOf(count: number, one: string, many: string): string {
  if (count === 0) return '';
  return count === 1 ? one : many;
}

function grouped(count: number): string {
  return count.toLocaleString('en-US');
}
